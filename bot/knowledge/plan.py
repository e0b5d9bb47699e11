"""Reads the steps of a plan (words/plan.yml) and refuses one that can never be said as it stands."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.care.conditions import All, Case, Derived
from bot.care.glossary import bare
from bot.care.plan import VALUES, Step
from bot.knowledge.addresses import known_addresses
from bot.knowledge.answers import labels
from bot.knowledge.blanks import fact_names
from bot.knowledge.marked import Marked, read_marked
from bot.knowledge.phrases import condition

WORDS = Path(__file__).resolve().parent / "words" / "plan.yml"
#: filled in by the talk
FILLED = {"naaste", "Naaste", "zorgkantoor", "website", "bezwaar_tot", "uiterste_datum"}
#: what may only be said when it is known: placeholder -> name and value in the condition
NEEDS = {
    "zorgkantoor": ("plek", "bekend"),
    "website": ("plek", "bekend"),
    "bezwaar_tot": ("bezwaar", "bekend"),
    "uiterste_datum": ("besluit", "bekend"),
}
LONGEST_TITLE = 24
NAMES = {name: Derived(name, tuple(Case(v) for v in values)) for name, values in VALUES.items()}


@dataclass(frozen=True)
class PlanWords:
    """Steps, and how people ask for them.

    Attributes:
        steps: in order.
        questions: a whole message that asks for a plan.
        letter: words that make "ik begrijp het niet" be about a letter.
    """

    steps: tuple[Step, ...]
    questions: re.Pattern[str]
    letter: frozenset[str]


@functools.lru_cache(maxsize=2)
def plan(path: Path = WORDS) -> PlanWords:
    """Return the steps of a plan, read once.

    Raises:
        KnowledgeRefused: a condition, an intent or a placeholder does not exist, a title does not fit
            on its button, or a day is said where it may not be known.
    """
    top = read_marked(path).mapping("plan", ("vragen", "brief", "stappen"))
    rows = top["stappen"].mapping("stappen")
    questions = "|".join(f"(?:{_question(line)})" for line in top["vragen"].items("vragen"))
    letter = frozenset(line.text("brief") for line in top["brief"].items("brief"))
    return PlanWords(
        tuple(_step(name, row) for name, row in rows.items()), re.compile(questions), letter
    )


def asks_for_plan(text: str, words: PlanWords) -> bool:
    """Tell whether a whole message asks what to do first."""
    return words.questions.fullmatch(bare(text)) is not None


def about_letter(text: str, words: PlanWords) -> bool:
    """Tell whether a message names a letter."""
    return any(word in words.letter for word in bare(text).split())


def _question(line: Marked) -> str:
    text = line.text("vraag")
    try:
        re.compile(text)
    except re.error:
        line.refuse(f"'{text}' heeft een haak te veel of te weinig", "(a|b) en (a )?")
    return text


def _step(name: str, row: Marked) -> Step:
    parts = row.mapping(name, ("tekst",), ("als", "knop"))
    when = condition(parts["als"], NAMES) if "als" in parts else All()
    text = parts["tekst"].text("tekst")
    tests = {test.name: test.phrase for test in when.tests()}
    known_addresses(parts["tekst"])
    for blank in fact_names(parts["tekst"], name, FILLED):
        known, value = NEEDS.get(blank, ("", ""))
        if known and tests.get(known) != value:
            parts["tekst"].refuse(
                f"{name}: {{{blank}}} is niet altijd bekend", f"'{known}: {value}' bij 'als'"
            )
    return Step(name, text, when, _button(parts["knop"]) if "knop" in parts else None)


def _button(part: Marked) -> Mapping[str, str]:
    parts = part.mapping("knop", ("titel", "intent"))
    title, intent = parts["titel"].text("titel"), parts["intent"].text("intent")
    if len(title) > LONGEST_TITLE:
        parts["titel"].refuse(
            f"'{title}' past niet op een knop", f"hoogstens {LONGEST_TITLE} tekens"
        )
    if intent not in labels():
        parts["intent"].refuse(f"intent '{intent}' bestaat niet", "een intent uit domain.yml")
    return {"title": title, "payload": f"/{intent}"}
