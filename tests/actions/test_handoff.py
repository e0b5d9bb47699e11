import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.handoff import (
    ActionAskOverdrachtTijdvak,
    ValidateOverdrachtForm,
    reason_of,
    topic_of,
)
from actions.handoff_end import ActionBoos, ActionOverdrachtUitkomst
from bot.care.handoff import Reason, State
from bot.knowledge.answers import answers, labels
from bot.knowledge.opening import OWN
from bot.knowledge.rules import triage
from bot.storage.advisers import Adviser, Advisers, Presence
from bot.storage.handoff import Handoffs
from bot.storage.telefoon import Telefoonnummers
from tests.actions.test_flow import tracker
from tests.desk.asking import call_back, wait

#: a Monday on which the desk is open, and the evening of it
OPEN = dt.datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
CLOSED = OPEN.replace(hour=20)
SECRET = "s" * 40


@pytest.fixture
def desk(url, monkeypatch):
    """The desk on a Monday morning, with Anna."""
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("GEHEIM", SECRET)
    monkeypatch.setenv("PEILDATUM", "2026-11-23")
    monkeypatch.delenv("OPENINGSTIJDEN", raising=False)
    at(monkeypatch, OPEN)
    Advisers(url).save(Adviser("anna", "Anna"))
    Advisers(url).choose("anna", Presence.HERE, OPEN)
    return Handoffs(url)


def at(monkeypatch, moment):
    for room in ("actions.handoff", "actions.handoff_end"):
        monkeypatch.setattr(f"{room}.now", lambda: moment)


def talk(sender="web-1", loop="overdracht_form", **details):
    found = tracker(loop=loop, **details)
    found.sender_id = sender
    return found


def turn(sender="web-1", **details):
    """Return the slots that a turn fills, and the names of what is said."""
    dispatcher = CollectingDispatcher()
    events = ValidateOverdrachtForm().run(dispatcher, talk(sender, **details), {})
    return {e["name"]: e["value"] for e in events}, dispatcher.messages


def end(sender="web-1", **details):
    dispatcher = CollectingDispatcher()
    events = ActionOverdrachtUitkomst().run(dispatcher, talk(sender, **details), {})
    return events, dispatcher.messages


def names(messages):
    return [m["response"] for m in messages]


READY = {"overdracht_akkoord": "ja", "overdracht_onderwerp": "iets", "overdracht_naam": "geen"}


def test_consent_is_asked_first(desk):
    slots, said = turn(intent="vraag_medewerker")
    assert slots["requested_slot"] == "overdracht_akkoord"
    assert names(said) == ["utter_flow_start_overdracht"]


def test_a_topic_that_is_known_from_the_talk_is_not_asked(desk):
    parsed = {"intent": {"name": "pgb_uitleg", "confidence": 0.9}}
    events = [{"event": "user", "parse_data": parsed}]
    slots, _ = turn(intent="vraag_medewerker", events=events)
    assert slots["overdracht_onderwerp"] == labels()["pgb_uitleg"]
    slots, _ = turn(text="ja", slots={**slots, "requested_slot": "overdracht_akkoord"})
    assert (slots["overdracht_akkoord"], slots["requested_slot"]) == ("ja", "overdracht_naam")


def test_an_outcome_is_a_better_topic_than_the_last_question():
    found = talk(slots={"triage_route": "open"})
    assert topic_of(found) == labels()["vraag_wlz_of_wmo"]
    assert topic_of(talk()) is None


@pytest.mark.parametrize(
    ("answer", "slots", "reason"),
    [
        ("utter_geen_bedoeling", {}, Reason.MISSES),
        ("utter_klacht_bot", {}, Reason.ANGER),
        ("utter_uitschelden_weer", {}, Reason.ANGER),
        ("utter_uitkomst_triage_open", {"triage_zekerheid": "twijfel"}, Reason.DOUBT),
        ("utter_uitkomst_triage_heeft_wlz", {"triage_zekerheid": "zeker"}, Reason.REQUEST),
        ("utter_uitkomst_wzd_ibs", {}, Reason.SENSITIVE),
        ("utter_groet", {}, Reason.REQUEST),
    ],
)
def test_why_somebody_wants_a_human_follows_from_what_was_said_before(answer, slots, reason):
    said = [{"event": "bot", "metadata": {"utter_action": answer}}]
    assert reason_of(talk(slots=slots, events=said)) is reason


