"""What nobody should be able to do to the real server, and what everybody may ask of it."""

import asyncio
import json
import re
import sqlite3
import urllib.error
import urllib.request

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from bench.bad_request_parts import RASA
from bench.bad_requests import Heard, begin_talks, send_all
from bot.channels.headers import ALWAYS, POLICY, headers_for
from bot.server.doorkeeper import NOT_YOU
from bot.server.pages import description
from tests.journeys.servers import Talk, call

pytestmark = pytest.mark.journey

WEBSITE = "/webhooks/website"
PERSONAL = {
    "bsn": "mijn bsn is 436450306",
    "iban": "rekening NL76INGB9401309947 graag",
    "telefoon": "bel me op 06-87654321",
    "e-mail": "mail naar trui.dehaas@voorbeeld.example",
    "adres": "ik woon op 6511 AB 1871",
    "geboortedag": "mijn moeder is geboren op 17-08-1931",
}
SECRETS = ("436450306", "9401309947", "87654321", "trui.dehaas", "AB 1871", "17-08-1931")


class Visitor:
    """Somebody on the website."""

    def __init__(self, address):
        self.base = f"{address}{WEBSITE}"
        self.token = call(f"{self.base}/session", {})[1]["token"]
        self.number = 0

    def ask(self, path, body=None, method=None):
        headers = {"Authorization": f"Bearer {self.token}"}
        return call(f"{self.base}/{path}", body, headers, method)

    def say(self, text):
        self.number += 1
        return self.ask("messages", {"id": f"vertrouwen-{self.number:04}", "text": text})[1][
            "messages"
        ]


@pytest.fixture
def visitor(server):
    return Visitor(server[0])


def rows(folder):
    """Return the text of every row in every table."""
    with sqlite3.connect(folder / "journey.db") as connection:
        names = [
            n for (n,) in connection.execute("select name from sqlite_master where type='table'")
        ]
        return {
            name: str(connection.execute(f'select * from "{name}"').fetchall()) for name in names
        }


def test_what_is_personal_is_in_no_table_and_no_line_of_the_log(server, folder, visitor):
    address, running = server
    talk = Talk(address, "persoonlijk")
    before = len(running.log)
    for text in PERSONAL.values():
        visitor.say(text)
        talk.say(text)
    for kind in PERSONAL:
        running.read_until(f"masked kind={kind}", after=before)
    found = rows(folder)
    assert "[bsn]" in found["events"]
    assert "[bsn]" in found["website_messages"]
    for secret in SECRETS:
        assert not [name for name, text in found.items() if secret in text], secret
        assert secret not in running.log


def test_a_visitor_sees_and_wipes_what_is_kept_by_api(folder, visitor):
    visitor.say("wat is de wlz")
    status, found = visitor.ask("export")
    assert status == 200
    assert {"events", "website_messages", "website_sessions"} <= set(found["gegevens"])
    assert "wat is de wlz" in json.dumps(found["gegevens"])
    status, wiped = visitor.ask("forget", {}, "POST")
    assert (status, wiped["forgotten"]) == (200, True)
    number = re.search(r"bewijs: (\w{8})", wiped["messages"][0]["text"])[1]
    session_id = found["gesprek"].removeprefix("web-")
    left = rows(folder)
    assert not [name for name, text in left.items() if session_id in text]
    assert number in left["handoff_audit"]
    assert visitor.ask("export")[0] == 401
    assert visitor.ask("forget", {}, "POST")[0] == 401


def test_a_visitor_sees_and_wipes_what_is_kept_by_a_link_from_the_chat(server, folder, visitor):
    said = visitor.say("mijn gegevens")[0]["text"]
    path = re.search(r"(/gegevens/[\w=-]+)", said)[1]
    status, page = call(f"{server[0]}{path}")
    assert status == 200
    assert "Wis dit gesprek" in page
    status, found = call(f"{server[0]}{path}/gegevens.json")
    assert (status, found["gesprek"][:4]) == (200, "web-")
    status, page = call(f"{server[0]}{path}/vergeet", b"", method="POST")
    assert status == 200
    assert "Uw bewijs" in page
    session_id = found["gesprek"].removeprefix("web-")
    assert not [name for name, text in rows(folder).items() if session_id in text]
    assert visitor.ask("messages?after=0")[0] == 401
    assert call(f"{server[0]}{path}")[0] == 404


