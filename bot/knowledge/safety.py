"""Reads the patterns of danger and refuses a wrong one; how they are written stands in the file."""

from __future__ import annotations

import functools
from itertools import chain
from pathlib import Path

from bot.care.safety import SHORTEST_MENDED, errors_in
from bot.care.safety_patterns import Danger, Kind, Patterns, Rule, Strength
from bot.care.safety_text import pieces, plain
from bot.knowledge.marked import Marked, read_marked
from bot.knowledge.safety_phrases import Book, rule

WORDS = Path(__file__).resolve().parent / "words" / "veiligheid.yml"
SECTIONS = ("schrijfwijzen", "sleutelwoorden", "geen_typefout", "woorden", "onschuldig", "gevaar")
KINDS: tuple[Kind, ...] = ("crisis_suicide", "nood_medisch", "huiselijk_geweld")
STRENGTHS: tuple[Strength, ...] = ("duidelijk", "twijfel")


@functools.lru_cache(maxsize=2)
def patterns(path: Path = WORDS) -> Patterns:
    """Return the patterns of danger, compiled once.

    Raises:
        KnowledgeRefused: a pattern is wrong; the message says file, line and what to write.
    """
    parts = read_marked(path).mapping("veiligheid", SECTIONS)
    spellings = _spellings(parts["schrijfwijzen"])
    book = Book(frozenset(spellings))
    for name, entries in parts["woorden"].mapping("woorden").items():
        book.group(name, entries)
    harmless = tuple(rule(p, book, None) for p in parts["onschuldig"].items("onschuldig"))
    dangers = parts["gevaar"].mapping("gevaar", KINDS)
    rules = tuple(
        chain.from_iterable(
            _rules(dangers[kind], book, kind, strength) for strength in STRENGTHS for kind in KINDS
        )
    )
    book.refuse_unused()
    return _put_together(parts, spellings, book, (harmless, rules))


def _put_together(
    parts: dict[str, Marked],
    spellings: dict[str, tuple[str, ...]],
    book: Book,
    rules: tuple[tuple[Rule, ...], tuple[Rule, ...]],
) -> Patterns:
    key_words = _key_words(parts["sleutelwoorden"], book)
    alike = _words(parts["geen_typefout"], "geen_typefout")
    return Patterns(
        spellings=spellings,
        key_words=_by_length(key_words),
        known=frozenset(book.words) | frozenset(alike) | frozenset(spellings),
        words={word: tuple(slots) for word, slots in book.words.items()},
        prefixes={start: tuple(slots) for start, slots in book.prefixes.items()},
        prefix_lengths=tuple(sorted({len(start) for start in book.prefixes})),
        phrases=tuple(book.phrases),
        above=book.above(),
        harmless=rules[0],
        rules=rules[1],
    )


def _rules(part: Marked, book: Book, kind: Kind, strength: Strength) -> list[Rule]:
    found = part.mapping(kind, STRENGTHS)[strength]
    return [rule(line, book, Danger(kind, strength)) for line in found.items(strength)]


def _words(part: Marked, what: str) -> dict[str, Marked]:
    """Return plain words, written in one text or in several."""
    texts = part.items(what) if isinstance(part.content, list) else [part]
    found: dict[str, Marked] = {}
    for text in texts:
        for word in text.text(what).split():
            if pieces(word) != [word]:
                text.refuse(f"{what}: '{word}' is geen kaal woord", f"'{plain(word)}'")
            found[word] = text
    return found


def _spellings(part: Marked) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for meant, entries in part.mapping("schrijfwijzen").items():
        if pieces(meant) != meant.split():
            entries.refuse(f"schrijfwijzen: '{meant}' is geen kale tekst", f"'{plain(meant)}'")
        for word in _words(entries, "schrijfwijzen"):
            if word in found:
                entries.refuse(f"'{word}' staat er twee keer", "elke schrijfwijze één keer")
            found[word] = tuple(meant.split())
    return found


def _key_words(part: Marked, book: Book) -> tuple[str, ...]:
    words = _words(part, "sleutelwoorden")
    for word, at in words.items():
        if not book.knows(word):
            at.refuse(f"'{word}' staat in geen enkel patroon", "een woord uit de patronen")
    return tuple(words)


def _by_length(words: tuple[str, ...]) -> dict[int, tuple[str, ...]]:
    """Return for each length of a mistyped word the words that it may have been meant for."""
    longest = max(map(len, words)) + 2
    found = {}
    for length in range(SHORTEST_MENDED, longest + 1):
        errors = errors_in("x" * length)
        found[length] = tuple(word for word in words if abs(len(word) - length) <= errors)
    return found
