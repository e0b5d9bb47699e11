"""Terms of the field, and whether a text that uses one says what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
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


def is_used(term: Jargon, text: str) -> bool:
    """Tell whether a text uses a term."""
    return next(_mentions(term, text), None) is not None


def is_explained(term: Jargon, text: str) -> bool:
    """Tell whether a text says what a term means, or does not use it."""
    if any(meaning.lower() in text.lower() for meaning in term.meanings):
        return True
    spots = [(text[: m.start()], text[m.end() :]) for m in _mentions(term, text)]
    return not spots or any(_explains(before, after) for before, after in spots)


def _explains(before: str, after: str) -> bool:
    return bool(AFTER.match(after) or BEFORE.search(before) or _said_next(after))


def _said_next(after: str) -> bool:
    """Tell whether the next sentence says what the term at the end of this one is."""
    rest, point, following = after.partition(".")
    return bool(point) and len(rest.split()) <= NEAR and bool(NEXT.match(following))


def _mentions(term: Jargon, text: str) -> Iterator[re.Match[str]]:
    bare = ADDRESS.sub(_same_length, text)
    return (found for form in term.forms for found in re.finditer(_pattern(form), bare))


def _pattern(form: str) -> str:
    sensitive = "" if form.isupper() or form[1:] != form[1:].lower() else "(?i:"
    inner = re.escape(form)
    return rf"(?<![\w-]){sensitive}{inner}{')' if sensitive else ''}(?![\w-])"


def _same_length(found: re.Match[str]) -> str:
    return " " * len(found.group())
