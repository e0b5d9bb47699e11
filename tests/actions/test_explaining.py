"""What stands with an outcome: the jurist's cases, and what must hold for every outcome."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from actions.explaining import how_sure, in_words, what_changes, where_to_go
from bot.knowledge.answers import answers
from bot.knowledge.outcome_words import load_outcome_words, outcome_words
from bot.knowledge.rules import triage, uitslag, wzd

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((ROOT / "tests/knowledge/uitkomst_cases.yml").read_text())
TODAY = date(2026, 11, 22)
TABLES = {"triage": triage, "wzd": wzd}
HUMAN = "/vraag_medewerker"


def variants(outcome):
    return answers()[f"utter_uitkomst_{outcome}"]


def payloads(variant):
    return [button["payload"] for button in variant.get("buttons") or []]


@pytest.mark.parametrize("case", CASES["anders"], ids=lambda case: case["name"])
def test_one_other_answer_is_named_with_where_it_leads(case):
    found = what_changes(
        TABLES[case["tabel"]](), case["antwoorden"], case.get("slots", {}), TODAY
    ).parts
    if case["zegt"] is None:
        assert found == {}
    else:
        assert found["verandert"] == f"{case['zegt']} {outcome_words()['anders']['opnieuw']}"


@pytest.mark.parametrize("case", CASES["loket"], ids=lambda c: f"{c['uitkomst']} {c['plek']}")
def test_an_outcome_names_its_desk_or_offers_to_look_it_up(case):
    extra = where_to_go(f"utter_uitkomst_{case['uitkomst']}", {"plek": case["plek"]}, TODAY)
    assert list(extra.parts) == ([case["deel"]] if "deel" in case else [])
    assert [b["title"] for b in extra.buttons] == ([case["knop"]] if "knop" in case else [])
    for word in ("regio", "gemeente"):
        assert extra.words.get(word) == case.get(word, extra.words.get(word))


@pytest.mark.parametrize("row", triage().rows, ids=lambda row: row.id)
def test_every_outcome_of_the_triage_hands_over_to_the_desk_of_its_law(row):
    for variant in variants(f"triage_{row.id}"):
        desk = variant["metadata"].get("loket")
        wanted = {
            "wlz": ("zorgkantoor",),
            "wmo": ("gemeente",),
            "zvw_wmo": ("gemeente",),
            "jeugdwet": ("jeugdhulp",),
            "zvw": (None,),
            "open": (None, "jeugdhulp"),
        }
        assert desk in wanted[row.outcome["wet"]]


@pytest.mark.parametrize("name", ["triage", "wzd"])
def test_doubt_always_ends_with_a_human_offered(name):
    for row in TABLES[name]().rows:
        if row.outcome["zekerheid"] == "twijfel":
            for variant in variants(f"{name}_{row.id}"):
                assert HUMAN in payloads(variant), row.id


@pytest.mark.parametrize("row", uitslag().rows, ids=lambda row: row.id)
def test_every_branch_of_a_decision_offers_what_comes_next(row):
    for variant in variants(f"uitslag_{row.id}"):
        assert f"/{row.outcome['volgende']}" in payloads(variant)


def test_how_sure_it_is_never_says_more_than_probably():
    for certainty in ("zeker", "waarschijnlijk", "twijfel"):
        text = how_sure(certainty).parts["zeker"]
        assert "kan" in text or "twijfel" in text
        assert "zeker weten" not in text


def test_laws_are_named_as_people_know_them():
    assert in_words(["wlz"]) == "de Wlz"
    assert in_words(["zvw_wmo"]) == "hulp van de gemeente en zorg uit de zorgverzekering"
    both = "hulp van de gemeente (Wmo) of zorg uit de zorgverzekering"
    assert in_words(["zvw", "wmo", "zvw_wmo"]) == both


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('wlz: "de Wlz"', 'wls: "de Wlz"', "wls"),
        ("{stel}. Dan past waarschijnlijk", "{stol}. Dan past waarschijnlijk", "stol"),
        ('thuis_wonen: "u wilt de zorg thuis"', 'thuis: "u wilt de zorg thuis"', "thuis"),
        ('art21: "beslist', 'art22: "beslist', "art22"),
    ],
)
def test_a_word_that_is_missing_or_wrong_is_refused(tmp_path, old, new, problem):
    from bot.errors import KnowledgeRefused

    text = (ROOT / "bot/knowledge/words/uitkomsten.yml").read_text()
    assert old in text
    path = tmp_path / "uitkomsten.yml"
    path.write_text(text.replace(old, new))
    with pytest.raises(KnowledgeRefused, match=problem):
        load_outcome_words(path)
