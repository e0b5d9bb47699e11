"""Words and plans without Rasa: what the ear notes, what is said, and that a flow goes on."""

import datetime as dt

import pytest

from actions.conversation import ActionDeel
from actions.flows import FLOWS
from actions.hearing import ActionGehoord
from actions.planning import ActionPlan
from actions.side_questions import PLAN, TERM
from actions.terms import ActionBegrip
from bot.knowledge.glossary import glossary
from tests.actions.single_turns import run, titles, tracker
from tests.actions.talks import Talk, begun

TRIAGE = FLOWS["triage_form"]
TERMIJN = FLOWS["termijn_form"]


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2026-11-22")


def noted(text, intent=None, confidence=0.9, **slots):
    talk = Talk(TRIAGE, **slots)
    talk.says(text, intent=intent, confidence=confidence)
    return talk.slots.get("gehoord") or {}


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "action", "term"),
    [
        ("wat betekent dwangsom", "ciz_te_laat", 0.95, TERM, "dwangsom"),
        ("wat betekent dwangsom", None, 0.3, TERM, "dwangsom"),
        ("wat is de wlz", "wat_is_wlz", 0.99, "utter_wat_is_wlz", None),
        ("wat betekent pgb", "buiten_scope", 0.9, "utter_pgb_uitleg", None),
        ("dossierhouder", "zorg_in_natura", 0.9, TERM, "dossierhouder"),
        ("keukentafelgesprek", "wmo_aanvragen", 0.9, None, None),  # the intent is what it is about
        ("wat betekent quiche", "buiten_scope", 0.9, TERM, None),
        ("wat betekent mijn indeling", "wachtlijst", 0.9, None, None),
        ("waar begin ik", "indicatie_aanvragen", 0.9, PLAN, None),
        ("ik snap de brief niet", "niet_begrepen", 0.9, PLAN, None),
        ("ik snap u niet", "niet_begrepen", 0.9, None, None),
        ("meer uitleg", "meer_uitleg", 1.0, None, None),
        ("wat betekent dwangsom, ik wil dood", "crisis_suicide", 0.9, None, None),
    ],
)
def test_the_ear_notes_what_a_message_asks_beside_the_catalogue(
    text, intent, confidence, action, term
):
    note = noted(text, intent, confidence)
    assert note.get("actie") == action
    assert note.get("begrip") == term


def test_a_yes_after_a_plan_is_no_unknown_word():
    events = [{"event": "bot", "metadata": {"utter_action": "utter_plan_brief"}}]
    assert _note_after(events, "ja", "bevestig") == {}
    assert _note_after(events, "grondslag", "wie_krijgt_wlz")["begrip"] == "grondslag"


def _note_after(events, text, intent):
    from actions.side_questions import side_question

    return side_question(tracker(text=text, intent=intent, events=events), text)


def test_a_word_in_the_middle_of_a_flow_is_an_aside_and_the_question_stays():
    talk = begun(TRIAGE, "mijn vader is 82")
    asked = talk.asks
    talk.says("wat betekent blijvend?", intent="wie_krijgt_wlz")
    assert talk.aside
    assert talk.asks == asked
    assert talk.slots["gehoord"]["begrip"] == "blijvend"
    assert talk.comes_back("action_begrip")["requested_slot"] == asked


@pytest.mark.parametrize("word", ["dementie", "ja", "verpleging"])
def test_an_answer_that_is_also_a_word_of_the_field_stays_an_answer(word):
    slot = {"dementie": "grondslag", "ja": "nabij24", "verpleging": "hulp_nodig"}[word]
    talk = Talk(TRIAGE, requested_slot=slot, leeftijd=82, voor_wie="naaste")
    talk.says(word, confidence=0.3, intent="buiten_scope" if word != "ja" else None)
    assert not talk.aside
    assert talk.slots[slot] is not None


def test_where_to_begin_in_the_middle_of_a_flow_comes_back_to_the_question():
    talk = begun(TERMIJN, "hallo")
    asked = talk.asks
    talk.says("waar begin ik", intent="indicatie_aanvragen")
    assert talk.aside
    assert talk.comes_back("action_plan")["requested_slot"] == asked


