"""A visitor on the website and advisers at the desk, on the server as `make run` starts it."""

import datetime as dt

import pytest

from bot.care.handoff import Reason, State
from bot.server.desk import desk_of, view_of
from bot.storage.advisers import Adviser, Presence
from bot.storage.moments import utc_now
from tests.journeys.servers import call
from tests.journeys.visitor import Website, waiting

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def place(service):
    return service.address, service.running, desk_of(service.choices), view_of(service.choices)


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
