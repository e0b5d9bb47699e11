"""A visitor on the website and advisers at the desk, on the server as `make run` starts it."""

import datetime as dt

import pytest

from bot.care.handoff import Actor, Reason, State, Wish
from bot.server.desk import desk_of, view_of
from bot.settings import settings
from bot.storage.advisers import Adviser, Presence
from bot.storage.moments import utc_now
from tests.desk.chatwoot_stand_in import signed
from tests.journeys.servers import assistant, call

pytestmark = pytest.mark.journey
ALWAYS_OPEN = """
openingstijden: {maandag: ["00:00-24:00"], dinsdag: ["00:00-24:00"], woensdag: ["00:00-24:00"],
  donderdag: ["00:00-24:00"], vrijdag: ["00:00-24:00"], zaterdag: ["00:00-24:00"], zondag: ["00:00-24:00"]}
feestdagen: open
gesloten: geen
terugbellen: {minuten_per_tijdvak: 120, plaatsen_per_tijdvak: 2, dagen_vooruit: 3, minuten_vooraf: 60}
"""


class Website:
    """A visitor with the website open."""

    def __init__(self, address):
        self.url = f"{address}/webhooks/website"
        _, body = call(f"{self.url}/session", {})
        self.head = {"Authorization": f"Bearer {body['token']}"}
        self.number, self.seen = 0, max(m["seq"] for m in body["messages"])
        self.messages = []

    def say(self, text=None, payload=None):
        """Say something and return all that came since, in one text."""
        self.number += 1
        what = {"payload": payload, "title": "knop"} if payload else {"text": text}
        body = {"id": f"bericht-{self.number:04}", **what}
        status, answer = call(f"{self.url}/messages", body, self.head)
        assert status == 200, answer
        return self.look()

    def look(self):
        """Return what came since the last look, without what the visitor said."""
        _, body = call(f"{self.url}/messages?after={self.seen}", headers=self.head)
        self.messages = [m for m in body["messages"] if m["from"] != "visitor"]
        self.seen = max([self.seen, *(m["seq"] for m in body["messages"])])
        return "\n".join(m["text"] for m in self.messages)

    @property
    def choices(self):
        return [b["payload"] for m in self.messages for b in m.get("buttons", [])]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handoff")
    (folder / "open.yml").write_text(ALWAYS_OPEN)
    variables = {"GEHEIM": "g" * 40, "OPENINGSTIJDEN": str(folder / "open.yml")}
    with assistant(folder, **variables) as (address, running):
        choices = settings({"DATABASE_URL": f"sqlite:///{folder / 'journey.db'}", **variables})
        yield address, running, desk_of(choices), view_of(choices)


@pytest.fixture
def desk(place):
    desk = place[2]
    for one in ("anna", "bob"):
        desk.stores.advisers.save(Adviser(one, one.title()))
        desk.choose_presence(one, Presence.HERE, utc_now())
    yield desk
    for one in ("anna", "bob"):
        desk.choose_presence(one, Presence.AWAY, utc_now())
    for row in desk.stores.handoffs.in_state(State.ADVISEUR):
        desk.close(row.adviser_id, row.id, Reason.ANSWERED, utc_now())


@pytest.fixture
def visitor(place):
    return Website(place[0])


def waiting(desk, visitor, consent="ja"):
    """Bring the visitor into the queue and return the overdracht."""
    text = visitor.say("Ik wil een medewerker spreken")
    assert "Mag ik dit gesprek doorgeven" in text, text
    visitor.say(payload=f'/antwoord{{"overdracht_akkoord": "{consent}"}}')
    for _ in range(3):
        if any("overdracht_onderwerp" in p for p in visitor.choices):
            visitor.say(payload='/antwoord{"overdracht_onderwerp": "een aanvraag"}')
        if any("overdracht_naam" in p for p in visitor.choices):
            visitor.say("De Vries")
        if any("overdracht_hoe" in p for p in visitor.choices):
            text = visitor.say(payload='/antwoord{"overdracht_hoe": "wachten"}')
    assert "wachtrij" in text, text
    return desk.stores.handoffs.queue()[-1]


def test_the_visitor_waits_and_the_bot_still_helps(desk, visitor):
    row = waiting(desk, visitor)
    assert (row.name, row.consent, row.channel) == ("De Vries", True, "website")
    assert "Wlz" in visitor.say("Wat is de Wlz?")
    assert "niet meer in de wachtrij" in visitor.say("laat maar")
    assert desk.stores.handoffs.get(row.id).state is State.BOT


def test_beside_an_adviser_the_bot_is_silent_and_afterwards_it_is_back(desk, visitor):
    row = waiting(desk, visitor)
    desk.take("anna", row.id, utc_now())
    assert "Anna heeft uw gesprek aangenomen" in visitor.look()
    assert visitor.say("Wat is de Wlz?") == ""
    desk.reply("anna", row.id, "1", "Dat leg ik u uit.", utc_now())
    assert visitor.look() == "Dat leg ik u uit."
    assert (visitor.messages[0]["from"], visitor.messages[0]["name"]) == ("adviser", "Anna")
    desk.close("anna", row.id, Reason.ANSWERED, utc_now())
    assert visitor.look().count("is afgesloten") == 1
    assert "Wlz" in visitor.say("Wat is de Wlz?")
    assert "afgesloten" not in visitor.look()


def test_the_safety_net_works_beside_an_adviser(place, desk, visitor):
    row = waiting(desk, visitor)
    desk.take("bob", row.id, utc_now())
    visitor.look()
    assert "113" in visitor.say("ik wil niet meer leven")
    said = place[3].conversation("bob", row.id, utc_now())
    assert said.lines[-1].alert == "crisis_suicide"