def test_with_somebody_there_place_and_wait_are_said_and_one_may_choose(desk, url):
    wait(url, "web-9", OPEN)
    slots, said = turn(
        text="Jan", slots={**READY, "overdracht_naam": None, "requested_slot": "overdracht_naam"}
    )
    assert slots["requested_slot"] == "overdracht_hoe"
    assert said[0]["response"] == "utter_overdracht_wachttijd"
    assert (said[0]["plek"], said[0]["wachttijd"]) == ("2", "dat weet ik nog niet")


def test_who_waits_is_in_the_queue_with_what_was_said(desk):
    slots = {
        **READY,
        "overdracht_naam": "Jan",
        "overdracht_hoe": "wachten",
        "overdracht_reden": "boos",
        "wzd_acuut": "ja",
    }
    events, said = end(slots=slots)
    (row,) = desk.queue()
    assert (row.name, row.topic, row.consent) == ("Jan", "iets", True)
    assert (row.urgent, row.reason) == (True, Reason.ANGER)
    assert said[0]["response"] == "utter_uitkomst_overdracht_wachtrij"
    assert {e["name"]: e["value"] for e in events}["overdracht_id"] == row.id
    assert desk.untold() == []  # the visitor was told just now
    assert not desk.tell_place(row.id, 1)


@pytest.mark.parametrize("consent", ["nee", "weet_niet", None])
def test_only_a_yes_is_consent(desk, consent):
    end(slots={**READY, "overdracht_akkoord": consent, "overdracht_hoe": "wachten"})
    assert desk.queue()[0].consent is False


def test_outside_opening_hours_it_says_when_and_asks_for_a_number(desk, monkeypatch):
    at(monkeypatch, CLOSED)
    _, said = turn(intent="vraag_medewerker")
    assert said[-1]["response"] == "utter_overdracht_dicht"
    assert said[-1]["opent"] == "dinsdag 24 november 2026 om 09:00 uur"
    slots, _ = turn(
        text="geen", slots={**READY, "overdracht_naam": None, "requested_slot": "overdracht_naam"}
    )
    assert slots["requested_slot"] == "terugbellen"


def test_open_with_nobody_there_it_says_so(desk, url):
    Advisers(url).choose("anna", Presence.BREAK, OPEN)
    _, said = turn(intent="vraag_medewerker")
    assert said[-1]["response"] == "utter_overdracht_niemand"


def test_a_channel_that_cannot_speak_first_gets_a_call_back(desk):
    slots, _ = turn(
        "rest-1",
        text="geen",
        slots={**READY, "overdracht_naam": None, "requested_slot": "overdracht_naam"},
    )
    assert slots["requested_slot"] == "terugbellen"


CALL = {
    **READY,
    "overdracht_hoe": "terugbellen",
    "terugbellen": {"telefoon": "bekend", "tijdvak": "overdag"},
}


def test_the_free_slots_are_offered_and_a_full_one_is_not(desk, url):
    from bot.storage.handoff_rows import Slot

    first = OPEN.replace(hour=11)
    for number in range(4):
        call_back(
            url, f"web-{number}x", OPEN, slot=Slot(first, first.replace(hour=12, minute=30), 4)
        )
    dispatcher = CollectingDispatcher()
    ActionAskOverdrachtTijdvak().run(dispatcher, talk(), {})
    titles = [b["title"] for b in dispatcher.messages[0]["buttons"]]
    assert titles[0] == "ma 23 nov 13:00-15:00"
    assert len(titles) == 6


@pytest.mark.parametrize("text", ["dinsdag in de ochtend", "morgen"])
def test_a_slot_that_is_typed_is_taken(desk, text):
    slots, _ = turn(text=text, slots={**CALL, "requested_slot": "overdracht_tijdvak"})
    assert slots["overdracht_tijdvak"].startswith("2026-11-24T09:00")
    assert slots["requested_slot"] is None


def test_a_slot_that_is_full_by_now_is_asked_again(desk):
    slots, said = turn(
        entities={"overdracht_tijdvak": "2026-11-01T09:00:00+01:00"},
        slots={**CALL, "requested_slot": "overdracht_tijdvak"},
    )
    assert names(said) == ["utter_overdracht_tijdvak_vol"]
    assert slots == {"overdracht_tijdvak": None, "requested_slot": "overdracht_tijdvak"}


