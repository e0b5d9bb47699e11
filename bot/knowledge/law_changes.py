"""The calendar of the law: what changes on which day, and which answers it touches."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.care.facts import Source
from bot.care.texts import placeholders
from bot.knowledge.answers import answers
from bot.knowledge.facts import facts
from bot.knowledge.marked import Marked, read_marked

FILE = Path(__file__).parent / "law" / "wijzigingen.yml"
REQUIRED = ("id", "zekerheid", "wat", "doen", "source")
OPTIONAL = ("dag", "kijken_op", "feiten", "antwoorden")
CERTAIN, UNCERTAIN = "zeker", "onzeker"


@dataclass(frozen=True)
class Change:
    """Something in the law that changes, or may.

    Attributes:
        id: its short name.
        day: from which day on it holds, or, of what is uncertain, on which day to look again.
        certain: whether it is settled; what is not, no answer may state.
        what: what changes, in Dutch.
        todo: what an editor does about it.
        facts: names of the facts that end.
        answers: names of all answers that it touches, also through a fact in them.
        source: where this was read, and when.
    """

    id: str
    day: dt.date
    certain: bool
    what: str
    todo: str
    facts: tuple[str, ...]
    answers: tuple[str, ...]
    source: Source


@functools.lru_cache(maxsize=1)
def law_changes(path: Path = FILE) -> tuple[Change, ...]:
    """Return the calendar, by day.

    Raises:
        KnowledgeRefused: a row is wrong or stands there twice, or a fact that ends has no row.
    """
    top = read_marked(path).mapping("de kalender", ("wijzigingen",))["wijzigingen"]
    found: dict[str, Change] = {}
    for row in top.items("wijzigingen"):
        change = _change(row)
        if change.id in found:
            row.refuse(f"'{change.id}' staat er twee keer", "elke wijziging één keer")
        found[change.id] = change
    _every_end_is_there(top, found.values())
    return tuple(sorted(found.values(), key=lambda change: (change.day, change.id)))


def _change(row: Marked) -> Change:
    parts = row.mapping("een wijziging", REQUIRED, OPTIONAL)
    certain = _certain(parts["zekerheid"])
    key, other = ("dag", "kijken_op") if certain else ("kijken_op", "dag")
    if key not in parts or other in parts:
        row.refuse(f"bij '{parts['zekerheid'].content}' hoort '{key}'", f"'{key}: \"2027-01-01\"'")
    source = parts["source"].mapping("source", ("text", "checked_on"))
    ends = _names(parts.get("feiten"), facts(), "feit uit facts.yml")
    said = _names(parts.get("antwoorden"), answers(), "antwoord uit data/")
    return Change(
        parts["id"].text("id"),
        parts[key].day(key),
        certain,
        parts["wat"].text("wat"),
        parts["doen"].text("doen"),
        ends,
        tuple(dict.fromkeys([*said, *(a for name in ends for a in answers_with(name))])),
        Source(source["text"].text("text"), source["checked_on"].day("checked_on")),
    )


def _certain(part: Marked) -> bool:
    if part.text("zekerheid") not in (CERTAIN, UNCERTAIN):
        part.refuse(f"zekerheid '{part.content}' is er niet", f"{CERTAIN} of {UNCERTAIN}")
    return part.content == CERTAIN


def _names(part: Marked | None, known: Collection[str], kind: str) -> tuple[str, ...]:
    found = []
    for one in part.items("de namen") if part else ():
        name = one.text("een naam")
        if name not in known:
            one.refuse(f"'{name}' bestaat niet", f"de naam van een {kind}")
        found.append(name)
    return tuple(found)


def _every_end_is_there(top: Marked, rows: Collection[Change]) -> None:
    for name, fact in facts().items():
        last = fact.values[-1].valid_until
        after = last + dt.timedelta(days=1) if last else None
        if after and not any(name in row.facts and row.day == after for row in rows):
            top.refuse(
                f"{name} geldt tot en met {last}, en de kalender noemt dat niet",
                f'een wijziging met dag "{after}" en {name} bij feiten',
            )


def answers_with(fact: str) -> tuple[str, ...]:
    """Return the names of the answers in which a fact is filled in, in any part."""
    return tuple(name for name, used in _used().items() if fact in used)


@functools.lru_cache(maxsize=1)
def _used() -> dict[str, frozenset[str]]:
    return {
        name: frozenset(p for text in _texts(variants) for p in placeholders(text))
        for name, variants in answers().items()
    }


def _texts(part: Any) -> Iterator[str]:
    """Yield every text in a part of an answer, however deep."""
    if isinstance(part, str):
        yield part
    for inner in (
        part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    ):
        yield from _texts(inner)


def changes_of(answer: str) -> tuple[Change, ...]:
    """Return the changes that touch an answer.

    Raises:
        KnowledgeRefused: the calendar is wrong.
    """
    return tuple(change for change in law_changes() if answer in change.answers)