def test_words_in_the_chat_wipe_a_talk_over_rest_too(server, folder):
    talk = Talk(server[0], "vergeet-mij-snel")
    talk.say("wat is de wmo")
    assert "Uw bewijs" in talk.say("vergeet dit gesprek")
    assert not [name for name, text in rows(folder).items() if "vergeet-mij-snel" in text]


def test_rasas_own_api_is_not_there(server):
    for method, path in RASA:
        for question in ("", "?token=geheim"):
            body = b"{}" if method in ("POST", "PUT") else None
            status, said = call(f"{server[0]}{path}{question}", body, method=method)
            assert status == 404, (method, path)
            assert "tracker" not in str(said)


def test_rasas_rest_channel_is_for_this_machine_alone(server):
    url, body = f"{server[0]}/webhooks/rest/webhook", {"sender": "x", "message": "hoi"}
    passed_on = (
        {"X-Forwarded-For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"Via": "1.1 x"},
    )
    for headers in (*passed_on, {"Host": "wegwijzer.example"}, {"Origin": "https://kwaad.example"}):
        assert call(url, body, headers)[0] == 403, headers


def test_a_page_of_another_site_gets_nothing(server):
    for path in ("session", "messages", "export", "forget"):
        status, said = call(
            f"{server[0]}{WEBSITE}/{path}", {}, {"Origin": "https://kwaad.example"}, "POST"
        )
        assert (status, said) == (403, {"error": NOT_YOU}), path


def answer(url, method="GET", **headers):
    """Return status and headers; a stream is not read."""
    request = urllib.request.Request(url, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as opened:
            return opened.status, opened.headers
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers


def test_every_answer_has_the_strict_headers(server, visitor):
    paths = [re.sub(r"{\w+}", "x", path) for path in description()["paths"]]
    for path in [*paths, "/nergens", "/%ff", "/webhooks/website/onbekend"]:
        _, headers = answer(f"{server[0]}{path}")
        for name, value in headers_for(path, "http://localhost").items():
            assert headers[name] == value, (path, name)
    _, headers = answer(
        f"{server[0]}{WEBSITE}/stream?after=0", Authorization=f"Bearer {visitor.token}"
    )
    assert headers["content-type"].startswith("text/event-stream")
    assert all(headers[name] == value for name, value in ALWAYS.items())
    assert "default-src 'none'" in headers[POLICY]


def test_a_body_that_is_too_large_is_refused(server):
    status, _ = call(f"{server[0]}{WEBSITE}/messages", b"a" * 400_000)
    assert status == 413


#: would end the talk of the others, or stays open
LEFT_OUT = {"forget", "follow", "deskStream"}


def test_nothing_that_the_description_allows_gives_a_fault_of_the_server(server, visitor):
    """Schemathesis makes requests from the description: also with values that it does not allow."""
    address = server[0]
    schema = schemathesis.openapi.from_dict(description())
    called = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.definition.raw["operationId"] in LEFT_OUT:
            continue
        called += 1
        _call_often(operation, address, {"Authorization": f"Bearer {visitor.token}"})
    assert called > 50


def _call_often(operation, address, headers):
    @settings(
        max_examples=5, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def call_once(case):
        said = case.call(base_url=address, headers=headers, timeout=30, allow_redirects=False)
        assert said.status_code < 500, (case.method, case.path, said.status_code)
        documented = set(operation.definition.raw["responses"]) | {"400", "404", "405", "429"}
        assert str(said.status_code) in documented, (case.method, case.path, said.status_code)

    call_once()


def test_five_hundred_bad_requests_give_no_fault_and_the_next_visitor_is_answered(server):
    """The full ten thousand with figures of memory: `make bad-requests`."""
    heard = Heard()

    async def all_of_them():
        tokens = await begin_talks(server[0], 10)
        await send_all(server[0], range(500), tokens, heard)

    asyncio.run(all_of_them())
    assert heard.total == 500
    assert heard.faults == []
    assert "Wlz" in Talk(server[0], "na-de-storm").say("wat is de wlz")
