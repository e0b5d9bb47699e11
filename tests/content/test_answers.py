"""The answers of now: all rules hold, every intent has its answer, and both channels show them.

What an answer must hold to are rules of bot/knowledge/answer_rules.py; that each rule refuses what it
should, with its line, is tested in tests/knowledge/test_answer_rules.py.
"""

import datetime as dt
import re
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from bot.care.texts import placeholders
from bot.channels.whatsapp.render import render
from bot.knowledge.answer_rules import fillable, problems
from bot.knowledge.answers import answers, labels
from bot.knowledge.domain import domain_names
from bot.knowledge.facts import facts
from bot.knowledge.readability import CORE, texts_of
from bot.knowledge.said import Said, answer_files, answers_in
from bot.knowledge.shown_rules import DANGER, EIGHT_LANGUAGES
from bot.knowledge.spoken import Words

ROOT = Path(__file__).parents[2]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())
INTENTS = DOMAIN["intents"]
TECHNICAL = {
    *"antwoord meer_uitleg makkelijker bron waarom terug".split(),
    *"agenda brief meeneemblad".split(),
    *"bewaar ga_verder".split(),
    *"begrip plan".split(),
}
#: their order in domain.yml: seven guided flows, then what is asked for information
INFORMATION = INTENTS[7 : 7 + 54]


@lru_cache
def rules():
    found = {}
    for path in sorted((ROOT / "data").glob("*/*.yml")):
        for rule in (yaml.load(path.read_text(), yaml.CSafeLoader) or {}).get("rules") or []:
            for step in rule["steps"]:
                if "intent" in step:
                    found[step["intent"]] = rule
    return found


@lru_cache
def every_said() -> tuple[Said, ...]:
    names = {}
    return tuple(one for path in answer_files() for one in answers_in(path, names))


def every_variant():
    return ((name, variant) for name, variants in answers().items() for variant in variants)


def test_every_answer_holds_to_every_rule():
    assert problems() == []


def test_the_catalogue_has_81_intents():
    assert len([i for i in INTENTS if i not in TECHNICAL]) == 81
    assert len(INFORMATION) == 54


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_has_a_rule_that_leads_to_something_that_exists(intent):
    known = {*answers(), *DOMAIN["actions"], *DOMAIN["forms"]}
    actions = [s["action"] for s in rules()[intent]["steps"] if "action" in s]
    assert actions
    assert set(actions) <= known


def test_the_rules_of_information_look_at_the_answer_of_every_information_intent():
    assert {one.intent for one in every_said() if one.is_information} == set(INFORMATION)


def test_no_source_was_read_in_the_future():
    for name, variant in every_variant():
        day = (variant.get("metadata") or {}).get("checked_on")
        assert day is None or date.fromisoformat(day) <= date(2026, 12, 31), name


@pytest.mark.parametrize("intent", [i for i in INTENTS if i not in TECHNICAL])
def test_every_intent_can_be_named_when_the_assistant_is_not_sure(intent):
    assert labels()[intent]


def test_an_answer_fits_whatsapp_with_its_choices_in_one_message():
    """The rule counts signs; this is what the channel really makes of it, the source below it too."""
    for name, variant in every_variant():
        buttons, meta = variant.get("buttons") or [], variant.get("metadata") or {}
        filled = re.sub(r"\{\w+\}", "1 januari 2027", variant.get("text", ""))
        said = render([{"text": filled, "buttons": buttons}])
        assert {c["payload"] for c in said.choices} == {b["payload"] for b in buttons}, name
        assert len(said.bodies) == 1 or name == EIGHT_LANGUAGES, name
        sourced = render([{"text": filled, "buttons": buttons, "source": meta.get("bron")}])
        assert len(sourced.bodies) <= 2, name


def test_on_any_later_day_no_amount_of_this_year_is_said():
    later = Words({}, dict.fromkeys(filled_by_the_talk(), "iets"), date(2029, 1, 2))
    for name, variant in every_variant():
        stale = (variant.get("metadata") or {}).get("verlopen")
        for part, text in texts_of(variant).items():
            said = later.into(text, stale if part == CORE else None)
            assert "€" not in said or not any(map(ends, placeholders(text))), (name, said)


def filled_by_the_talk():
    return fillable() - set(facts()) - {"naaste", "Naaste"}


def ends(name):
    return name in facts() and facts()[name].values[-1].valid_until is not None


WITH_FACTS = [
    pytest.param(name, variant, part, text, id=f"{name}-{part}-{at}")
    for at, (name, variant) in enumerate(every_variant())
    for part, text in texts_of(variant).items()
    if set(placeholders(text)) & set(facts())
]
#: where a reader can look: a site, a phone line, a body, or the article that the fact was read in
PLACES = re.compile(
    r"https://\S+|uw (?:zorgkantoor|zorgverzekeraar|gemeente)|bij de bron: \S+", re.IGNORECASE
)


@pytest.mark.parametrize(("name", "variant", "part", "text"), WITH_FACTS)
def test_when_a_fact_is_out_of_its_period_the_text_says_where_to_look(name, variant, part, text):
    """Long before any fact held, every text with one reads as after its last day."""
    before = dt.date(1990, 1, 1)
    stale = (variant.get("metadata") or {}).get("verlopen") if part == CORE else None
    said = Words({}, dict.fromkeys(filled_by_the_talk(), "iets"), before).into(text, stale)
    assert "actue" in said, said
    assert PLACES.search(said), said
    assert "€" not in said


def test_every_fact_that_ends_names_the_place_where_the_next_one_stands():
    for name, fact in facts().items():
        assert bool(fact.current_at) == ends(name), name


def test_the_safety_answers_are_those_that_the_net_gives():
    assert set(DANGER) <= set(answers())
    assert {name.removeprefix("utter_") for name in DANGER} <= domain_names().intents


def test_bopz_is_answered_as_it_is_today():
    (variant,) = answers()["utter_wat_is_bopz"]
    for word in ("BOPZ", "Wzd", "Wvggz", "2020"):
        assert word in variant["text"]


def test_no_text_says_that_the_bopz_is_only_one_of_the_two_laws_that_came_for_it():
    # the BOPZ held for psychiatry too, which the Wvggz has now: "BOPZ heet nu Wzd" is half of it
    for name, variant in every_variant():
        for text in texts_of(variant).values():
            assert not re.search(r"BOPZ (?:heet|is) (?:nu|sinds)", " ".join(text.split())), name


@pytest.mark.parametrize("intent", [i for i in INTENTS if i not in TECHNICAL])
def test_every_intent_has_a_test_conversation(intent):
    assert intent in intents_in_stories()


@lru_cache
def intents_in_stories():
    paths = (ROOT / "tests/conversations").glob("test_*.yml")
    stories = [s for p in paths for s in yaml.load(p.read_text(), yaml.CSafeLoader)["stories"]]
    return {step.get("intent") for story in stories for step in story["steps"]}
