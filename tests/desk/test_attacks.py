"""Who wants what is not his, and what goes wrong at a bad moment."""

import datetime as dt
import json
import socket

import pytest

from bot.care.handoff import State
from bot.storage.handoff import Handoffs
from tests.desk.asking import wait
from tests.desk.test_pages import taken

UTC = dt.timezone.utc
SCRIPT = '<script>alert("1")</script><img src=x onerror=alert(2)>'
CHANGES = ("neem", "antwoord", "notitie", "naar", "terug", "sluit", "typt", "gelezen")


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_without_the_token_of_the_session_is_refused(house, anna, change):
    visitor = house.visitor()
    others = house.signed_in("bram").csrf
    for token in ("", "x" * 64, others):
        answer = anna.post(f"/desk/gesprek/{visitor.id}/{change}", csrf=token)
        assert answer.status_code == 403
    assert Handoffs(house.url).get(visitor.id).version == visitor.row.version


@pytest.mark.parametrize(
    "headers", [{"origin": "https://kwaad.example"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_change_that_comes_from_another_site_is_refused(house, anna, headers):
    visitor = house.visitor()
    path = f"/desk/gesprek/{visitor.id}/neem"
    assert anna.client.post(path, data={"csrf": anna.csrf}, headers=headers).status_code == 403
    assert Handoffs(house.url).get(visitor.id).state is State.WACHTRIJ


def test_a_change_cannot_be_made_by_an_address_alone(house, anna):
    visitor = house.visitor()
    answer = anna.get(f"/desk/gesprek/{visitor.id}/neem?csrf={anna.csrf}")
    assert answer.status_code in (404, 405)
    assert Handoffs(house.url).get(visitor.id).state is State.WACHTRIJ


def test_another_teams_conversation_is_shut_and_the_try_is_noted(house, anna):
    visitor = house.visitor(team="zuid", topic="Geheim van zuid")
    assert "Geheim van zuid" not in anna.page("/desk/wachtrij")
    for path in ("", "/regels"):
        answer = anna.get(f"/desk/gesprek/{visitor.id}{path}")
        assert answer.status_code == 403
        assert "Geheim" not in answer.text
    for change in ("neem", "antwoord", "notitie", "terug"):
        fields = {"key": "k", "tekst": "hoi"}
        answer = anna.post(f"/desk/gesprek/{visitor.id}/{change}", **fields)
        assert answer.status_code in (403, 409)
    for change in ("nummer", "gebeld"):
        path = f"/desk/terugbellen/{visitor.id}/{change}"
        assert anna.post(path, uitkomst="gebeld").status_code == 403
    lines = house.room.desk.stores.audit.lines(visitor.id)
    assert {(one.actor_id, one.what) for one in lines} == {("anna", "geweigerd")}
    assert Handoffs(house.url).get(visitor.id).state is State.WACHTRIJ


@pytest.mark.parametrize("row_id", ["NIETS1", "%2e%2e", "a" * 300, "'; drop table", "\u200b"])
def test_a_number_that_is_no_conversation_is_refused(anna, row_id):
    assert anna.get(f"/desk/gesprek/{row_id}").status_code in (404, 409)


def test_script_in_a_name_topic_or_message_is_shown_as_text(house, anna):
    visitor = taken(house, anna, name=SCRIPT, topic=SCRIPT)
    visitor.says(SCRIPT)
    anna.post(f"/desk/gesprek/{visitor.id}/notitie", tekst=SCRIPT)
    lines = anna.get(f"/desk/gesprek/{visitor.id}/regels").json()["html"]
    pages = [anna.page(f"/desk/{p}") for p in ("wachtrij", f"gesprek/{visitor.id}")]
    pages.append(house.signed_in("lea").page("/desk/team"))
    for html in [lines, *pages]:
        assert "&lt;script&gt;" in html
        assert "<script>" not in html
        assert "<img" not in html


def test_what_is_searched_for_is_shown_as_text(house, anna):
    visitor = taken(house, anna)
    page = anna.get(f"/desk/gesprek/{visitor.id}", params={"zoek": SCRIPT}).text
    assert "<script>" not in page
    assert "<script>" not in anna.get("/desk/antwoorden", params={"q": SCRIPT}).text


def test_every_page_forbids_script_and_style_that_are_not_ours(house, anna):
    for path in ("/desk/wachtrij", "/desk/nergens", "/desk/team"):
        policy = anna.get(path).headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
    assert anna.get("/desk/wachtrij").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "name", ["../room.py", "..%2froom.py", "desk.py", ".", "%2e%2e%2fframe.py"]
)
def test_only_style_and_scripts_are_served(anna, name):
    answer = anna.get(f"/desk/static/{name}")
    assert answer.status_code in (303, 404)
    assert "import" not in answer.text


def test_two_tabs_of_one_adviser_take_and_say_everything_once(house, anna):
    other = house.signed_in("anna")
    visitor = house.visitor()
    for tab in (anna, other):
        answer = tab.post(f"/desk/gesprek/{visitor.id}/neem", versie=str(visitor.row.version))
        assert answer.headers["location"] == f"/desk/gesprek/{visitor.id}"
    for tab in (anna, other):
        path = f"/desk/gesprek/{visitor.id}/antwoord"
        tab.post(path, json=True, key="zelfde", tekst="Goedemiddag")
    assert visitor.heard().count("Goedemiddag") == 1
    assert sum("heeft uw gesprek aangenomen" in text for text in visitor.heard()) == 1


def raw_reply(house, member, visitor, part=1.0):
    """Send a reply and close the browser before an answer came, after a part of it."""
    body = f"csrf={member.csrf}&key=stuk&tekst=Een+halve+zin"
    request = (
        f"POST /desk/gesprek/{visitor.id}/antwoord HTTP/1.1\r\nhost: x\r\n"
        f"cookie: desk={member.client.cookies['desk']}\r\naccept: application/json\r\n"
        f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body)}\r\n\r\n{body}"
    ).encode()
    host, port = house.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall(request[: int(len(request) * part)])


