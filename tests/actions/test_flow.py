from datetime import date

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import (
    ActionDeel,
    ActionFlowOpnieuw,
    ActionFlowStop,
    ActionVeilig,
)
from actions.flow import turn
from actions.flows import FLOWS, OVERDRACHT, TERMIJN, TRIAGE, WZD, ZORGKANTOOR
from actions.forms import ValidateTriageForm
from actions.handoff_end import ActionOverdrachtUitkomst
from actions.hearing import ActionGehoord
from actions.outcomes import (
    ActionTermijnUitkomst,
    ActionTriageUitkomst,
)
from actions.places import ActionZorgkantoorUitkomst
from actions.reading import FREE, accept, read
from bot.storage.database import migrate
from tests.actions.talks import Talk

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2026-11-22")


def tracker(text="", intent="", confidence=0.9, slots=None, entities=None, loop=None, events=()):
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": confidence},
        "intent_ranking": [{"name": intent, "confidence": confidence}],
        "entities": [{"entity": k, "value": v} for k, v in (entities or {}).items()],
    }
    return Tracker(
        sender_id="test",
        slots=slots or {},
        latest_message=message,
        events=[{"event": "user", "text": text}, *events],
        paused=False,
        followup_action=None,
        active_loop={"name": loop} if loop else {},
        latest_action_name="action_listen",
    )


def one_turn(flow, **talk):
    """Return the slots that a turn fills, and the names of what is said; the ear comes first."""
    dispatcher = CollectingDispatcher()
    at = tracker(loop=flow.form, **talk)
    heard = {e["name"]: e["value"] for e in ActionGehoord().run(dispatcher, at, {})}
    at.slots.update(heard)
    events = turn(flow, dispatcher, at)
    told = {k: v for k, v in heard.items() if k != "gehoord"}
    filled = {**told, **{e["name"]: e["value"] for e in events}}
    return filled, [m["response"] for m in dispatcher.messages]


def run(action, **talk):
    dispatcher = CollectingDispatcher()
    return action.run(dispatcher, tracker(**talk), {}), dispatcher.messages


def test_a_flow_begins_with_how_many_questions_there_are_at_most():
    slots, said = one_turn(TRIAGE, text="heb ik wlz of wmo nodig", intent="vraag_wlz_of_wmo")
    assert said == ["utter_flow_start_triage"]
    assert slots["requested_slot"] == "voor_wie"


def test_what_the_first_message_tells_is_not_asked_again():
    text = "mijn moeder van 84 heeft dementie, krijgt ze wlz of wmo?"
    slots, _ = one_turn(TRIAGE, text=text, intent="vraag_wlz_of_wmo")
    assert slots["voor_wie"] == "naaste"
    assert slots["leeftijd"] == 84
    assert slots["grondslag"] == ["dementie"]
    assert slots["requested_slot"] not in ("voor_wie", "leeftijd", "grondslag")


def test_a_button_fills_its_slot_and_the_next_question_is_asked():
    slots, said = one_turn(
        TRIAGE,
        intent="antwoord",
        entities={"voor_wie": "zelf"},
        slots={"requested_slot": "voor_wie"},
    )
    assert slots["voor_wie"] == "zelf"
    assert slots["requested_slot"] == "leeftijd"
    assert said == []


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("voor_wie", "2", "kind"),
        ("leeftijd", "ze is 84", 84),
        ("blijvend", "ja hoor", "ja"),
        ("blijvend", "soms", "weet_niet"),
        ("blijvend", "geen idee", "weet_niet"),
        ("grondslag", "alzheimer", ["dementie"]),
        ("hulp_nodig", "1 en 4", ["huishouden", "verpleging"]),
        ("toezicht24", "dag en nacht", "ja"),
    ],
)
def test_free_words_and_numbers_do_the_same_as_buttons(asked, text, value):
    slots, _ = one_turn(TRIAGE, text=text, confidence=0.3, slots={"requested_slot": asked})
    assert slots[asked] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("ze heeft VV5", "VV5"), ("zzp vv 7", "VV7"), ("ggz wonen 3", "GGZ-W3"), ("vv3", "weet_niet")],
)
def test_a_zorgprofiel_is_read_as_people_write_it(text, value):
    assert read("zorgprofiel", text, TODAY).value == value


