from datetime import date

import pytest

from bot.care.texts import called, fill, placeholders
from bot.errors import KnowledgeRefused
from bot.knowledge.answers import answers, commands
from bot.knowledge.questions import question

pytestmark = pytest.mark.model  # the generator is Rasa's, and importing Rasa takes seconds


@pytest.fixture(scope="module")
def nlg():
    from bot.nlg import DatedAnswers

    made = DatedAnswers()
    made.responses = answers()
    return made


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2026-11-22")


def test_a_fact_is_filled_in_as_it_holds_today(nlg):
    found = nlg.answer("utter_eigen_bijdrage", {}, "rest", {})
    assert "€ 212,60" in found["text"]
    assert found["source"].endswith("(gecontroleerd op 22 november 2026)")


def test_after_the_last_day_of_an_amount_no_amount_is_shown(nlg, monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2027-01-01")
    found = nlg.answer("utter_eigen_bijdrage", {}, "rest", {})
    assert "€" not in found["text"]
    assert "actuele" in found["text"]


def test_more_explanation_is_offered_and_given(nlg):
    core = nlg.answer("utter_wat_is_wlz", {}, "rest", {})
    assert {"title": "Meer uitleg", "payload": "/meer_uitleg"} in core["buttons"]
    more = nlg.answer("utter_wat_is_wlz", {}, "rest", {"deel": "meer"})
    assert more["text"] != core["text"]
    assert more["buttons"] == []


def test_the_wording_follows_who_it_is_about(nlg):
    own = nlg.answer("utter_ask_leeftijd", {"voor_wie": "zelf"}, "rest", {})
    other = nlg.answer(
        "utter_ask_leeftijd", {"voor_wie": "naaste", "relatie": "moeder"}, "rest", {}
    )
    assert "bent u" in own["text"]
    assert "uw moeder" in other["text"]


@pytest.mark.parametrize("illness", [["dementie"], "dementie", ["somatisch", "dementie"]])
def test_an_illness_that_two_flows_ask_for_is_said_once(nlg, illness):
    slots = {
        "grondslag": illness,
        "wzd_aandoening": "dementie",
        "gehoord": {"slots": ["grondslag", "wzd_aandoening"]},
    }
    said = nlg.answer("utter_gehoord", slots, "rest", {})["text"]
    assert said.count("dementie") == 1
    del slots["grondslag"]
    assert "de oorzaak is dementie" in nlg.answer("utter_gehoord", slots, "rest", {})["text"]


def test_an_outcome_says_what_the_person_said(nlg):
    given = {"deel": "uitkomst", "antwoorden": {"leeftijd": 84, "grondslag": ["dementie"]}}
    found = nlg.answer(
        "utter_uitkomst_triage_wlz_waarschijnlijk", {"relatie": "vader"}, "rest", given
    )
    assert "**U zei:**\n- uw vader is 84 jaar\n- er is dementie" in found["text"]
    assert "**Waarom?**" in found["text"]


@pytest.mark.parametrize("name", [n for n in answers() if n.startswith("utter_uitkomst_triage")])
@pytest.mark.parametrize("who", ["zelf", "naaste"])
def test_every_outcome_can_be_said_to_everybody(nlg, name, who):
    found = nlg.answer(name, {"voor_wie": who}, "website", {"deel": "uitkomst", "antwoorden": {}})
    assert "{" not in found["text"]


def test_what_an_action_worked_out_stands_under_its_heading_before_the_text_of_the_answer(nlg):
    given = {
        "deel": "uitkomst",
        "delen": {"zeker": "Zeker is het niet.", "verandert": "Stel: {naaste} wordt beter."},
    }
    name = "utter_uitkomst_triage_wlz_waarschijnlijk"
    text = nlg.answer(name, {"relatie": "vader"}, "rest", given)["text"]
    assert "\n\nZeker is het niet.\n\n" in text
    assert text.endswith("**Wanneer is het anders?**\nStel: uw vader wordt beter.")


def test_a_table_is_markdown_on_the_website_and_lines_in_whatsapp(nlg):
    given = {
        "deel": "uitkomst",
        "delen": {"vormen": "1. vpt"},
        "tabel": [["", "vpt", "mpt"], ["Maaltijden?", "ja", "nee"]],
    }
    name = "utter_uitkomst_leveringsvorm"
    website = nlg.answer(name, {}, "website", given)["text"]
    whatsapp = nlg.answer(name, {}, "whatsapp", given)["text"]
    assert "| Maaltijden? | ja | nee |" in website
    assert "- Maaltijden? vpt: ja; mpt: nee" in whatsapp
    assert "|" not in whatsapp


def test_an_answer_that_does_not_exist_is_none(nlg):
    assert nlg.answer("utter_bestaat_niet", {}, "rest", {}) is None


def test_an_unknown_placeholder_is_refused_and_not_shown(nlg):
    nlg.responses = {**answers(), "utter_x": [{"text": "dit is {onbekend}"}]}
    with pytest.raises(KnowledgeRefused, match="onbekend"):
        nlg.answer("utter_x", {}, "rest", {})


def test_texts_say_what_is_wrong_with_their_braces():
    assert placeholders("a {b} c {d}") == ["b", "d"]
    for wrong in ("{", "{}", "a } b"):
        with pytest.raises(KnowledgeRefused):
            placeholders(wrong)
    assert fill("a {b}", str.upper) == "a B"


def test_somebody_is_called_by_the_relation_that_was_named():
    assert called({"voor_wie": "zelf", "relatie": "moeder"}) == "u"
    assert called({"voor_wie": "naaste", "relatie": "moeder"}) == "uw moeder"
    assert called({}) == "uw naaste"


def test_fixed_words_and_questions_are_read():
    assert commands()["terug"] == "terug"
    assert question("blijvend").values == ("ja", "nee", "weet_niet")


@pytest.mark.parametrize("who", ["zelf", "naaste"])
def test_the_take_along_sheet_says_an_outcome_in_the_words_of_the_chat(nlg, who):
    from bot.documenten.blad import sheet
    from bot.documenten.verwijzing import Ended, Wish

    given = {"leeftijd": 84, "grondslag": ["dementie"]}
    for name in (n for n in answers() if n.startswith("utter_uitkomst_triage")):
        found = nlg.answer(
            name, {"voor_wie": who}, "website", {"deel": "uitkomst", "antwoorden": given}
        )
        ended = Ended(name.removeprefix("utter_"), given)
        wish = Wish("meeneemblad", uitkomsten=(ended,), slots={"voor_wie": who})
        on_paper = sheet(wish, date(2026, 11, 22)).sections[:3]
        for section in on_paper:
            for line in section.text.replace("**Waarom?** ", "").splitlines():
                assert line in found["text"]
