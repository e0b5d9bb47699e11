"""What must be looked at again, and when: sources checked long ago, facts that end, changes of law."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.care.facts import Fact, Source, dutch_date
from bot.knowledge import rules
from bot.knowledge.answers import answers
from bot.knowledge.facts import facts
from bot.knowledge.glossary import glossary
from bot.knowledge.law_changes import law_changes
from bot.knowledge.marked import read_marked
from bot.knowledge.places import places

FILE = Path(__file__).parent / "law" / "nakijken.yml"
KINDS = ("V", "V-org", "V-old", "L", "G", "geen", "feit", "telefoon", "regel")
AHEAD = 60  # days
LAW = "bot/knowledge/law"
GLOSSARY = "bot/knowledge/words/begrippen.yml"


@dataclass(frozen=True)
class Due:
    """Something to look at again.

    Attributes:
        day: on which day at the latest.
        kind: ``antwoord``, ``feit``, ``begrip``, ``regel`` or ``wet``.
        name: what it is.
        why: the reason, in Dutch.
        place: file and line where it stands.
    """

    day: dt.date
    kind: str
    name: str
    why: str
    place: str


@functools.lru_cache(maxsize=1)
def periods(path: Path = FILE) -> Mapping[str, int]:
    """Return after how many days something is looked at again, by kind.

    Raises:
        KnowledgeRefused: a kind is missing or unknown, or is no number.
    """
    parts = read_marked(path).mapping("nakijken", ("dagen",))["dagen"].mapping("dagen", KINDS)
    return {kind: part.number(kind) for kind, part in parts.items()}


def due(on: dt.date, ahead: int = AHEAD) -> list[Due]:
    """Return what is due on a day or within some days after it, the first first."""
    until = on + dt.timedelta(days=ahead)
    every = [*_answers(), *_facts(), *_terms(), *_rows(), *_changes(on)]
    return sorted((one for one in every if one.day <= until), key=lambda one: (one.day, one.name))


def review_day(checked_on: dt.date, kind: str) -> dt.date:
    """Return the day on which something must be looked at again."""
    return checked_on + dt.timedelta(days=periods()[kind])


def _answers() -> Iterator[Due]:
    for name, variants in answers().items():
        meta = variants[-1].get("metadata") or {}
        if meta.get("bron"):
            checked = dt.date.fromisoformat(str(meta["checked_on"]))
            day = review_day(checked, str(meta.get("zekerheid") or "geen"))
            why = f"bron nagekeken op {dutch_date(checked)}: {meta['bron']}"
            yield Due(day, "antwoord", name, why, str(places()[name]))


def _facts() -> Iterator[Due]:
    for name, fact in facts().items():
        last = fact.values[-1]
        if last.valid_until:
            after = last.valid_until + dt.timedelta(days=1)
            why = f"geldt tot en met {dutch_date(last.valid_until)}: {last.source.text}"
            yield Due(after, "feit", name, why, str(places()[name]))
        else:
            due = (review_day(last.source.checked_on, k) for k in (_kind(fact), last.source.flag))
            yield Due(min(due), "feit", name, _why(last.source), str(places()[name]))


def _kind(fact: Fact) -> str:
    return "telefoon" if fact.name.startswith("tel_") else "feit"


def _terms() -> Iterator[Due]:
    for term in glossary().terms.values():
        yield _checked("begrip", term.name, term.source, term.source.flag, GLOSSARY)


def _rows() -> Iterator[Due]:
    for table in (rules.triage(), rules.wzd(), rules.uitslag()):
        for row in table.rows:
            place = f"{LAW}/{table.name}.yml"
            yield _checked("regel", f"{table.name}: {row.id}", row.source, "regel", place)
    for vorm in rules.leveringsvormen().vormen:
        place = f"{LAW}/leveringsvorm.yml"
        yield _checked("regel", f"leveringsvorm: {vorm.id}", vorm.source, "regel", place)


def _checked(what: str, name: str, source: Source, kind: str, place: str) -> Due:
    return Due(review_day(source.checked_on, kind), what, name, _why(source), place)


def _why(source: Source) -> str:
    return f"bron nagekeken op {dutch_date(source.checked_on)}: {source.text}"


def _changes(on: dt.date) -> Iterator[Due]:
    for change in law_changes():
        if change.day >= on:  # what is past has been done, or its facts say so
            yield Due(change.day, "wet", change.id, change.todo, f"{LAW}/wijzigingen.yml")