def test_what_is_said_unasked_counts():
    text = "mijn vader van 90 is terminaal, waar moet ik zijn"
    slots, _ = one_turn(TRIAGE, text=text, intent="vraag_wlz_of_wmo")
    assert slots["terminaal"] == "ja"
    assert slots["requested_slot"] == "heeft_wlz"  # the one thing that still goes before it


def test_a_question_in_between_is_left_to_rasa():
    talk = {
        "text": "wat is een pgb?",
        "intent": "pgb_uitleg",
        "slots": {"requested_slot": "blijvend"},
    }
    assert one_turn(TRIAGE, **talk) == ({}, [])


def test_after_the_question_in_between_the_same_question_comes_back():
    aside = [{"event": "action", "name": "utter_pgb_uitleg"}, {"event": "bot", "text": "..."}]
    slots, said = one_turn(
        TRIAGE, text="wat is een pgb?", slots={"requested_slot": "blijvend"}, events=aside
    )
    assert slots == {"requested_slot": "blijvend", "teruggekomen": 1}
    assert said == []


def test_what_cannot_be_read_is_asked_again_and_nothing_is_lost():
    known = {"requested_slot": "leeftijd", "voor_wie": "zelf", "gevraagd": ["voor_wie", "leeftijd"]}
    slots, said = one_turn(TRIAGE, text="blauw", confidence=0.2, slots=known)
    assert said == ["utter_antwoord_niet_begrepen"]
    assert slots["requested_slot"] == "leeftijd"
    assert "voor_wie" not in slots


@pytest.mark.parametrize("value", ["vreemd", 5, ["x"], "' OR 1=1"])
def test_a_button_with_a_value_that_does_not_exist_is_asked_again(value):
    slots, said = one_turn(
        TRIAGE,
        intent="antwoord",
        entities={"blijvend": value},
        slots={"requested_slot": "blijvend"},
    )
    assert said == ["utter_antwoord_niet_begrepen"]
    assert slots["requested_slot"] == "blijvend"


def test_terug_goes_one_question_back_and_forgets_its_answer():
    known = {
        "requested_slot": "leeftijd",
        "voor_wie": "zelf",
        "gevraagd": ["voor_wie", "leeftijd"],
    }
    slots, _ = one_turn(TRIAGE, text="terug", intent="terug", slots=known)
    assert slots["requested_slot"] == "voor_wie"
    assert slots["voor_wie"] is None


def test_a_finished_flow_starts_empty():
    known = {"triage_route": "open", "voor_wie": "zelf", "leeftijd": 30}
    slots, _ = one_turn(TRIAGE, text="wlz of wmo", slots=known)
    assert slots["voor_wie"] is None
    assert slots["triage_route"] is None
    assert slots["requested_slot"] == "voor_wie"


def test_a_place_in_the_question_is_looked_up_at_once():
    text = "Welk zorgkantoor hoort bij 6511 AB?"
    slots, _said = one_turn(ZORGKANTOOR, text=text, intent="zoek_zorgkantoor")
    assert slots["requested_slot"] is None
    _, messages = run(ActionZorgkantoorUitkomst(), slots={"plek": slots["plek"]})
    assert messages[0]["gemeente"] == "Nijmegen"


def test_a_place_that_exists_three_times_is_asked_back():
    slots, said = one_turn(ZORGKANTOOR, text="welk zorgkantoor hoort bij Beek")
    assert said == []
    assert slots["keuzes"]["antwoord"] == "utter_uitkomst_zorgkantoor_twee"
    assert len(slots["keuzes"]["opties"]) == 3
    assert slots["requested_slot"] == "plek"


