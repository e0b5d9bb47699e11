"""Measures how hard our texts read, with the words and terms that stand in our data."""

from __future__ import annotations

import functools
from collections.abc import Collection
from pathlib import Path

from bot.care.readability import Lexicon, ReadingLevel, advice, measure
from bot.knowledge.files import current
from bot.knowledge.glossary import jargon
from bot.knowledge.marked import read_marked

WORDS = Path(__file__).resolve().parent / "words"
COMMON, FORMAL = WORDS / "frequentie.txt", WORDS / "formeel.yml"


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


@functools.lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return what a reader at B1 knows and which terms need an explanation, read once."""
    lines = current(COMMON).read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    return Lexicon(frozenset(words), formal_words(), jargon())


@functools.lru_cache(maxsize=2)
def formal_words(path: Path = FORMAL) -> dict[str, str]:
    """Return formal words with what to write instead.

    Raises:
        KnowledgeRefused: the file is no YAML, or a word has nothing instead or stands there twice.
    """
    rows = read_marked(path).mapping("formeel", ("formeel",))["formeel"].mapping("formeel")
    return {word: part.text(word) for word, part in rows.items()}


__all__ = ["ReadingLevel", "advice", "how_to_b1", "reading_level"]