def test_the_call_back_is_stored_in_its_slot_with_a_number_to_mention(desk, url):
    Telefoonnummers(url, SECRET).keep("web-1", "0612345678", OPEN)
    slots = {**CALL, "overdracht_tijdvak": "2026-11-24T09:00:00+01:00"}
    _, said = end(slots=slots)
    (row,) = desk.in_state(State.TERUGGEBELD)
    assert said[0]["overdracht_id"] == row.id
    assert row.when == "dinsdag 24 november, 09:00 tot 11:00 uur"
    assert desk.slot_of(row.id)[0] == dt.datetime(2026, 11, 24, 8, tzinfo=dt.timezone.utc)


def test_a_part_of_the_day_typed_with_the_number_is_enough(desk, url):
    Telefoonnummers(url, SECRET).keep("web-1", "0612345678", OPEN)
    slots, _ = turn(
        text="[telefoonnummer] in de middag",
        slots={**CALL, "terugbellen": None, "requested_slot": "terugbellen"},
    )
    assert slots["requested_slot"] is None
    end(slots={**CALL, **slots})
    assert "13:00 tot 15:00" in desk.in_state(State.TERUGGEBELD)[0].when


def test_who_chose_to_wait_while_the_last_adviser_left_is_asked_again(desk, url):
    Advisers(url).choose("anna", Presence.AWAY, OPEN)
    Telefoonnummers(url, SECRET).keep("web-1", "0612345678", OPEN)  # of an earlier call-back
    events, said = end(slots={**READY, "overdracht_hoe": "wachten"})
    assert said == []
    assert events[-1]["name"] == "overdracht_form"
    assert desk.in_state(*State) == []


def test_the_flow_that_was_under_way_goes_on_at_its_question(desk):
    loops = [
        {"event": "active_loop", "name": "triage_form"},
        {"event": "active_loop", "name": "overdracht_form"},
    ]
    known = {"requested_slot": "blijvend", "gevraagd": ["leeftijd", "blijvend"]}
    slots, _ = turn(intent="vraag_medewerker", slots=known, events=loops)
    before = {"form": "triage_form", "slot": "blijvend", "gevraagd": ["leeftijd", "blijvend"]}
    assert slots["overdracht_onderbroken"] == before
    assert slots["requested_slot"] == "overdracht_akkoord"
    events, said = end(
        slots={**READY, "overdracht_hoe": "wachten", "overdracht_onderbroken": before}
    )
    assert names(said)[-1] == "utter_overdracht_verder_vragen"
    assert {"event": "active_loop", "timestamp": None, "name": "triage_form"} in events
    assert events[-1]["name"] == "triage_form"
    assert ("requested_slot", "blijvend") in [(e["name"], e.get("value")) for e in events]


def test_scolding_a_second_time_offers_a_human_plainly():
    dispatcher = CollectingDispatcher()
    ActionBoos().run(dispatcher, talk(loop=None), {})
    before = [{"event": "bot", "metadata": {"utter_action": "utter_uitschelden"}}]
    ActionBoos().run(dispatcher, talk(loop=None, events=before), {})
    assert names(dispatcher.messages) == ["utter_uitschelden", "utter_uitschelden_weer"]


def test_a_human_is_offered_after_misses_on_anger_on_doubt_and_on_a_sensitive_outcome():
    doubtful = [
        f"utter_uitkomst_triage_{row.id}"
        for row in triage().rows
        if row.outcome["zekerheid"] == "twijfel"
    ]
    sensitive = [
        name for name in answers() if name.startswith("utter_uitkomst_wzd_") and "geen" not in name
    ]
    others = [
        "utter_geen_bedoeling",
        "utter_uitschelden",
        "utter_uitschelden_weer",
        "utter_klacht_bot",
    ]
    assert doubtful
    assert sensitive
    for name in (*doubtful, *sensitive, *others, "utter_uitkomst_uitslag_afgewezen"):
        buttons = [b["payload"] for v in answers()[name] for b in v.get("buttons") or []]
        assert "/vraag_medewerker" in buttons, name


def test_the_file_with_opening_hours_is_the_one_that_is_served(monkeypatch):
    from bot.settings import settings

    monkeypatch.delenv("OPENINGSTIJDEN", raising=False)
    assert settings().opening_hours == OWN
