"""The terms of the CIZ, of the gemeente and of an objection, as the flow ends and as they are asked for."""

import pytest

from actions.flows import TERMIJN
from actions.outcomes import ActionTermijnUitkomst
from actions.term_outcomes import ActionMetDatum
from tests.actions.single_turns import one_turn, run


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2026-11-22")


@pytest.mark.parametrize(
    ("received", "response"),
    [
        ("2026-10-13", "binnen"),
        ("2026-10-09", "voorbij"),  # until Friday 20 November
    ],
)
def test_what_to_do_today_depends_on_where_the_term_stands(received, response):
    slots = {"ontvangen_op": received, "crisis": "nee", "ciz_vroeg_info": "nee"}
    _, (message,) = run(ActionTermijnUitkomst(), slots=slots)
    assert message["response"] == f"utter_uitkomst_termijn_{response}"


def test_the_last_day_itself_is_neither_before_nor_after(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2026-11-23")
    slots = {"ontvangen_op": "2026-10-12", "crisis": "nee", "ciz_vroeg_info": "nee"}
    _, (message,) = run(ActionTermijnUitkomst(), slots=slots)
    assert message["response"] == "utter_uitkomst_termijn_laatste_dag"


@pytest.mark.parametrize(
    ("slots", "response", "words"),
    [
        (
            {"gemeld_op": "2026-11-03", "aanvraag_op": "niet"},
            "gemeente_onderzoek",
            {"onderzoek_tot": "dinsdag 15 december 2026", "plan": ""},
        ),
        (
            {"gemeld_op": "2026-11-19", "aanvraag_op": "niet"},
            "gemeente_onderzoek",
            {"plan": "Een eigen plan inleveren kan tot en met donderdag 26 november 2026. "},
        ),
        (
            {"gemeld_op": "2026-09-03", "aanvraag_op": "weet_niet"},
            "gemeente_aanvragen",
            {"onderzoek_tot": "donderdag 15 oktober 2026"},
        ),
        (
            {"gemeld_op": "2026-10-12", "aanvraag_op": "2026-11-13"},
            "gemeente_besluit",
            {"besluit_tot": "vrijdag 27 november 2026"},
        ),
        (
            {"gemeld_op": "2026-09-03", "aanvraag_op": "2026-10-30"},
            "gemeente_voorbij",
            {"besluit_tot": "vrijdag 13 november 2026"},
        ),
        ({"gemeld_op": "weet_niet"}, "gemeente_onbekend", {}),
    ],
)
def test_the_term_of_the_gemeente_ends_in_days_and_what_to_do(slots, response, words):
    slots = {"termijn_soort": "gemeente", **slots}
    events, (message,) = run(ActionTermijnUitkomst(), slots=slots)
    assert message["response"] == f"utter_uitkomst_termijn_{response}"
    assert {name: message[name] for name in words} == words
    assert [(e["name"], e["value"]) for e in events] == [("termijn_uitkomst", "gemeente")]


@pytest.mark.parametrize(
    ("by", "day", "response", "loopt"),
    [
        ("gemeente", "2026-11-03", "bezwaar_gemeente", "loopt"),
        ("ciz", "2026-11-03", "bezwaar_wlz", "loopt"),
        ("zorgkantoor", "2026-09-03", "bezwaar_wlz", "liep"),
        ("weet_niet", "2026-11-03", "bezwaar_wlz", "loopt"),
    ],
)
def test_the_term_of_an_objection_depends_on_who_decided(by, day, response, loopt):
    slots = {"termijn_soort": "bezwaar", "besluit_van": by, "besluit_datum": day}
    _, (message,) = run(ActionTermijnUitkomst(), slots=slots)
    assert message["response"] == f"utter_uitkomst_termijn_{response}"
    assert message["loopt"] == loopt


def test_an_application_before_the_melding_is_refused_and_the_flow_is_empty_again():
    slots = {
        "termijn_soort": "gemeente",
        "gemeld_op": "2026-11-03",
        "aanvraag_op": "2026-10-30",
    }
    events, messages = run(ActionTermijnUitkomst(), slots=slots)
    assert messages[0]["response"] == "utter_datum_volgorde"
    assert all(event["value"] is None for event in events)


@pytest.mark.parametrize(
    ("text", "intent", "begins"),
    [
        (
            "hoe lang mag de gemeente erover doen, ik heb op 3 november gemeld",
            "wmo_aanvragen",
            True,
        ),
        (
            "ik heb me begin november gemeld, wanneer moet de gemeente beslissen",
            "wmo_aanvragen",
            True,
        ),
        ("hoe lang mag de gemeente erover doen", "wmo_aanvragen", False),
        ("hoe vraag ik huishoudelijke hulp aan", "wmo_aanvragen", False),
        ("tot wanneer kan ik bezwaar maken, besluit van 3 november", "bezwaar_maken", True),
        ("ik wil bezwaar maken", "bezwaar_maken", False),
        ("bezwaar tegen het besluit van 3 november, hoe doe ik dat", "bezwaar_maken", False),
    ],
)
def test_a_day_in_a_question_about_a_term_begins_the_calculation(text, intent, begins):
    events, messages = run(ActionMetDatum(), text=text, intent=intent)
    if begins:
        assert [e["name"] for e in events] == ["termijn_form"]
        assert messages == []
    else:
        assert [m["response"] for m in messages] == [f"utter_{intent}"]
        assert events == []


def test_in_the_middle_of_another_flow_the_question_gets_its_answer_only():
    text = "hoe lang mag de gemeente erover doen, ik heb op 3 november gemeld"
    events, messages = run(ActionMetDatum(), text=text, intent="wmo_aanvragen", loop="triage_form")
    assert (events, messages[0]["response"]) == ([], "utter_wmo_aanvragen")


def test_the_questions_about_the_gemeente_leave_out_what_was_said():
    text = "hoe lang mag de gemeente erover doen, ik heb op 3 november gemeld"
    slots, _ = one_turn(TERMIJN, text=text, intent="wmo_aanvragen")
    assert slots["gemeld_op"] == "2026-11-03"
    assert slots["requested_slot"] == "aanvraag_op"


def test_a_vague_day_of_the_melding_is_asked_back():
    text = "ik heb me begin november gemeld, wanneer moet de gemeente beslissen"
    slots, _ = one_turn(TERMIJN, text=text, intent="wmo_aanvragen")
    assert slots["requested_slot"] == "gemeld_op"


def test_a_button_about_the_gemeente_asks_for_the_melding_and_the_old_question_for_the_ciz():
    slots, _ = one_turn(TERMIJN, entities={"termijn_soort": "gemeente"})
    assert slots["requested_slot"] == "gemeld_op"
    slots, _ = one_turn(TERMIJN, text="Hoe lang mag het CIZ erover doen?")
    assert slots["requested_slot"] == "ontvangen_op"
    slots, _ = one_turn(TERMIJN)
    assert slots["requested_slot"] == "ontvangen_op"


def test_naming_the_gemeente_halfway_does_not_change_whose_term_it_is():
    known = {"ontvangen_op": "2026-10-12", "crisis": "nee", "requested_slot": "ciz_vroeg_info"}
    text = "ja, maar wanneer de gemeente dat stuurt weet ik niet"
    slots, _ = one_turn(TERMIJN, text=text, slots=known)
    assert slots["requested_slot"] not in ("gemeld_op", "aanvraag_op")
    _, (message,) = run(
        ActionTermijnUitkomst(),
        slots={**known, "termijn_soort": "gemeente", "ciz_vroeg_info": "nee"},
    )
    assert message["response"] == "utter_uitkomst_termijn_binnen"


def test_not_yet_applied_is_an_answer():
    for text in ("nog niet", "2"):
        known = {"termijn_soort": "gemeente", "gemeld_op": "2026-11-03"}
        slots, _ = one_turn(TERMIJN, text=text, slots={**known, "requested_slot": "aanvraag_op"})
        assert slots["requested_slot"] is None, text