def test_a_date_in_the_future_is_asked_again():
    slots, said = one_turn(TERMIJN, text="1 januari 2030", slots={"requested_slot": "ontvangen_op"})
    assert said == []
    assert slots["keuzes"]["antwoord"] == "utter_datum_toekomst"
    assert slots["requested_slot"] == "ontvangen_op"


def test_the_term_is_calculated_with_the_days_that_the_clock_stood_still():
    slots = {
        "ontvangen_op": "2026-11-03",
        "crisis": "nee",
        "ciz_vroeg_info": "ja",
        "info_gevraagd_op": "2026-11-09",
        "info_compleet_op": "2026-11-17",
    }
    events, messages = run(ActionTermijnUitkomst(), slots=slots)
    assert messages[0]["response"] == "utter_uitkomst_termijn_binnen"
    assert {e["name"]: e["value"] for e in events}["uiterste_datum"] == "2026-12-22"


def test_an_application_of_which_the_day_is_not_known_gives_no_date():
    events, messages = run(ActionTermijnUitkomst(), slots={"ontvangen_op": "weet_niet"})
    assert messages[0]["response"] == "utter_uitkomst_termijn_onbekend"
    assert all(e["value"] is None for e in events)


def test_the_outcome_of_the_triage_names_row_law_and_certainty():
    slots = {"leeftijd": 84, "grondslag": ["dementie"], "blijvend": "ja", "toezicht24": "ja"}
    events, messages = run(ActionTriageUitkomst(), slots=slots)
    assert messages[0]["response"] == "utter_uitkomst_triage_wlz_waarschijnlijk"
    assert messages[0]["antwoorden"]["grondslag"] == ["dementie"]
    assert [e["value"] for e in events] == ["wlz_waarschijnlijk", "wlz", "waarschijnlijk"]


def test_a_slot_of_an_older_release_is_dropped_and_never_breaks_the_talk():
    slots = {"leeftijd": True, "blijvend": "misschien", "grondslag": "dementie", "toezicht24": 3}
    _events, messages = run(ActionTriageUitkomst(), slots=slots)
    assert messages[0]["response"].startswith("utter_uitkomst_triage_")


@pytest.mark.parametrize(
    ("word", "asked", "expected"),
    [
        ("waarom", "blijvend", ("utter_ask_blijvend", "waarom")),
        ("makkelijker", "blijvend", ("utter_ask_blijvend", "makkelijker")),
        ("meer_uitleg", None, ("utter_wat_is_wlz", "meer")),
        ("makkelijker", None, ("utter_wat_is_wlz", "makkelijker")),
        ("bron", None, ("utter_wat_is_wlz", "bron")),
    ],
)
def test_fixed_words_give_a_part_of_the_question_or_of_the_last_answer(word, asked, expected):
    said = [{"event": "bot", "metadata": {"utter_action": "utter_wat_is_wlz", "regio": "x"}}]
    _, messages = run(ActionDeel(), intent=word, slots={"requested_slot": asked}, events=said)
    assert (messages[0]["response"], messages[0]["deel"]) == expected
    assert asked or messages[0]["regio"] == "x"  # the words that filled it fill this part too


def test_stop_leaves_the_flow_and_forgets_its_answers():
    events, messages = run(ActionFlowStop(), loop="triage_form", slots={"voor_wie": "zelf"})
    assert messages[0]["response"] == "utter_flow_gestopt"
    assert {"event": "active_loop", "timestamp": None, "name": None} in events
    assert ("voor_wie", None) in [
        (e["name"], e.get("value")) for e in events if e["event"] == "slot"
    ]


def test_opnieuw_starts_the_same_flow_over():
    events, _ = run(ActionFlowOpnieuw(), loop="triage_form")
    assert events[-1]["event"] == "followup"
    assert events[-1]["name"] == "triage_form"


