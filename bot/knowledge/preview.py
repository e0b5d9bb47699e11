"""What people read on one day and not on another: texts with dated facts, facts, rows of the law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.care.facts import Fact, dutch_date
from bot.errors import NotInForce
from bot.knowledge import rules
from bot.knowledge.answers import answers
from bot.knowledge.dated import filled
from bot.knowledge.facts import facts

#: parts of an answer that are read as sentences, beside its text
PARTS = ("meer", "makkelijker", "waarom", "voorbeeld", "nu_doen", "verandert", "te_laat", "deuren")
NOTHING = "(geldt dan niet)"


@dataclass(frozen=True)
class Difference:
    """One text that is not the same on two days.

    Attributes:
        kind: ``antwoord``, ``feit`` or ``regel``.
        name: of the answer with the part (``utter_x: meer``), the fact, or the row of a table.
        before: how it reads on the first day.
        after: how it reads on the other.
    """

    kind: str
    name: str
    before: str
    after: str


def as_on(text: str, day: dt.date, stale: str | None = None) -> str:
    """Return a text as it reads on a day; what the talk fills in stands between square brackets."""

    def value(name: str) -> str:
        return facts()[name].spoken(day) if name in facts() else f"[{name.replace('_', ' ')}]"

    return filled(text, value, stale).strip()


def differences(first: dt.date, then: dt.date) -> list[Difference]:
    """Return everything that reads differently on two days."""
    pairs = [*_texts(first, then), *_facts(first, then), *_rows(first, then)]
    return [one for one in pairs if one.before != one.after]


def _texts(first: dt.date, then: dt.date) -> Iterator[Difference]:
    for name, variants in answers().items():
        for number, variant in enumerate(variants, 1):
            at = f"{name} ({number})" if len(variants) > 1 else name
            for part, text, stale in parts_of(variant):
                shown = f"{at}: {part}" if part != "text" else at
                before, after = as_on(text, first, stale), as_on(text, then, stale)
                yield Difference("antwoord", shown, before, after)


def parts_of(variant: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    """Yield the parts of an answer that are read: name, text, and what is said when a fact ended."""
    meta = variant.get("metadata") or {}
    yield "text", str(variant.get("text") or ""), meta.get("verlopen")
    for part in PARTS:
        if isinstance(meta.get(part), str):
            yield part, meta[part], None


def _facts(first: dt.date, then: dt.date) -> Iterator[Difference]:
    for name, fact in facts().items():
        yield Difference("feit", name, _spoken(fact, first), _spoken(fact, then))


def _spoken(fact: Fact, day: dt.date) -> str:
    try:
        return fact.spoken(day)
    except NotInForce:
        return NOTHING


def _rows(first: dt.date, then: dt.date) -> Iterator[Difference]:
    for name, start, end in rows_of_law():
        before, after = (_holds(start, end, day) for day in (first, then))
        yield Difference("regel", name, before, after)


def rows_of_law() -> Iterator[tuple[str, dt.date, dt.date | None]]:
    """Yield the rows of all tables: ``triage: <row>``, and the first and last day on which it holds."""
    for table in (rules.triage(), rules.wzd(), rules.uitslag()):
        for row in table.rows:
            yield f"{table.name}: {row.id}", row.valid_from, row.valid_until
    for vorm in rules.leveringsvormen().vormen:
        yield f"leveringsvorm: {vorm.id}", vorm.valid_from, vorm.valid_until


def _holds(start: dt.date, end: dt.date | None, day: dt.date) -> str:
    return "geldt" if start <= day and (end is None or day <= end) else NOTHING


def in_words(found: list[Difference], first: dt.date, then: dt.date) -> list[str]:
    """Return the differences as lines for a terminal."""
    lines = [f"Wat op {dutch_date(then)} anders is dan op {dutch_date(first)}:", ""]
    for one in found:
        lines += [f"{one.kind} {one.name}", *_marked("-", one.before), *_marked("+", one.after), ""]
    return [*lines, f"{len(found)} verschillen." if found else "Niets."]


def _marked(mark: str, text: str) -> list[str]:
    return [f"  {mark} {line}" for line in text.splitlines()]
