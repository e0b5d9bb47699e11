"""Mergers of municipalities, one row each: who ends, what begins, and how the old names lead on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.care.facts import ONE_DAY
from bot.care.regions import Gemeente, Period, Successor
from bot.knowledge.region_rows import Row, rows

COLUMNS = "gm_code gemeente provincie region_code sinds opgegaan"
BETWEEN = ";"
Gemeenten = dict[str, list[Gemeente]]
Successors = dict[str, list[Successor]]


def merge(folder: Path, gemeenten: Gemeenten) -> Successors:
    """Apply the mergers of ``fusies.csv`` to the municipalities and return where old names lead.

    The old ones end on the day before; the new one begins, unless it is one that went on.

    Raises:
        KnowledgeRefused: a row is wrong; the message says what to write instead.
    """
    successors: Successors = defaultdict(list)
    for row in rows(folder / "fusies.csv", COLUMNS):
        since, new = row.day("sinds"), row.filled("gemeente")
        if since is None:
            raise row.refused("sinds is leeg", "de dag waarop de nieuwe gemeente begon")
        names = [name.strip() for name in row.filled("opgegaan").split(BETWEEN) if name.strip()]
        old = [_ending(row, name, since, gemeenten) for name in names if name != new]
        if not old:
            raise row.refused("er gaat geen gemeente op", f"namen met een {BETWEEN} ertussen")
        _begin(row, new, since, gemeenten, old)
        for gemeente in old:
            kept = gemeenten[gemeente.name]
            until = Period(gemeente.period.valid_from, since - ONE_DAY)
            kept[-1] = replace(gemeente, period=until)
            successors[gemeente.name].append(Successor(new, since))
    return successors


def _ending(row: Row, name: str, since: dt.date, gemeenten: Gemeenten) -> Gemeente:
    """Return the municipality that ends; refused when it is not there or has ended."""
    if name not in gemeenten:
        raise row.refused(f"'{name}' staat niet in gemeenten.csv", "een naam uit die tabel")
    last = gemeenten[name][-1]
    if not last.period.covers(since - ONE_DAY):
        raise row.refused(f"{name} bestaat niet op {since - ONE_DAY}", "een andere dag of naam")
    return last


def _begin(
    row: Row, new: str, since: dt.date, gemeenten: Gemeenten, old: Sequence[Gemeente]
) -> None:
    """Add the new municipality, in a region of the old ones, unless one of that name goes on."""
    regions = sorted({gemeente.region_code for gemeente in old})
    provinces = sorted({gemeente.provincie for gemeente in old})
    if new in gemeenten:
        home = gemeenten[new][-1]
        if (home.region_code, home.provincie) != (row["region_code"], row["provincie"]):
            raise row.refused(
                f"{new} ligt in {home.provincie}, {home.region_code}", "dezelfde provincie en regio"
            )
        return
    row.one_of("region_code", regions)
    row.one_of("provincie", provinces)
    code = row["gm_code"]
    row.shaped("gm_code", code[:2] == "GM" and code[2:].isdigit() and len(code) == 6, "GM0268")
    gemeenten[new] = [Gemeente(code, new, row["provincie"], row["region_code"], Period(since))]