def test_a_flow_that_was_under_way_goes_on_where_it_was(desk, visitor):
    question = visitor.say("Heb ik Wlz of Wmo nodig?").split("\n")[-1]
    row = waiting(desk, visitor)
    # in the queue the question comes again at once
    assert visitor.messages[-1]["text"].split("\n")[-1] == question
    desk.take("anna", row.id, utc_now())
    visitor.look()
    assert visitor.say("ja") == ""
    desk.give_back("anna", row.id, utc_now())
    back = visitor.look()
    assert "gaf het gesprek terug" in back
    assert question in back
    asked = visitor.choices
    assert any(p.startswith("/antwoord") for p in asked)
    answer = next(p for p in asked if p.startswith("/antwoord"))
    assert "al voorbij" not in visitor.say(payload=answer)


def test_the_card_tells_what_the_visitor_told(place, desk, visitor):
    visitor.say("Welk zorgkantoor hoort bij 6511 AB?")
    row = waiting(desk, visitor)
    assert row.topic
    seen = place[3].conversation("anna", row.id, utc_now())
    assert seen.briefing.gemeente == "Nijmegen"
    assert "VGZ" in seen.briefing.zorgkantoor
    assert any("6511 AB" in line.text for line in seen.lines)


def test_without_consent_the_earlier_talk_is_not_shown(place, desk, visitor):
    visitor.say("Welk zorgkantoor hoort bij 6511 AB?")
    row = waiting(desk, visitor, consent="nee")
    seen = place[3].conversation("anna", row.id, utc_now())
    assert "6511" not in str(seen.lines)
    assert seen.briefing.gemeente == ""


def test_with_nobody_there_a_call_back_in_a_slot_is_agreed(place, visitor):
    desk = place[2]
    visitor.say("Ik wil een medewerker spreken")
    visitor.say("ja")
    visitor.say(payload='/antwoord{"overdracht_onderwerp": "een aanvraag"}')
    assert "telefoonnummer" in visitor.say(payload='/antwoord{"overdracht_naam": "geen"}')
    assert "Wanneer mogen wij u bellen" in visitor.say("06-12345678")
    slots = [p for p in visitor.choices if "overdracht_tijdvak" in p]
    assert len(slots) > 3
    text = visitor.say(payload=slots[2])
    assert "staat genoteerd" in text
    (row, *_) = [r for r in desk.stores.handoffs.in_state(State.TERUGGEBELD) if r.id in text]
    assert desk.stores.numbers.read(row.sender_id) == "0612345678"
    assert desk.stores.handoffs.slot_of(row.id)[0] == dt.datetime.fromisoformat(
        slots[2].split('"')[3]
    )
    forget = {"id": "bericht-9999", "text": "vergeet dit gesprek"}
    assert call(f"{visitor.url}/messages", forget, visitor.head)[1]["forgotten"]
    assert desk.stores.numbers.read(row.sender_id) is None
    assert row not in desk.stores.handoffs.in_state(State.TERUGGEBELD)


def test_a_copy_of_the_talk_is_given_on_request(place, visitor):
    visitor.say("Wat is de <b>Wlz</b>?")
    text = visitor.say("stuur mij een kopie")
    link = next(word for word in text.split() if "/kopie/" in word)
    token = link.rsplit("/", 1)[1]
    status, page = call(f"{place[0]}/kopie/{token}")
    assert status == 200
    assert "&lt;b&gt;Wlz" in page
    assert "<b>Wlz" not in page
    assert "[" in call(f"{place[0]}/kopie/{token}?vorm=tekst")[1]
    assert call(f"{place[0]}/kopie/{token[:-4]}AAAA")[0] == 404


def test_a_restart_in_between_changes_nothing_for_the_visitor(tmp_path):
    variables = {"GEHEIM": "g" * 40, "OPENINGSTIJDEN": str(tmp_path / "open.yml")}
    (tmp_path / "open.yml").write_text(ALWAYS_OPEN)
    url = f"sqlite:///{tmp_path / 'journey.db'}"
    with assistant(tmp_path, **variables) as (address, _):
        desk = desk_of(settings({"DATABASE_URL": url, **variables}))
        desk.stores.advisers.save(Adviser("anna", "Anna"))
        desk.choose_presence("anna", Presence.HERE, utc_now())
        visitor = Website(address)
        row = waiting(desk, visitor)
    # while the server is down a colleague takes it, and the line about it is not said
    wish = Wish(State.ADVISEUR, Actor.ADVISER, Reason.TAKEN, actor_id="anna", adviser_id="anna")
    desk.stores.handoffs.move(row.id, wish, utc_now())
    with assistant(tmp_path, **variables) as (address, _):
        visitor.url = f"{address}/webhooks/website"
        assert visitor.say("Wat is de Wlz?").count("heeft uw gesprek aangenomen") == 1
        assert [s.text for s in desk.stores.thread.said(row.id)] == ["Wat is de Wlz?"]
        desk.give_back("anna", row.id, utc_now())
        assert "Wlz" in visitor.say("Wat is de Wlz?")


def test_what_chatwoot_did_not_sign_is_refused(tmp_path):
    variables = {
        **{"CHATWOOT_URL": "http://127.0.0.1:9", "CHATWOOT_ACCOUNT": "1", "CHATWOOT_INBOX": "x"},
        **{"CHATWOOT_TOKEN": "t", "CHATWOOT_SECRET": "s"},
    }
    with assistant(tmp_path, **variables) as (address, _):
        call_it = f"{address}/webhooks/chatwoot/events"
        assert call(call_it, {"event": "message_created"})[0] == 401
        body, stamp, signature = signed({"event": "x"}, utc_now(), "s")
        head = {"X-Chatwoot-Timestamp": stamp, "X-Chatwoot-Signature": signature}
        assert call(call_it, body, head) == (200, {"result": "unknown"})
