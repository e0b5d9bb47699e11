"""Reads the rule tables of law/ and refuses one that is not complete on every day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from bot.care.conditions import All, Condition
from bot.care.facts import ONE_DAY, Source
from bot.care.leveringsvorm import Reason, Vorm, VormTable
from bot.care.questions import Inquiry
from bot.care.reach import reachable
from bot.care.tables import Row, Table
from bot.knowledge.inquiries import inquiry
from bot.knowledge.marked import Marked, read_marked
from bot.knowledge.phrases import Names, condition

LAW = Path(__file__).parent / "law"
Fields = Mapping[str, tuple[str, ...]]
HOLDS = ("source", "valid_from")


@lru_cache(maxsize=1)
def triage() -> Table:
    """Return the rules of vraag_wlz_of_wmo (Wlz art. 3.2.1), read once.

    Raises:
        KnowledgeRefused: the file is wrong (see ``load_table``).
    """
    return load_table(LAW / "triage.yml")


@lru_cache(maxsize=1)
def wzd() -> Table:
    """Return the rules of vraag_bopz (Wzd art. 21-29, Wvggz), read once.

    Raises:
        KnowledgeRefused: the file is wrong (see ``load_table``).
    """
    return load_table(LAW / "wzd.yml")


@lru_cache(maxsize=1)
def uitslag() -> Table:
    """Return the rules of uitslag_ontvangen (Awb, Blz), read once.

    Raises:
        KnowledgeRefused: the file is wrong (see ``load_table``).
    """
    return load_table(LAW / "uitslag.yml")


@lru_cache(maxsize=1)
def leveringsvormen() -> VormTable:
    """Return the leveringsvormen of the Wlz (art. 3.3.1-3.3.3), read once.

    Raises:
        KnowledgeRefused: the file is wrong (see ``load_vormen``).
    """
    return load_vormen(LAW / "leveringsvorm.yml")


def load_table(path: Path) -> Table:
    """Return the rule table of a file.

    Raises:
        KnowledgeRefused: something is unknown, missing or double, a period leaves a gap or overlaps,
            a row cannot be reached, or a day has no closing row; with line and what to write.
    """
    top = read_marked(path).mapping(
        "het bestand", ("questions", "outcome", "rows"), ("derived", "turning_points")
    )
    asked = inquiry(top["questions"], top.get("derived"))
    names = _names(asked)
    fields = _fields(top["outcome"])
    parts = top["rows"].items("rows")
    rows = tuple(_row(part, names, fields) for part in parts)
    table = Table(path.stem, asked, rows, _turning_points(top.get("turning_points"), asked))
    _check_periods(list(zip(rows, parts, strict=True)), top["rows"])
    _check_reach(table, dict(zip(rows, parts, strict=True)))
    return table


def load_vormen(path: Path) -> VormTable:
    """Return the leveringsvormen of a file.

    Raises:
        KnowledgeRefused: something is unknown, missing or double; with line and what to write.
    """
    top = read_marked(path).mapping("het bestand", ("questions", "vormen"), ("derived",))
    asked = inquiry(top["questions"], top.get("derived"))
    parts = top["vormen"].items("vormen")
    vormen = tuple(_vorm(part, _names(asked)) for part in parts)
    _check_periods(list(zip(vormen, parts, strict=True)), top["vormen"], closing=False)
    return VormTable(asked, vormen)


def _names(asked: Inquiry) -> Names:
    return {**asked.by_slot, **asked.by_name}


def _fields(part: Marked) -> Fields:
    return {
        name: tuple(value.text(name) for value in values.items(name))
        for name, values in part.mapping("outcome").items()
    }


def _row(part: Marked, names: Names, fields: Fields) -> Row:
    parts = part.mapping("de rij", ("id", *fields, *HOLDS), ("when", "valid_until"))
    outcome = {}
    for name, allowed in fields.items():
        outcome[name] = parts[name].text(name)
        if outcome[name] not in allowed:
            parts[name].refuse(f"{name}: '{outcome[name]}' is onbekend", " of ".join(allowed))
    first, last = _period(parts)
    when = _when(parts.get("when"), names)
    return Row(parts["id"].text("id"), when, outcome, _source(parts["source"]), first, last)


def _when(part: Marked | None, names: Names) -> Condition:
    if part is None:
        return All()
    if not part.mapping("when"):
        part.refuse("'when' is leeg", "een voorwaarde, of laat 'when' weg in de laatste rij")
    return condition(part, names)


def _source(part: Marked) -> Source:
    parts = part.mapping("source", ("text", "checked_on"))
    return Source(parts["text"].text("source.text"), parts["checked_on"].day("source.checked_on"))


def _period(parts: Mapping[str, Marked]) -> tuple[dt.date, dt.date | None]:
    first = parts["valid_from"].day("valid_from")
    if "valid_until" not in parts:
        return first, None
    last = parts["valid_until"].day("valid_until")
    if last < first:
        parts["valid_until"].refuse("valid_until ligt vóór valid_from", f'"{first}" of later')
    return first, last


def _turning_points(part: Marked | None, asked: Inquiry) -> tuple[str, ...]:
    found = [(p, p.text("turning_points")) for p in part.items("turning_points")] if part else []
    for point, slot in found:
        if slot not in asked.by_slot:
            point.refuse(f"'{slot}' is geen vraag", ", ".join(asked.by_slot))
    return tuple(slot for _, slot in found)


def _vorm(part: Marked, names: Names) -> Vorm:
    parts = part.mapping("de vorm", ("id", "when", "reasons", *HOLDS), ("valid_until", "never"))
    first, last = _period(parts)
    reasons = tuple(_reason(p, names) for p in parts["reasons"].items("reasons"))
    never = (
        tuple(_reason(p, names) for p in parts["never"].items("never")) if "never" in parts else ()
    )
    when = _when(parts["when"], names)
    name = parts["id"].text("id")
    return Vorm(name, when, reasons, never, _source(parts["source"]), first, last)


def _reason(part: Marked, names: Names) -> Reason:
    parts = part.mapping("de reden", ("key", "when"), ("points",))
    points = parts["points"].text("points") if "points" in parts else "0"
    if points not in {str(number) for number in range(-9, 10)}:
        parts["points"].refuse(f"points '{points}' is geen gewicht", "een heel getal van -9 t/m 9")
    return Reason(parts["key"].text("key"), _when(parts["when"], names), int(points))


Placed = Sequence[tuple[Row | Vorm, Marked]]


def _check_periods(rows: Placed, top: Marked, closing: bool = True) -> None:
    """Refuse a double id unless its periods join, and a day without a (closing) row."""
    for name in dict.fromkeys(row.id for row, _ in rows):
        same = [(row, part) for row, part in rows if row.id == name]
        for (earlier, _), (later, part) in pairwise(same):
            _check_joins(earlier, later, part)
    for day in _turns([row for row, _ in rows]):
        here = [(row, part) for row, part in rows if row.in_force(day)]
        if not here:
            top.refuse(f"op {day} geldt geen enkele rij", "een rij die op de vorige aansluit")
        last, part = here[-1]
        if closing and any(last.when.tests()):
            part.refuse(f"de laatste rij op {day} heeft voorwaarden", "een slotrij zonder 'when'")


def _check_joins(earlier: Row | Vorm, later: Row | Vorm, part: Marked) -> None:
    if earlier.valid_until is None or later.valid_from <= earlier.valid_until:
        part.refuse(
            f"'{later.id}' staat er twee keer en de perioden overlappen",
            "een andere id, of sluit de eerste rij met valid_until",
        )
    next_day = earlier.valid_until + ONE_DAY
    if later.valid_from > next_day:
        part.refuse(f"'{later.id}': een gat tussen de perioden", f'valid_from: "{next_day}"')


def _turns(rows: Sequence[Row | Vorm]) -> Iterator[dt.date]:
    """Yield the first day of every stretch on which the same rows are in force."""
    days = {row.valid_from for row in rows}
    days |= {row.valid_until + ONE_DAY for row in rows if row.valid_until}
    yield from sorted(days)


def _check_reach(table: Table, parts: Mapping[Row, Marked]) -> None:
    for day in _turns(table.rows):
        rows = table.on(day)
        for row in rows:
            if not reachable(table, rows, row):
                parts[row].refuse(
                    f"'{row.id}' wordt nooit bereikt: een eerdere rij geldt dan altijd al",
                    "de rij hoger in de tabel, of een engere voorwaarde in de rij ervoor",
                )
