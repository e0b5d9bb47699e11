"""Reads bot/knowledge/regions: which zorgkantoor serves which place; refuses what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from bot.care.facts import ONE_DAY
from bot.care.place_words import WORD, key_of
from bot.care.regions import (
    Gemeente,
    Kind,
    Name,
    Ordinary,
    Outline,
    Period,
    Postcode,
    Region,
    Successor,
    Tables,
)
from bot.knowledge.fusies import merge
from bot.knowledge.region_rows import Row, rows

FOLDER = Path(__file__).parent / "regions"
PROVINCIES = (
    "Drenthe Flevoland Friesland Gelderland Groningen Limburg Noord-Brabant Noord-Holland Overijssel"
    " Utrecht Zeeland Zuid-Holland"
).split()
PERIOD = "valid_from valid_until"
#: kinds that a misspelt name is never corrected to
NOT_CORRECTED = (Kind.AFKORTING, Kind.BUITENLAND)
SHORTEST_CORRECTED = 5

Regions = dict[str, list[Region]]
Gemeenten = dict[str, list[Gemeente]]
Successors = dict[str, list[Successor]]
Names = dict[str, list[Name]]


@cache
def region_tables() -> Tables:
    """Return the tables of this project, read once.

    Raises:
        KnowledgeRefused: a table is wrong.
    """
    return load_tables(FOLDER)


def load_tables(folder: Path) -> Tables:
    """Return the tables in a folder.

    Raises:
        KnowledgeRefused: a line is wrong; the message says file, line and what to write instead.
    """
    regions = _regions(folder)
    gemeenten = _gemeenten(folder, regions)
    successors = _successors(folder, gemeenten, merge(folder, gemeenten))
    check = _Homes(regions, gemeenten, successors)
    postcodes = _postcodes(folder, check)
    names = _names(folder, check)
    ordinary = _ordinary(folder, names)
    return Tables(
        regions=regions,
        gemeenten=gemeenten,
        successors=successors,
        postcodes=postcodes,
        names=names,
        ordinary=ordinary,
        spellings=_spellings(names),
        outlines=_outlines(folder, regions),
    )


class _Homes:
    """Checks that a row leads to a municipality that exists, in the region it says."""

    def __init__(self, regions: Regions, gemeenten: Gemeenten, successors: Successors) -> None:
        self.regions = regions
        self.gemeenten = gemeenten
        self.successors = successors

    def gemeente(self, row: Row, column: str) -> str:
        """Return the municipality in a cell.

        Raises:
            KnowledgeRefused: it is not in gemeenten.csv, was divided, or lies in another region.
        """
        name = row[column]
        if name not in self.gemeenten:
            raise row.refused(f"'{name}' staat niet in gemeenten.csv", _meant(name, self.gemeenten))
        if len(self.successors.get(name, ())) > 1:
            new = ", ".join(successor.gemeente for successor in self.successors[name])
            raise row.refused(f"{name} is gesplitst", f"de nieuwe gemeente: {new}")
        codes = {gemeente.region_code for gemeente in self.gemeenten[name]}
        if row.cells.get("region_code", min(codes)) not in codes:
            raise row.refused(
                f"{name} ligt niet in {row['region_code']}", " of ".join(sorted(codes))
            )
        return name


def _meant(name: str, known: Iterable[str]) -> str:
    """Return advice for an unknown name: how the table spells it, if only that is wrong."""
    same = [other for other in known if key_of(other) == key_of(name)]
    return same[0] if same else "een naam uit die tabel, of daar een nieuwe rij"


def _regions(folder: Path) -> Regions:
    regions: Regions = defaultdict(list)
    columns = f"region_code regio zorgkantoor website nagekeken {PERIOD} bron"
    for row in rows(folder / "zorgkantoren.csv", columns):
        code = row["region_code"]
        row.shaped(
            "region_code", code[:2] == "ZK" and code[2:].isdigit() and len(code) == 4, "ZK16"
        )
        site = row.shaped(
            "website", row["website"].startswith("https://"), "https://www.voorbeeld.nl"
        )
        period = row.period()
        _follows_on(row, period, [region.period for region in regions[code]])
        checked = row.one_of("nagekeken", ("ja", "nee")) == "ja"
        name, office = row.filled("regio"), row.filled("zorgkantoor")
        row.filled("bron")
        regions[code].append(Region(code, name, office, site, checked, period))
    return dict(regions)


def _follows_on(row: Row, period: Period, earlier: Sequence[Period]) -> None:
    """Refuse a period that leaves a gap after the one before it, or overlaps it."""
    if not earlier:
        return
    end = earlier[-1].valid_until
    if end is None:
        raise row.refused(
            "de rij erboven is nog open", "daar een valid_until, of haal deze rij weg"
        )
    if period.valid_from != end + ONE_DAY:
        raise row.refused("de rij sluit niet aan op de vorige", f"als valid_from {end + ONE_DAY}")


def _gemeenten(folder: Path, regions: Regions) -> Gemeenten:
    gemeenten: Gemeenten = defaultdict(list)
    for row in rows(folder / "gemeenten.csv", f"gm_code gemeente provincie region_code {PERIOD}"):
        code, name = row["gm_code"], row.filled("gemeente")
        row.shaped("gm_code", code[:2] == "GM" and code[2:].isdigit() and len(code) == 6, "GM0268")
        _known_region(row, regions)
        period = row.period()
        _follows_on(row, period, [gemeente.period for gemeente in gemeenten[name]])
        province = row.one_of("provincie", PROVINCIES)
        gemeenten[name].append(Gemeente(code, name, province, row["region_code"], period))
    return dict(gemeenten)


def _known_region(row: Row, regions: Regions) -> str:
    if row["region_code"] not in regions:
        raise row.refused(
            f"regio '{row['region_code']}' staat niet in zorgkantoren.csv",
            "een code daaruit",
        )
    return row["region_code"]


def _successors(folder: Path, gemeenten: Gemeenten, merged: Successors) -> Successors:
    successors: Successors = defaultdict(list, merged)
    known = _Homes({}, gemeenten, {})
    for row in rows(folder / "oude_gemeenten.csv", "oude_naam gemeente sinds toelichting"):
        old, since = row.filled("oude_naam"), row.day("sinds")
        if since is None:
            raise row.refused("sinds is leeg", "de dag waarop de nieuwe gemeente begon")
        new = known.gemeente(row, "gemeente")
        if not any(gemeente.period.covers(since) for gemeente in gemeenten[new]):
            raise row.refused(
                f"{new} bestaat niet op {since}",
                "een andere dag, of een andere periode in gemeenten.csv",
            )
        if old in gemeenten and gemeenten[old][-1].period.valid_until != since - ONE_DAY:
            raise row.refused(
                f"{old} staat in gemeenten.csv als gemeente van {since}",
                f"daar als valid_until {since - ONE_DAY}, of haal deze rij weg",
            )
        successors[old].append(Successor(new, since))
    _all_ended_lead_on(folder, gemeenten, successors)
    return dict(successors)


def _all_ended_lead_on(folder: Path, gemeenten: Gemeenten, successors: Successors) -> None:
    for row in rows(folder / "gemeenten.csv", f"gm_code gemeente provincie region_code {PERIOD}"):
        name = row["gemeente"]
        if gemeenten[name][-1].period.valid_until is not None and name not in successors:
            raise row.refused(
                f"{name} houdt op, maar er is geen opvolger", "de opvolger in oude_gemeenten.csv"
            )


def _postcodes(folder: Path, check: _Homes) -> dict[str, list[Postcode]]:
    postcodes: dict[str, list[Postcode]] = defaultdict(list)
    for row in rows(folder / "postcodes.csv", "pc4 plaats gemeente region_code note"):
        pc4 = row["pc4"]
        row.shaped("pc4", len(pc4) == 4 and pc4.isdecimal() and pc4[0] != "0", "6511")
        gemeente = check.gemeente(row, "gemeente") if row["gemeente"] else ""
        region = _known_region(row, check.regions)
        if any(other.gemeente == gemeente for other in postcodes[pc4]):
            raise row.refused(f"{pc4} staat er al met deze gemeente", "maar een van de twee")
        postcodes[pc4].append(Postcode(pc4, row["plaats"], gemeente, region))
    return dict(postcodes)


def _names(folder: Path, check: _Homes) -> Names:
    names: Names = defaultdict(list)
    for gemeente in (*check.gemeenten, *check.successors):
        _add(names, Kind.GEMEENTE, gemeente, gemeente)
    for province in PROVINCIES:
        _add(names, Kind.PROVINCIE, province, province)
    for code, regions in check.regions.items():
        _add(names, Kind.REGIO, regions[-1].name, code)
    for row in rows(folder / "plaatsen.csv", "plaats gemeente region_code"):
        _add(names, Kind.PLAATS, row.filled("plaats"), check.gemeente(row, "gemeente"))
    _other_names(folder, names, check)
    for row in rows(folder / "buitenland.csv", "naam land"):
        if key_of(row.filled("naam")) in names:
            raise row.refused(
                f"{row['naam']} is ook een Nederlandse plaats", "niets: haal de rij weg"
            )
        _add(names, Kind.BUITENLAND, row["naam"], row.filled("land"))
    order = list(Kind)
    return {
        key: sorted(some, key=lambda name: order.index(name.kind)) for key, some in names.items()
    }


def _add(names: Names, kind: Kind, label: str, target: str) -> None:
    name = Name(kind, label, target, len(WORD.findall(label)))
    meanings = names[key_of(label)]
    if not any(other.kind is kind and other.target == target for other in meanings):
        meanings.append(name)


def _other_names(folder: Path, names: Names, check: _Homes) -> None:
    targets: dict[str, Callable[[Row], str]] = {
        "gemeente": lambda row: check.gemeente(row, "doel"),
        "plaats": lambda row: check.gemeente(row, "doel"),
        "provincie": lambda row: row.one_of("doel", PROVINCIES),
        "afkorting": lambda row: row.one_of("doel", PROVINCIES),
        "regio": lambda row: row.one_of("doel", sorted(check.regions)),
    }
    for row in rows(folder / "andere_namen.csv", "naam soort doel"):
        kind = row.one_of("soort", list(targets))
        _add(names, Kind(kind), row.filled("naam"), targets[kind](row))


def _ordinary(folder: Path, names: Names) -> dict[str, Ordinary]:
    """Return the ordinary words; a name that is never meant as a place is taken out of the names."""
    ordinary: dict[str, Ordinary] = {}
    for row in rows(folder / "gewone_woorden.csv", "woord plaatsnaam"):
        key = key_of(row.filled("woord"))
        rule = Ordinary(row.one_of("plaatsnaam", [choice.value for choice in Ordinary]))
        if (rule is Ordinary.GEEN) == (key in names):
            raise row.refused(
                f"'{row['woord']}' is {'wel' if key in names else 'geen'} plaatsnaam in de tabellen",
                "'geen' alleen bij een woord dat geen plaatsnaam is",
            )
        if rule is Ordinary.NOOIT:
            del names[key]
        ordinary[key] = rule
    return ordinary


def _spellings(names: Names) -> tuple[str, ...]:
    return tuple(
        key
        for key, meanings in names.items()
        if len(key) >= SHORTEST_CORRECTED and meanings[0].kind not in NOT_CORRECTED
    )


def _outlines(folder: Path, regions: Regions) -> tuple[Outline, ...]:
    outlines = []
    for row in rows(folder / "grenzen.csv", "region_code ring"):
        code = _known_region(row, regions)
        try:
            points = tuple((float(x), float(y)) for x, y in map(str.split, row["ring"].split(";")))
        except ValueError:
            raise row.refused("ring is niet te lezen", "lon lat;lon lat") from None
        if len(points) < 4 or any(a == b for a, b in pairwise(points)) or points[0] != points[-1]:
            raise row.refused("de ring is niet gesloten", "aan het eind weer het eerste punt")
        outlines.append(Outline(code, points))
    return tuple(outlines)