def test_a_safety_answer_ends_the_flow():
    events, messages = run(ActionVeilig(), intent="crisis_suicide", loop="triage_form")
    assert messages[0]["response"] == "utter_crisis_suicide"
    assert events[0] == {"event": "active_loop", "timestamp": None, "name": None}


def test_a_bug_of_ours_is_answered_and_logged_without_words_of_the_person(monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("geheim verhaal")

    monkeypatch.setattr("actions.forms.turn", broken)
    known = {"requested_slot": "blijvend", "gevraagd": ["blijvend"]}
    events, messages = run(ValidateTriageForm(), text="geheim verhaal", slots=known)
    assert {e["name"]: e["value"] for e in events} == known  # the question stays open
    assert messages[0]["response"] == "utter_fout_algemeen"
    assert "RuntimeError" in caplog.text
    assert "geheim" not in caplog.text


def test_a_crash_at_the_start_of_a_flow_does_not_end_it_with_an_outcome(monkeypatch):
    monkeypatch.setattr("actions.forms.turn", lambda *_: 1 / 0)
    events, _ = run(ValidateTriageForm())
    assert events[-1]["event"] == "followup"
    assert events[-1]["name"] == "action_listen"


@pytest.mark.parametrize("intent", ["nood_medisch", "crisis_suicide", "huiselijk_geweld"])
def test_a_possible_sign_of_danger_is_never_taken_for_an_answer(intent):
    talk = {"text": "mijn vader ademt niet", "intent": intent, "confidence": 0.5}
    slots, said = one_turn(TRIAGE, slots={"requested_slot": "blijvend"}, **talk)
    assert "blijvend" not in slots
    assert "requested_slot" not in slots  # nothing of the flow: Rasa goes to the safety answer
    assert said == []


def test_without_a_phone_number_no_call_back_is_promised(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
    monkeypatch.setenv("GEHEIM", "s" * 40)
    migrate(f"sqlite:///{tmp_path / 'a.db'}")
    assert read("terugbellen", "ik heb geen telefoon", TODAY).value["telefoon"] == "geen"
    for wish, said in (
        ("geen", "utter_overdracht_zonder_nummer"),
        ("bekend", "utter_telefoon_ontbreekt"),
    ):
        slots = {"terugbellen": {"telefoon": wish, "tijdvak": "ochtend"}}
        events, messages = run(ActionOverdrachtUitkomst(), slots=slots)
        assert messages[0]["response"] == said
        assert "overdracht_id" not in [e["name"] for e in events if e.get("value")]


@pytest.mark.parametrize("form", FLOWS)
def test_not_knowing_anything_always_leads_to_an_end(form):
    flow = FLOWS[form]
    slots = {}
    for _ in range(15):
        asked = flow.next_slot({k: v for k, v in slots.items() if v is not None}, TODAY)
        if asked is None:
            break
        value = "geen" if asked in FREE else "weet_niet"
        slots[asked] = accept(asked, value, TODAY).value
        assert slots[asked] is not None
    assert asked is None


def test_a_day_that_cannot_follow_an_earlier_one_is_asked_again_and_nothing_is_lost():
    known = {
        "requested_slot": "info_gevraagd_op",
        "ontvangen_op": "2026-11-02",
        "gevraagd": ["ontvangen_op", "info_gevraagd_op"],
    }
    slots, said = one_turn(TERMIJN, text="12 oktober", confidence=0.2, slots=known)
    assert said == ["utter_datum_volgorde"]
    assert slots == {"gevraagd": known["gevraagd"], "requested_slot": "info_gevraagd_op"}


@pytest.mark.parametrize(
    ("asked", "text", "guess", "confidence", "value"),
    [
        ("blijvend", "ik denk het wel", "crisis_suicide", 0.66, "ja"),
        ("blijvend", "soms", "crisis_suicide", 0.48, "weet_niet"),
        ("blijvend", "de eerste", "opnieuw", 0.87, "ja"),
        ("leeftijd", "hij is 83", "nood_medisch", 0.43, 83),
        ("hulp_nodig", "1 en 4", "nood_medisch", 0.32, ["huishouden", "verpleging"]),
        ("grondslag", "hij heeft een zware depressie", "nood_medisch", 0.69, ["psychisch"]),
    ],
)
def test_what_can_only_be_an_answer_is_one_whatever_the_model_guesses(
    asked, text, guess, confidence, value
):
    slots, _ = one_turn(
        TRIAGE, text=text, intent=guess, confidence=confidence, slots={"requested_slot": asked}
    )
    assert slots[asked] == value


def test_the_words_of_a_button_with_who_it_is_about_are_no_sign_of_danger():
    talk = {"intent": "crisis_suicide", "slots": {"requested_slot": "wzd_houding"}}
    assert one_turn(WZD, text="ze wil het zelf", **talk)[0]["wzd_houding"] == "wil"


@pytest.mark.parametrize(
    ("asked", "text", "confidence", "noted"),
    [
        ("blijvend", "ja en hij slaat mij soms", 0.6, {}),
        ("blijvend", "ik wil niet meer", 0.4, {"zorgen": "crisis_suicide"}),
        ("grondslag", "een psychose en hij heeft een mes", 0.95, {}),
    ],
)
def test_danger_that_the_patterns_see_or_the_model_is_sure_of_goes_before_an_answer(
    asked, text, confidence, noted
):
    talk = {"text": text, "intent": "huiselijk_geweld", "confidence": confidence}
    assert one_turn(TRIAGE, entities=noted, slots={"requested_slot": asked}, **talk) == ({}, [])


def test_a_correction_that_begins_with_no_is_no_answer_to_the_question():
    for text, slot, value in (
        ("nee, hij is 17", "leeftijd", 17),
        ("nee, mijn zoon", "voor_wie", "kind"),
    ):
        talk = Talk(TRIAGE, requested_slot="blijvend", voor_wie="naaste", leeftijd=84)
        talk.says(text, intent="ontken")
        assert talk.slots[slot] == value
        assert "blijvend" not in talk.slots


def test_a_person_who_was_asked_for_is_no_sign_of_danger():
    talk = Talk(TRIAGE, requested_slot="voor_wie")
    talk.says("mijn man", intent="huiselijk_geweld", confidence=0.6)
    assert talk.slots["voor_wie"] == "naaste"


@pytest.mark.parametrize(
    ("text", "name"),
    [("Jansen", "Jansen"), ("liever geen naam", "geen"), ("liever niet", "geen"),
     ("nee hoor", "geen"), ("zeg maar Anja", "zeg maar Anja")],
)  # fmt: skip
def test_a_name_is_kept_as_it_is_and_the_button_beside_it_can_be_typed(text, name):
    assert read("overdracht_naam", text, TODAY).value == name


def test_the_subject_of_a_call_can_be_chosen_by_the_number_of_its_button():
    assert read("overdracht_onderwerp", "2", TODAY).value == "een brief van het CIZ"
    assert read("overdracht_onderwerp", "over de wachtlijst", TODAY).value == "over de wachtlijst"


def test_an_ordinal_under_a_free_question_is_its_button_and_words_of_command_stay_commands():
    talk = {"intent": "opnieuw", "slots": {"requested_slot": "overdracht_onderwerp"}}
    slots, _ = one_turn(OVERDRACHT, text="de eerste", confidence=0.87, **talk)
    assert slots["overdracht_onderwerp"] == "een aanvraag"
    assert one_turn(OVERDRACHT, text="ik wil opnieuw beginnen", confidence=0.9, **talk) == ({}, [])


@pytest.mark.parametrize("asked", ["overdracht_naam", "terugbellen", "plek"])
def test_a_question_is_no_name_number_or_place(asked):
    assert read(asked, "wat doet u met mijn gegevens?", TODAY) is None
