"""The desks of a place, a move, and going on with a talk elsewhere."""

from datetime import date

import pytest

from actions.flows import FLOWS, ZORGKANTOOR
from actions.going_on import ActionAntwoordLos, ActionGaVerder
from actions.places import ActionVerhuizen, ActionZorgkantoorUitkomst
from actions.reading import accept, read
from tests.actions.single_turns import one_turn, run

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2026-11-22")


def test_one_place_gives_three_desks():
    events, (message,) = run(ActionZorgkantoorUitkomst(), slots={"plek": "6511 AB"})
    assert message["response"] == "utter_uitkomst_zorgkantoor_gevonden"
    assert (message["regio"], message["gemeente"]) == ("Nijmegen", "Nijmegen")
    assert message["gelezen"] == ""
    assert [e["value"] for e in events] == ["ZK16", "Nijmegen"]


def test_a_typing_error_is_said_out_loud():
    _, (message,) = run(ActionZorgkantoorUitkomst(), slots={"plek": "njmegen"})
    assert message["gelezen"] == "Ik lees dit als Nijmegen. "


def test_of_a_pin_only_the_region_is_known_and_it_is_kept_to_a_kilometre():
    found = accept("plek", "@51.842123,5.861987", TODAY)
    assert found.value == "@51.84,5.86"
    _, (message,) = run(ActionZorgkantoorUitkomst(), slots={"plek": found.value})
    assert message["response"] == "utter_uitkomst_zorgkantoor_regio"


@pytest.mark.parametrize(
    ("typed", "response"),
    [
        ("Beek", "utter_uitkomst_zorgkantoor_twee"),
        ("9354", "utter_uitkomst_zorgkantoor_twee"),
        ("6511 AB en 9711 AA", "utter_zorgkantoor_keuze_plekken"),
        ("Den Hag", "utter_zorgkantoor_keuze_spelling"),
        ("Flevoland", "utter_zorgkantoor_keuze_provincie"),
        ("B-2000", "utter_zorgkantoor_buitenland"),
        ("@48.85,2.35", "utter_zorgkantoor_buitenland"),
        ("2000", "utter_zorgkantoor_postcode_onbekend"),
        ("Verweggistan", "utter_uitkomst_zorgkantoor_onbekend"),
    ],
)
def test_a_place_that_is_not_clear_is_asked_back_with_the_reason(typed, response):
    assert read("plek", typed, TODAY).response == response


def test_a_question_in_between_is_no_place():
    assert read("plek", "Wat is de Wlz?", TODAY) is None
    assert read("plek", "ik wil eerst weten hoe lang dat allemaal duurt", TODAY) is None


def test_a_move_gives_both_regions_also_as_an_answer_in_the_flow():
    slots, said = one_turn(
        ZORGKANTOOR, text="van Oss naar Zwolle", slots={"requested_slot": "plek"}
    )
    assert (slots["plek"], said) == ("van Oss naar Zwolle", [])
    events, (message,) = run(ActionZorgkantoorUitkomst(), slots={"plek": slots["plek"]})
    assert message["response"] == "utter_uitkomst_zorgkantoor_verhuizing"
    assert (message["regio"], message["regio_nieuw"]) == ("Noordoost-Brabant", "Zwolle")
    assert events[1]["value"] == "Zwolle"


@pytest.mark.parametrize(
    ("text", "said", "asked"),
    [
        ("welk zorgkantoor, we gaan van 6511 AB naar 8011 AA", None, None),
        ("welk zorgkantoor hoort bij D-47533 Kleve", "utter_zorgkantoor_buitenland", "plek"),
        ("zorgkantoor voor wie in Antwerpen woont", "utter_zorgkantoor_buitenland", "plek"),
        ("welk zorgkantoor hoort bij mij", None, "plek"),
    ],
)
def test_what_the_first_message_says_of_a_place_counts(text, said, asked):
    slots, messages = one_turn(ZORGKANTOOR, text=text, intent="zoek_zorgkantoor")
    # what could not be read is said in place of the question (bot/nlg.py)
    assert ((slots["keuzes"] or {}).get("antwoord"), slots["requested_slot"]) == (said, asked)
    assert messages == []


@pytest.mark.parametrize(
    ("text", "responses"),
    [
        ("we verhuizen van Oss naar Zwolle", ["utter_uitkomst_zorgkantoor_verhuizing"]),
        ("we verhuizen van Nijmegen naar Malden", ["utter_uitkomst_zorgkantoor_zelfde"]),
        ("ma verhuist naar Zwolle", ["utter_verhuizen", "utter_uitkomst_zorgkantoor_gevonden"]),
        ("wat als ik verhuis", ["utter_verhuizen"]),
    ],
)
def test_a_question_about_moving_is_answered_for_the_places_in_it(text, responses):
    _, messages = run(ActionVerhuizen(), text=text)
    assert [m["response"] for m in messages] == responses


def test_a_pin_that_comes_out_of_the_blue_is_looked_up():
    _, messages = run(ActionAntwoordLos(), entities={"plek": "@52.09,5.12"})
    assert messages[0]["response"] == "utter_uitkomst_zorgkantoor_regio"
    events, messages = run(ActionAntwoordLos(), entities={"plek": "@48.85,2.35"})
    assert (events[0]["name"], messages) == ("zorgkantoor_form", [])
    _, messages = run(ActionAntwoordLos(), entities={"leeftijd": 84})
    assert messages[0]["response"] == "utter_antwoord_los"


# going on elsewhere


def test_after_a_code_the_answers_so_far_are_named_and_the_flow_goes_on():
    slots = {"voor_wie": "zelf", "leeftijd": 84, "requested_slot": "nabij24"}
    events, (message,) = run(ActionGaVerder(), intent="ga_verder", loop="triage_form", slots=slots)
    assert events == []
    assert message["response"] == "utter_ga_verder"
    assert message["antwoorden"] == {"voor_wie": "zelf", "leeftijd": 84}


def test_after_a_code_of_a_finished_flow_its_outcome_is_said_again():
    past = [
        {"event": "slot", "name": "triage_wet", "value": "wlz"},
        {"event": "slot", "name": "regio_code", "value": "ZK16"},
        {"event": "slot", "name": "leeftijd", "value": 84},
    ]
    slots = {"plek": "Malden"}
    events, messages = run(ActionGaVerder(), intent="ga_verder", events=past, slots=slots)
    assert [m["response"] for m in messages] == [
        "utter_ga_verder_uitkomst",
        "utter_uitkomst_zorgkantoor_gevonden",
    ]
    assert [e["event"] for e in events] == ["slot", "slot"]


def test_after_a_code_a_request_to_be_called_back_is_not_made_again():
    past = [{"event": "slot", "name": "overdracht_id", "value": "ABC234"}]
    events, (message,) = run(ActionGaVerder(), intent="ga_verder", events=past)
    assert (events, message["response"]) == ([], "utter_ga_verder_los")


def test_a_code_is_no_answer_to_the_question_of_the_flow():
    slots, said = one_turn(
        FLOWS["triage_form"],
        text="/ga_verder",
        intent="ga_verder",
        slots={"requested_slot": "leeftijd"},
    )
    assert (slots, said) == ({}, [])