def test_a_browser_that_closes_in_the_middle_of_a_reply_says_nothing(house, anna):
    visitor = taken(house, anna)
    before = visitor.heard()
    raw_reply(house, anna, visitor, part=0.97)
    assert anna.get("/desk/wachtrij").status_code == 200
    assert visitor.heard() == before


def test_a_reply_whose_browser_closed_is_said_once_when_it_is_sent_again(house, anna):
    visitor = taken(house, anna)
    raw_reply(house, anna, visitor)
    path = f"/desk/gesprek/{visitor.id}/antwoord"
    answer = anna.post(path, json=True, key="stuk", tekst="Een halve zin")
    assert answer.status_code == 200
    assert visitor.heard().count("Een halve zin") == 1


def test_the_night_in_which_the_clock_goes_back_changes_no_wait_and_no_order(house, anna):
    house.clock.stands = dt.datetime(2026, 10, 25, 0, 40, tzinfo=UTC)  # 02:40, summer
    anna = house.signed_in("anna")
    visitor = taken(house, anna, topic="Nacht")
    queued = wait(house.url, "web-nacht", house.clock.now(), team="noord", topic="Nachtrij")
    house.clock.stands = dt.datetime(2026, 10, 25, 1, 20, tzinfo=UTC)  # 02:20, winter
    page = anna.page("/desk/wachtrij")
    assert f'data-wacht="{queued.id}"' in page
    assert ">40 min<" in page
    path = f"/desk/gesprek/{visitor.id}/antwoord"
    said = json.loads(anna.post(path, json=True, key="n", tekst="Na de wissel").text)
    assert "02:20 (wintertijd)" in said["html"]
    assert "02:40 (zomertijd)" in anna.page(f"/desk/gesprek/{visitor.id}")
    figures = house.signed_in("lea").page("/desk/team?dag=2026-10-25")
    assert '<th scope="row">2:00</th><td>2</td><td>1</td>' in figures
