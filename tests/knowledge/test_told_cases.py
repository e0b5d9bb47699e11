from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.hearing import Known, listen
from bot.care.persons import RELATIONS, SEVERAL, SPOKEN
from bot.errors import KnowledgeRefused
from bot.knowledge.lexicon import lexicon
from bot.knowledge.rules import leveringsvormen
from bot.knowledge.zorgkantoren import region_tables

TODAY = date(2026, 11, 22)
CASES = yaml.safe_load((Path(__file__).parent / "told_cases.yml").read_text())
WHO = ("voor_wie", "relatie")
ILL = ("heeft dementie", "is 84", "heeft dag en nacht hulp nodig", "is terminaal")


def told(text, about=None):
    return listen(text, TODAY, Known(lexicon(), region_tables(), leveringsvormen()), about)


def facts(text, about=None):
    return {k: v for k, v in told(text, about).says.items() if k not in WHO}


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_a_message_tells_this_and_no_more(case):
    found = told(case["text"])
    who = "/".join(found.says[name] for name in WHO if found.says.get(name))
    assert facts(case["text"]) == case["says"]
    assert who == case.get("who", "")
    assert dict(found.implies) == case.get("implies", {})
    assert dict(found.maybe) == case.get("maybe", {})


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_any_text_is_heard_without_a_failure(text):
    told(text)


@settings(max_examples=40)
@given(st.sampled_from(ILL))
def test_a_question_tells_nothing_that_the_same_statement_tells(ill):
    assert facts(f"mijn moeder {ill}")
    verb, rest = ill.split(" ", 1)
    assert facts(f"{verb} mijn moeder {rest}?") == {}


@settings(max_examples=40)
@given(st.sampled_from(ILL), st.sampled_from(["als", "stel dat", "tenzij"]))
def test_what_is_supposed_tells_nothing(ill, supposing):
    assert facts(f"{supposing} mijn moeder {ill}") == {}


@settings(max_examples=40)
@given(
    st.sampled_from(sorted(name for name in RELATIONS if name.isascii() and name not in SEVERAL)),
    st.integers(0, 110),
)
def test_every_relation_and_every_age_is_heard(relation, age):
    said = told(f"mijn {relation} van {age} heeft hulp nodig").says
    assert said["leeftijd"] == age
    assert said["relatie"] == SPOKEN.get(relation, relation)
    assert said["voor_wie"] == RELATIONS[relation]


@settings(max_examples=40)
@given(
    st.permutations(["moeder", "vader", "zus"]),
    st.lists(st.integers(19, 99), min_size=3, max_size=3, unique=True),
)
def test_ages_of_several_people_are_never_mixed(people, ages):
    ill, *others = zip(people, ages, strict=True)
    rest = " ".join(f"Mijn {name} is {age}." for name, age in others)
    for text in (
        f"Mijn {ill[0]} van {ill[1]} heeft dementie. {rest}",
        f"{rest} Mijn {ill[0]} van {ill[1]} heeft dementie.",
    ):
        said = told(text).says
        assert (said["relatie"], said["leeftijd"]) == ill


@pytest.mark.parametrize(
    ("about", "text", "expected"),
    [
        ("moeder", "ze is 86", {"leeftijd": 86}),
        ("moeder", "ik ben 56", {}),
        ("zelf", "ik ben 56", {"leeftijd": 56}),
        ("zelf", "hij is 56", {}),
        ("iemand", "het is blijvend", {"blijvend": "ja"}),
        (None, "het is blijvend", {}),
    ],
)
def test_pronouns_are_about_whom_the_talk_is_about(about, text, expected):
    assert facts(text, about) == expected


def test_a_pasted_letter_is_heard_in_a_moment_and_never_breaks():
    letter = "Geachte heer, mevrouw, wij hebben uw aanvraag ontvangen. " * 800
    told(letter)


def test_a_key_word_that_no_phrase_has_is_refused(tmp_path):
    path = tmp_path / "verteld.yml"
    path.write_text(
        "sleutelwoorden: [griepje]\nregels:\n"
        '  - {over: persoon, zegt: {blijvend: ja}, zinnen: ["(is|toch) blijvend"]}\n'
    )
    with pytest.raises(KnowledgeRefused, match=r"regel 1.*'griepje'.*Schrijf") as refused:
        lexicon(path)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{over: persoon, zegt: {leeftijdje: 3}, zinnen: [a]}", "'leeftijdje' is geen vraag"),
        ("{over: persoon, zegt: {blijvend: soms}, zinnen: [a]}", "'soms' is geen antwoord"),
        ("{over: dier, zegt: {blijvend: ja}, zinnen: [a]}", "'dier' is onbekend"),
        ("{over: zaak, zinnen: [a]}", "vertelt niets"),
        ("{over: zaak, datum: blijvend, zinnen: [a]}", "geen vraag naar een dag"),
        ("{over: zaak, zegt: {blijvend: ja}, zinnen: ['a? b']}", "kan niet worden gelezen"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_line_and_what_to_write(tmp_path, line, says):
    path = tmp_path / "verteld.yml"
    path.write_text(f"regels:\n  - {line}\n")
    with pytest.raises(KnowledgeRefused, match=rf"regel 2.*{says}.*Schrijf") as refused:
        lexicon(path)
    assert str(path) in str(refused.value)
