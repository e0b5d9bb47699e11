"""What people at the desk do, on the real routes."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.storage.handoff import Handoffs
from bot.storage.handoff_rows import Slot
from bot.storage.moments import utc_now
from tests.desk.asking import call_back, wait

HOUR = dt.timedelta(hours=1)


def state(house, row_id):
    return Handoffs(house.url).get(row_id).state.value


def taken(house, member, **details):
    visitor = house.visitor(**details)
    answer = member.post(f"/desk/gesprek/{visitor.id}/neem", versie=str(visitor.row.version))
    assert answer.headers["location"] == f"/desk/gesprek/{visitor.id}"
    return visitor


def test_the_queue_shows_waiting_time_topic_channel_and_urgency(house, anna):
    house.clock.ahead = -dt.timedelta(minutes=7)
    house.visitor(topic="Wlz aanvragen", urgent=True, name="Ruud")
    house.clock.ahead = dt.timedelta()
    page = anna.page("/desk/wachtrij")
    for words in ("Wlz aanvragen", "Dringend", "Website", "Ruud", ">7 min<", "vroeg om een"):
        assert words in page


def test_of_two_advisers_who_take_at_once_exactly_one_wins(house, anna):
    visitor = house.visitor()
    two = [anna, house.signed_in("bram")]
    with ThreadPoolExecutor(2) as both:
        path = f"/desk/gesprek/{visitor.id}/neem"
        answers = list(both.map(lambda one: one.post(path, versie="1"), two))
    assert sorted(one.status_code for one in answers) == [303, 409]
    late = next(one for one in answers if one.status_code == 409)
    assert "een collega of de bezoeker was u voor" in late.text


def test_a_reply_reaches_the_visitor_and_the_page_gets_the_lines(house, anna):
    visitor = taken(house, anna)
    visitor.says("Bent u daar?")
    path = f"/desk/gesprek/{visitor.id}/antwoord"
    answer = anna.post(path, json=True, key="k1", tekst="Ja, ik ben er.", na="0").json()
    assert visitor.heard()[-1] == "Ja, ik ben er."
    assert "Bent u daar?" in answer["html"]
    assert "Ja, ik ben er." in answer["html"]
    assert answer["laatste"] > 0


def test_without_script_a_reply_goes_by_the_form_alone(house, anna):
    visitor = taken(house, anna)
    page = anna.page(f"/desk/gesprek/{visitor.id}")
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    for _ in range(2):  # pressed twice
        anna.post(f"/desk/gesprek/{visitor.id}/antwoord", key=key, tekst="Goedemiddag.")
    assert visitor.heard().count("Goedemiddag.") == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [("  \n ", "Er staat niets in"), ("\u200b", "Er staat niets in"), ("bsn 123456782", "BSN")],
)
def test_a_reply_that_cannot_be_sent_is_explained(house, anna, text, words):
    visitor = taken(house, anna)
    path = f"/desk/gesprek/{visitor.id}/antwoord"
    answer = anna.post(path, json=True, key="k1", tekst=text)
    assert answer.status_code == 422
    assert words in answer.json()["error"]


def test_who_does_not_have_the_conversation_cannot_reply(house, anna):
    visitor = taken(house, anna)
    answer = house.signed_in("bram").post(
        f"/desk/gesprek/{visitor.id}/antwoord", json=True, key="k1", tekst="ik ook"
    )
    assert answer.status_code == 409
    assert "ik ook" not in visitor.heard()


def test_notes_stay_at_the_desk(house, anna):
    visitor = taken(house, anna)
    anna.post(f"/desk/gesprek/{visitor.id}/notitie", tekst="Belt met dochter, 06-12345678")
    assert "Belt met dochter, [telefoonnummer]" in anna.page(f"/desk/gesprek/{visitor.id}")
    assert not any("dochter" in text for text in visitor.heard())


def test_a_conversation_goes_to_a_colleague(house, anna):
    visitor = taken(house, anna)
    anna.post(f"/desk/gesprek/{visitor.id}/naar", naar="collega:bram")
    assert Handoffs(house.url).get(visitor.id).adviser_id == "bram"


def test_a_conversation_goes_to_a_team_and_is_then_out_of_sight(house, anna):
    visitor = taken(house, anna)
    anna.post(f"/desk/gesprek/{visitor.id}/naar", naar="team:zuid")
    assert visitor.id in house.signed_in("zoe").page("/desk/wachtrij")
    assert anna.get(f"/desk/gesprek/{visitor.id}").status_code == 403


@pytest.mark.parametrize(
    "goal", ["", "collega:", "collega:niemand", "team:", "x:y", "collega:anna"]
)
def test_passing_on_to_nobody_changes_nothing(house, anna, goal):
    visitor = taken(house, anna)
    answer = anna.post(f"/desk/gesprek/{visitor.id}/naar", naar=goal)
    assert answer.status_code in (403, 404, 409)
    assert Handoffs(house.url).get(visitor.id).adviser_id == "anna"


def test_giving_back_and_closing_say_one_line_each(house, anna):
    back, closed = taken(house, anna), taken(house, anna)
    anna.post(f"/desk/gesprek/{back.id}/terug")
    anna.post(f"/desk/gesprek/{closed.id}/sluit", reden="beantwoord")
    anna.post(f"/desk/gesprek/{closed.id}/sluit", reden="beantwoord")
    assert (state(house, back.id), state(house, closed.id)) == ("bot", "gesloten")
    assert sum("gaf het gesprek terug" in text for text in back.heard()) == 1
    assert sum("is afgesloten" in text for text in closed.heard()) == 1


@pytest.mark.parametrize("reason", ["", "zomaar", "aangenomen"])
def test_closing_asks_for_a_reason_of_the_list(house, anna, reason):
    visitor = taken(house, anna)
    anna.post(f"/desk/gesprek/{visitor.id}/sluit", reden=reason)
    assert state(house, visitor.id) == "adviseur"


def test_hands_are_full_at_the_capacity(house, anna):
    for _ in range(3):
        taken(house, anna)
    answer = anna.post(f"/desk/gesprek/{house.visitor().id}/neem")
    assert "zoveel gesprekken als u tegelijk" in answer.text
    assert anna.page("/desk/wachtrij").count("data-tab=") == 3


def test_typing_and_reading_are_shown_to_the_visitor(house, anna):
    visitor = taken(house, anna)
    visitor.says("hallo")
    last = Handoffs(house.url).get(visitor.id)
    rung = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house.bell, "ring", lambda talk, note=None: rung.append((talk, note)))
        speaker = house.room.desk.speakers.by_prefix["web-"]
        if hasattr(speaker, "ring"):
            object.__setattr__(speaker, "ring", house.bell.ring)
        anna.post(f"/desk/gesprek/{visitor.id}/typt")
        anna.post(f"/desk/gesprek/{visitor.id}/gelezen", tot="99999")
    object.__setattr__(speaker, "ring", house.bell.ring)
    assert (visitor.talk, {"typing": "Anna"}) in rung
    assert last.seen_by_adviser < Handoffs(house.url).get(visitor.id).seen_by_adviser


def test_the_page_shows_until_when_whatsapp_may_be_answered(house, anna):
    until = utc_now() + HOUR
    house.whatsapp.until = until
    row = wait(house.url, "whatsapp:31600000000", utc_now(), team="noord")
    anna.post(f"/desk/gesprek/{row.id}/neem")
    assert "WhatsApp: antwoorden kan tot" in anna.page(f"/desk/gesprek/{row.id}")
    house.clock.ahead = 2 * HOUR
    anna = house.signed_in("anna")
    page = anna.page(f"/desk/gesprek/{row.id}")
    assert "de 24 uur zijn voorbij" in page
    assert 'id="tekst"' not in page
    path = f"/desk/gesprek/{row.id}/antwoord"
    refused = anna.post(path, json=True, key="k", tekst="nog iets")
    assert "sjabloon" in refused.json()["error"]
    assert "Er is geen vast bericht ingesteld" in page


def test_after_the_window_the_template_is_sent_once_and_colleagues_see_it(house, anna):
    house.whatsapp.until, house.whatsapp.template = utc_now() + HOUR, "verder_praten"
    row = wait(house.url, "whatsapp:31600000001", utc_now(), team="noord")
    path = f"/desk/gesprek/{row.id}"
    anna.post(f"{path}/neem")
    assert anna.post(f"{path}/sjabloon").status_code == 403
    house.clock.ahead = 2 * HOUR
    anna = house.signed_in("anna")
    assert "Stuur het vaste bericht “verder_praten”" in anna.page(path)
    assert anna.post(f"{path}/sjabloon").status_code == 303
    refused = anna.post(f"{path}/sjabloon", json=True)
    assert "al gestuurd" in refused.json()["error"]
    assert house.signed_in("bram").post(f"{path}/sjabloon").status_code >= 400
    assert anna.page(path).count("Vast bericht gestuurd: verder_praten") == 1


def test_the_number_to_call_is_shown_on_request_and_that_is_noted(house, anna):
    row = call_back(house.url, "web-bel", utc_now(), topic="Terugbellen over pgb")
    house.room.desk.stores.numbers.keep("web-bel", "0612345678", utc_now())
    assert "0612345678" not in anna.page("/desk/terugbellen")
    assert "0612345678" in anna.post(f"/desk/terugbellen/{row.id}/nummer").text
    assert "nummer_gezien" in [one.what for one in house.room.desk.stores.audit.lines(row.id)]


def test_who_was_not_reached_stays_in_the_list_in_a_new_slot(house, anna):
    start = utc_now() + HOUR
    row = call_back(house.url, "web-slot", utc_now(), slot=Slot(start, start + HOUR, 9))
    page = anna.page("/desk/terugbellen")
    chosen = re.search(r'<option value="(2[^"]+)"', page)[1]
    path = f"/desk/terugbellen/{row.id}/gebeld"
    anna.post(path, uitkomst="niet_bereikt", opnieuw=chosen)
    assert Handoffs(house.url).slot_of(row.id)[0].isoformat() == chosen
    anna.post(path, uitkomst="gebeld")
    assert state(house, row.id) == "gesloten"


def test_a_team_lead_sees_figures_and_gives_conversations(house, anna):
    visitor = taken(house, anna, topic="Wissel van adviseur")
    lea = house.signed_in("lea")
    page = lea.page("/desk/team")
    for words in (
        "Wachten nu",
        "Langste wachttijd",
        "<svg",
        "Vroeg om een medewerker",
        "Als tabel",
    ):
        assert words in page
    assert 'style="' not in page
    lea.post(f"/desk/team/{visitor.id}/wijs", adviseur="bram")
    assert Handoffs(house.url).get(visitor.id).adviser_id == "bram"


@pytest.mark.parametrize(("number", "status"), [("7", 303), ("0", 403), ("21", 403), ("x", 403)])
def test_a_team_lead_chooses_how_many_conversations_somebody_has(house, number, status):
    lea = house.signed_in("lea")
    answer = lea.post("/desk/team/capaciteit", adviseur="bram", capaciteit=number)
    assert answer.status_code == status
    assert lea.post("/desk/team/capaciteit", adviseur="zoe", capaciteit="5").status_code == 403


def test_the_figures_of_a_day_without_anything_say_so(house):
    page = house.signed_in("lea").page("/desk/team?dag=2020-01-01")
    assert "Er gebeurde deze dag nog niets." in page


@pytest.mark.parametrize("chosen", ["aanwezig", "pauze", "afwezig"])
def test_presence_is_chosen_and_shown(house, anna, chosen):
    anna.post("/desk/aanwezig", aanwezig=chosen)
    assert f'value="{chosen}" aria-pressed="true"' in anna.page("/desk/wachtrij")
    anna.post("/desk/aanwezig", aanwezig="aanwezig")
    assert anna.post("/desk/aanwezig", aanwezig="op het strand").status_code == 403


@pytest.mark.parametrize(
    ("name", "home", "other"),
    [
        ("anna", "/desk/wachtrij", ["team", "redactie", "beheer", "beheer/audit.csv"]),
        ("lea", "/desk/team", ["redactie", "beheer"]),
        ("rik", "/redactie", ["wachtrij", "terugbellen", "team", "beheer", "antwoorden"]),
        ("bea", "/desk/beheer", ["wachtrij", "team", "redactie", "redactie/vragen.txt"]),
    ],
)
def test_every_role_has_its_own_pages(house, name, home, other):
    member = house.signed_in(name)
    assert member.get("/desk").headers["location"] == home
    assert member.get(home).status_code == 200
    assert [member.get(f"/desk/{path}").status_code for path in other] == [403] * len(other)
