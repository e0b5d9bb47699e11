"""Measures how hard our texts read, with the words and terms that stand in our data."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from bot.care.jargon import used
from bot.care.readability import Lexicon, ReadingLevel, advice, measure
from bot.knowledge.answers import is_of_a_flow
from bot.knowledge.frequency import common_words
from bot.knowledge.glossary import jargon
from bot.knowledge.marked import read_marked

WORDS = Path(__file__).resolve().parent / "words"
#: texts that stand beside an answer
PARTS = (
    *"meer makkelijker verlopen waarom voorbeeld verandert nu_doen".split(),
    *"papieren vragen hulp deuren te_laat zeker".split(),
)
#: said on every page of a guided flow, which "wat betekent …?" explains at any moment
KNOWN_IN_FLOWS = frozenset({"CIZ", "Wlz"})
#: how the answer itself is called, beside the names of its parts
CORE = "kern"
FORMAL = WORDS / "formeel.yml"


def reading_level(text: str, explained: Collection[str] = ()) -> ReadingLevel:
    """Return how hard a Dutch text reads.

    Args:
        text: as in our data, with markup and ``{placeholders}``, or as a reader sees it.
        explained: names of terms that were explained before, such as in the answer that this text
            goes on about.
    """
    return measure(text, lexicon(), explained)


def how_to_b1(text: str, explained: Collection[str] = ()) -> list[str]:
    """Return what to change for a reader at B1, the worst sentence first; empty when it is B1."""
    level = reading_level(text, explained)
    return [] if level.is_b1 else list(advice(level))


def levels_of(name: str, variant: Mapping[str, Any]) -> dict[str, ReadingLevel]:
    """Return the level of each part of an answer, as its reader meets them.

    What the answer itself explains need not be explained in a part that is read after it. The easier
    version stands on its own.

    Args:
        name: of the answer, ``utter_wat_is_wlz``.
        variant: one of its variants.
    """
    parts = texts_of(variant)
    core = parts.get(CORE, "")
    met = {term.name for term in used(lexicon().jargon, core)}
    known = KNOWN_IN_FLOWS if is_of_a_flow(name) else frozenset()
    alone = (CORE, "makkelijker", "verlopen")
    return {
        part: reading_level(text, known if part in alone else known | met)
        for part, text in parts.items()
    }


def texts_of(variant: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts of a variant by part: ``kern``, ``meer``, ``makkelijker`` and so on."""
    meta = variant.get("metadata") or {}
    found = {CORE: variant.get("text"), **{part: meta.get(part) for part in PARTS}}
    return {part: str(text) for part, text in found.items() if text}


@functools.lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return what a reader at B1 knows and which terms need an explanation, read once."""
    return Lexicon(common_words(), formal_words(), jargon())


@functools.lru_cache(maxsize=2)
def formal_words(path: Path = FORMAL) -> dict[str, str]:
    """Return formal words with what to write instead.

    Raises:
        KnowledgeRefused: the file is no YAML, or a word has nothing instead or stands there twice.
    """
    rows = read_marked(path).mapping("formeel", ("formeel",))["formeel"].mapping("formeel")
    return {word: part.text(word) for word, part in rows.items()}


__all__ = ["ReadingLevel", "advice", "how_to_b1", "levels_of", "reading_level", "texts_of"]