def test_a_word_is_explained_with_its_source_and_a_choice_that_leads_on():
    _, (message,) = run(ActionBegrip(), slots={"gehoord": {"begrip": "dwangsom"}})
    assert message["response"] == "utter_begrip"
    assert message["begrip"] == "Dwangsom"
    assert "{" not in message["uitleg"]
    assert message["bron_van"]["bron"] == "Awb art. 4:17"
    assert dt.date.fromisoformat(message["bron_van"]["checked_on"])
    assert message["buttons"][0]["payload"] == "/ciz_te_laat"
    assert titles(message)[-1] == "Medewerker spreken"


def test_a_word_chosen_by_a_button_is_explained():
    _, (message,) = run(ActionBegrip(), intent="begrip", entities={"begrip": "mentor"})
    assert message["begrip"] == "Mentor"


def test_an_unknown_word_offers_what_looks_like_it_and_a_human():
    _, (message,) = run(ActionBegrip(), slots={"gehoord": {"lijkt_op": ["mentor"]}})
    assert message["response"] == "utter_begrip_lijkt_op"
    assert message["buttons"][0]["payload"] == '/begrip{"begrip": "mentor"}'
    assert titles(message)[-1] == "Medewerker spreken"
    _, (message,) = run(ActionBegrip(), intent="begrip", entities={"begrip": "bestaat niet"})
    assert message["response"] == "utter_begrip_onbekend"


def test_every_word_can_be_explained_later_too(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2029-01-02")
    for name in glossary().terms:
        _, (message,) = run(ActionBegrip(), slots={"gehoord": {"begrip": name}})
        assert message["response"] == "utter_begrip", name
        assert "€" not in message["uitleg"], name
        assert all(len(button["title"]) <= 24 for button in message["buttons"]), name


def test_a_plan_is_numbered_names_the_days_and_offers_a_human():
    slots = {"uitslag": "afgewezen", "bezwaar_tot": "2026-12-28", "voor_wie": "zelf"}
    _, (message,) = run(ActionPlan(), slots=slots)
    assert message["response"] == "utter_plan"
    assert message["stappen"].startswith("1. ")
    assert "28 december 2026" in message["stappen"]
    assert "{" not in message["stappen"]
    assert titles(message)[-1] == "Medewerker spreken"
    assert len(message["buttons"]) <= 3


def test_a_plan_names_the_zorgkantoor_of_the_place_that_was_told():
    _, (message,) = run(ActionPlan(), slots={"heeft_wlz": "ja", "plek": "Nijmegen"})
    assert "https://" in message["stappen"]
    _, (message,) = run(ActionPlan(), slots={"heeft_wlz": "ja", "plek": "Nergenshuizen"})
    assert "Ik zoek voor u op" in message["stappen"]


def test_of_a_letter_the_plan_says_how_to_read_it():
    talk = {
        "text": "ik snap de brief van het zorgkantoor niet",
        "slots": {"gehoord": {"brief": True}},
    }
    _, (message,) = run(ActionPlan(), **talk)
    assert message["response"] == "utter_plan_brief"
    assert "zorgkantoor" in message["stappen"]


EXPLAINED = {"event": "bot", "metadata": {"utter_action": "utter_begrip", "zie": "ciz_te_laat"}}


def test_more_about_a_word_is_the_answer_that_it_belongs_to():
    _, (message,) = run(ActionDeel(), intent="meer_uitleg", events=[EXPLAINED])
    assert message["response"] == "utter_ciz_te_laat"
    _, (message,) = run(ActionDeel(), intent="makkelijker", events=[EXPLAINED])
    assert message["response"] == "utter_makkelijker_geen"


def test_a_short_question_after_a_word_is_about_what_it_belongs_to():
    talk = tracker(text="hoe doe ik dat", intent="buiten_scope", events=[EXPLAINED])
    (note,) = (e["value"] for e in ActionGehoord().run(None, talk, {}) if e["name"] == "gehoord")
    assert note["actie"] == "utter_ciz_te_laat"
