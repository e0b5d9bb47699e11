"""Reads the patterns of danger and refuses a wrong one; how they are written stands in the file."""

from __future__ import annotations

import functools
from pathlib import Path

from bot.care.safety_patterns import Danger, Kind, Patterns, Rule, Strength
from bot.care.safety_text import pieces, plain
from bot.care.typing_errors import Mending
from bot.knowledge.marked import Marked, read_marked
from bot.knowledge.safety_phrases import SIGNS, Book, rule

WORDS = Path(__file__).resolve().parent / "words" / "veiligheid.yml"
SECTIONS = (
    *("schrijfwijzen", "sleutelwoorden", "korte_woorden", "geen_typefout", "gewone_woorden"),
    *("woorden", "onschuldig", "gevaar"),
)
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
    common = frozenset(_words(parts["gewone_woorden"], "gewone_woorden"))
    book = Book(frozenset(spellings), common | SIGNS)
    for name, entries in parts["woorden"].mapping("woorden").items():
        book.group(name, entries)
    rules = [rule(part, book, None) for part in parts["onschuldig"].items("onschuldig")]
    dangers = parts["gevaar"].mapping("gevaar", KINDS)
    for strength in STRENGTHS:
        for kind in KINDS:
            rules += _rules(dangers[kind], book, kind, strength)
    book.refuse_unused()
    return _put_together(parts, spellings, book, rules)


def _put_together(
    parts: dict[str, Marked],
    spellings: dict[str, tuple[str, ...]],
    book: Book,
    rules: list[Rule],
) -> Patterns:
    words = book.words()
    known = words | spellings.keys() | _words(parts["geen_typefout"], "geen_typefout").keys()
    short = _words(parts["korte_woorden"], "korte_woorden")
    slips = {slip: (word,) for word in short for slip in slips_of(word) if slip not in known}
    triggered: dict[str, list[int]] = {}
    for number, one in enumerate(rules):
        for word in one.triggers:
            triggered.setdefault(word, []).append(number)
    return Patterns(
        spellings=slips | spellings,
        mending=Mending.of(_key_words(parts["sleutelwoorden"], words), known | slips.keys()),
        parts=frozenset(word for word in words if "*" in word),
        slots=tuple(book.slots),
        rules=tuple(rules),
        triggered={word: tuple(numbers) for word, numbers in triggered.items()},
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


def _key_words(part: Marked, known: frozenset[str]) -> tuple[str, ...]:
    starts = tuple(word.removesuffix("*") for word in known if word.endswith("*"))
    found = _words(part, "sleutelwoorden")
    for word, at in found.items():
        if word not in known and not word.startswith(starts):
            at.refuse(f"'{word}' staat in geen enkel patroon", "een woord uit de patronen")
    return tuple(found)


def slips_of(word: str) -> set[str]:
    """Return how fingers slip on a short word: two neighbours swapped, or a letter doubled."""
    pairs = range(len(word) - 1)
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in pairs}
    return swapped | {word[:at] + word[at] + word[at:] for at in range(len(word))} - {word}
