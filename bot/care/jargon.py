"""Terms of the field, and whether a text that uses one says what it means."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ADDRESS = re.compile(r"https?://\S+|\b[\w.-]+\.(?:nl|com|org)\b\S*")
#: words that may stand between a term and the full stop after which it is explained
NEAR = 3
#: "(…)", ", dat …", "is een …", ": …" after the term
AFTER = re.compile(
    r"\*{0,2}(?: [(]|: |, (?:dat|die|de|het|een|ofwel|dus|waar) | (?:betekent|heet|heten)\b"
    r"| (?:is|zijn) (?:een|de|het|geld|zorg|hulp|iemand|mensen|voor|er voor)\b)"
)
#: "dat heet …", ": de …", "… (" before it
BEFORE = re.compile(
    r"(?:\bhe(?:et|ten)(?: \w+){0,2}|\bnoem\w*(?: \w+){0,2}|:|\w \(|\bword\w* (?:een|de|het))"
    r"(?: (?:de|het|een|ook|nu))*\s*\*{0,2}$",
    re.IGNORECASE,
)
#: how the sentence after it goes on when it explains
NEXT = re.compile(r"\s*(?:Dat|Dit|Die|Zo|Daarmee|Daarin|In die|Hij|Zij|Het)\b")


@dataclass(frozen=True)
class Jargon:
    """A term that a text must explain where it first stands.

    Attributes:
        name: as it is listed, ``Wlz``.
        forms: how it is written, the name included; short ones in capitals count as they stand.
        meanings: words that explain it when they stand in the text: ``Wet langdurige zorg``.
    """

    name: str
    forms: tuple[str, ...]
    meanings: tuple[str, ...] = ()


def used(terms: Iterable[Jargon], text: str) -> Iterator[Jargon]:
    """Yield the terms that a text uses; an address of a page uses none."""
    bare = ADDRESS.sub(_same_length, text)
    small = bare.lower()
    for term in terms:
        named = any(form.lower() in small for form in term.forms)
        if named and _pattern(term.forms).search(bare):
            yield term


def unexplained(terms: Iterable[Jargon], text: str) -> Iterator[Jargon]:
    """Yield the terms that a text uses without saying what they mean."""
    bare = ADDRESS.sub(_same_length, text)
    for term in used(terms, text):
        known = any(meaning.lower() in bare.lower() for meaning in term.meanings)
        spots = _pattern(term.forms).finditer(bare)
        if not known and not any(_explains(bare[: m.start()], bare[m.end() :]) for m in spots):
            yield term


def _explains(before: str, after: str) -> bool:
    return bool(AFTER.match(after) or BEFORE.search(before) or _said_next(after))


def _said_next(after: str) -> bool:
    """Tell whether the next sentence says what the term at the end of this one is."""
    rest, point, following = after.partition(".")
    return bool(point) and len(rest.split()) <= NEAR and bool(NEXT.match(following))


@functools.cache
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for a term; one with capitals inside is found only as it is written."""
    parts = (
        re.escape(form) if _has_capitals(form) else f"(?i:{re.escape(form)})" for form in forms
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])")


def _has_capitals(form: str) -> bool:
    return form.isupper() or form[1:] != form[1:].lower()


def _same_length(found: re.Match[str]) -> str:
    return " " * len(found.group())
