"""How the flows end: the desk, the forms of care, the terms of others, and going on elsewhere."""

from datetime import date

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.flow import turn
from actions.flows import FLOWS, TERMIJN, ZORGKANTOOR
from actions.going_on import ActionAntwoordLos, ActionGaVerder
from actions.outcomes import ActionTermijnUitkomst, ActionTriageUitkomst, ActionUitslagUitkomst
from actions.places import ActionVerhuizen, ActionZorgkantoorUitkomst
from actions.reading import accept, read
from actions.shortlisting import ActionLeveringsvormUitkomst
from actions.term_outcomes import ActionMetDatum

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2026-11-22")


def tracker(text="", intent="", slots=None, entities=None, loop=None, events=()):
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": 1.0},
        "entities": [{"entity": k, "value": v} for k, v in (entities or {}).items()],
    }
    before = [{"event": "user", "text": text}, *events]
    loops = {"name": loop} if loop else {}
    return Tracker("test", slots or {}, message, before, False, None, loops, "action_listen")


def run(action, **talk):
    dispatcher = CollectingDispatcher()
    return action.run(dispatcher, tracker(**talk), {}), dispatcher.messages


def one_turn(flow, **talk):
    dispatcher = CollectingDispatcher()
    events = turn(flow, dispatcher, tracker(loop=flow.form, **talk))
    return {e["name"]: e["value"] for e in events}, [m["response"] for m in dispatcher.messages]


def titles(message):
    return [button["title"] for button in message["buttons"]]


# an outcome


def test_an_outcome_says_how_sure_it_is_what_would_change_it_and_the_desk():
    slots = {
        "leeftijd": 84,
        "grondslag": ["dementie"],
        "blijvend": "ja",
        "toezicht24": "ja",
        "plek": "Malden",
    }
    _, (message,) = run(ActionTriageUitkomst(), slots=slots)
    assert list(message["delen"]) == ["zeker", "verandert", "bij_zorgkantoor"]
    assert (message["regio"], message["gemeente"]) == ("Nijmegen", "Heumen")


def test_without_a_place_the_gemeente_can_be_looked_up():
    slots = {"leeftijd": 68, "nabij24": "nee", "hulp_nodig": ["huishouden"]}
    _, (message,) = run(ActionTriageUitkomst(), slots=slots)
    assert message["buttons"] == [
        {"title": "Loket in mijn gemeente", "payload": "/zoek_zorgkantoor"}
    ]


# a decision of the CIZ


def test_who_got_what_was_asked_for_is_not_asked_for_a_date():
    _, messages = run(ActionUitslagUitkomst(), slots={"uitslag": "toegekend"})
    assert [m["response"] for m in messages] == ["utter_uitkomst_uitslag_toegekend"]


@pytest.mark.parametrize(
    ("day", "response"),
    [
        ("2026-11-03", "utter_uitkomst_bezwaar_tot"),
        ("2026-09-03", "utter_uitkomst_bezwaar_voorbij"),
        ("weet_niet", "utter_uitkomst_bezwaar_onbekend"),
    ],
)
def test_after_a_refusal_the_last_day_for_an_objection_is_said(day, response):
    slots = {"uitslag": "afgewezen", "besluit_datum": day}
    _, messages = run(ActionUitslagUitkomst(), slots=slots)
    assert messages[1]["response"] == response


# terms


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


def test_not_yet_applied_is_an_answer():
    for text in ("nog niet", "2"):
        known = {"termijn_soort": "gemeente", "gemeld_op": "2026-11-03"}
        slots, _ = one_turn(TERMIJN, text=text, slots={**known, "requested_slot": "aanvraag_op"})
        assert slots["requested_slot"] is None, text


# places


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
        ("welk zorgkantoor, we gaan van 6511 AB naar 8011 AA", [], None),
        ("welk zorgkantoor hoort bij D-47533 Kleve", ["utter_zorgkantoor_buitenland"], "plek"),
        ("zorgkantoor voor wie in Antwerpen woont", ["utter_zorgkantoor_buitenland"], "plek"),
        ("welk zorgkantoor hoort bij mij", [], "plek"),
    ],
)
def test_what_the_first_message_says_of_a_place_counts(text, said, asked):
    slots, messages = one_turn(ZORGKANTOOR, text=text, intent="zoek_zorgkantoor")
    assert (messages, slots["requested_slot"]) == (said, asked)


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


# the form of care


def test_the_short_list_is_one_message_with_reasons_and_a_table():
    slots = {
        "waar_wonen": "thuis",
        "wie_regelt": "aanbieder",
        "maaltijden_zelf": "nee",
        "zorgprofiel": "VV5",
    }
    events, (message,) = run(ActionLeveringsvormUitkomst(), slots=slots)
    lines = message["delen"]["vormen"].split("\n")
    assert lines[0].startswith("1. **Volledig pakket thuis (vpt)**")
    assert lines[0].endswith(
        "U zei: u wilt de zorg thuis, een aanbieder mag de zorg regelen en u kunt niet zelf voor "
        "eten zorgen."
    )
    assert lines[1].endswith("Maaltijden horen er niet bij.")
    assert message["tabel"][0] == ["", "vpt", "mpt"]
    assert titles(message) == [
        "Meer over vpt",
        "Meer over mpt",
        "Zorgkantoor zoeken",
        "Medewerker spreken",
    ]
    assert events[0]["value"] == ["vpt", "mpt"]


def test_what_the_law_shuts_is_said_and_one_form_has_no_table():
    slots = {"waar_wonen": "deels", "wie_regelt": "zelf", "zorgprofiel": "VV9b"}
    _, (message,) = run(ActionLeveringsvormUitkomst(), slots=slots)
    assert "Een pgb kan niet bij dit zorgprofiel." in message["delen"]["vormen"]
    _, (message,) = run(
        ActionLeveringsvormUitkomst(), slots={"waar_wonen": "instelling", "wie_regelt": "aanbieder"}
    )
    assert message["tabel"] is None


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
