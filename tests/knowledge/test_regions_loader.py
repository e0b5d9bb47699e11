"""Mergers and new offices in a copy of the region tables, and what their loader refuses."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from bot.care.regions import Tables
from bot.care.zorgkantoor import Found, find_zorgkantoor
from bot.errors import KnowledgeRefused
from bot.knowledge.zorgkantoren import FOLDER, load_tables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "regions"
    shutil.copytree(FOLDER, copy)
    return copy


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def add(folder: Path, name: str, line: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(line + "\n")


@pytest.fixture
def merged(folder: Path) -> Tables:
    """Give the tables in which Hilversum and Wijdemeren become the invented Gooiland: one row."""
    row = "GM9999,Gooiland,Noord-Holland,ZK21,2030-01-01,Hilversum;Wijdemeren"
    add(folder, "fusies.csv", row)
    return load_tables(folder)


@pytest.mark.parametrize(
    "typed", ["gemeente Hilversum", "Hilversum", "1211 AB", "Loosdrecht", "1231"]
)
def test_from_the_day_of_a_merger_the_old_ways_in_lead_to_the_new_municipality(
    merged: Tables, typed: str
) -> None:
    before = find_zorgkantoor(typed, merged, dt.date(2029, 12, 31))
    after = find_zorgkantoor(typed, merged, dt.date(2030, 1, 1))
    assert isinstance(before, Found)
    assert isinstance(after, Found)
    assert before.gemeente in ("Hilversum", "Wijdemeren")
    assert (after.gemeente, after.region_code) == ("Gooiland", "ZK21")


def test_a_municipality_that_goes_on_under_its_name_takes_in_another(folder: Path) -> None:
    row = "GM0402,Hilversum,Noord-Holland,ZK21,2030-01-01,Wijdemeren"
    add(folder, "fusies.csv", row)
    tables = load_tables(folder)
    for typed in ("gemeente Wijdemeren", "Loosdrecht", "Hilversum"):
        after = find_zorgkantoor(typed, tables, dt.date(2030, 1, 1))
        assert isinstance(after, Found), typed
        assert after.gemeente == "Hilversum"
    before = find_zorgkantoor("gemeente Wijdemeren", tables, dt.date(2029, 12, 31))
    assert isinstance(before, Found)
    assert before.gemeente == "Wijdemeren"


@pytest.mark.parametrize(
    ("row", "advice"),
    [
        ("GM9999,Gooiland,Noord-Holland,ZK21,2030-01-01,Hilverzum", "een naam uit die tabel"),
        ("GM9999,Gooiland,Noord-Holland,ZK21,,Hilversum", "de dag waarop"),
        ("GM9999,Gooiland,Noord-Holland,ZK02,2030-01-01,Hilversum", "ZK21"),
        ("GM9999,Gooiland,Utrecht,ZK21,2030-01-01,Hilversum", "Noord-Holland"),
        ("9999,Gooiland,Noord-Holland,ZK21,2030-01-01,Hilversum", "GM0268"),
        ("GM9999,Gooiland,Noord-Holland,ZK21,2030-01-01,Gooiland", "namen met een ;"),
        ("GM0402,Hilversum,Utrecht,ZK21,2030-01-01,Wijdemeren", "dezelfde provincie"),
    ],
)
def test_a_wrong_merger_is_refused_with_what_to_write(folder: Path, row: str, advice: str) -> None:
    add(folder, "fusies.csv", row)
    with pytest.raises(KnowledgeRefused, match=advice) as refused:
        load_tables(folder)
    assert "fusies.csv, regel 2" in str(refused.value)


def test_a_new_office_answers_from_its_first_day(folder: Path) -> None:
    first = "ZK16,Nijmegen,VGZ Zorgkantoor"
    lines = (folder / "zorgkantoren.csv").read_text("utf-8").splitlines()
    line = next(row for row in lines if row.startswith(first))
    ended = line.replace(",nee,,,", ",nee,,2027-12-31,")
    new = "ZK16,Nijmegen,Zorgkantoor Voorbeeld,https://www.voorbeeld.nl,ja,2028-01-01,,voorbeeld"
    change(folder, "zorgkantoren.csv", line, f"{ended}\n{new}")
    tables = load_tables(folder)
    offices = [
        find_zorgkantoor("Malden", tables, day)
        for day in (dt.date(2027, 12, 31), dt.date(2028, 1, 1))
    ]
    assert [(o.zorgkantoor, o.verified) for o in offices if isinstance(o, Found)] == [
        ("VGZ Zorgkantoor", False),
        ("Zorgkantoor Voorbeeld", True),
    ]


#: what is wrong -> the file, what stands there, what is written instead, and the advice
REFUSED = {
    "an unknown region": (
        "gemeenten.csv",
        "GM0268,Nijmegen,Gelderland,ZK16",
        "GM0268,Nijmegen,Gelderland,ZK99",
        "ZK99",
    ),
    "a province that does not exist": (
        "gemeenten.csv",
        "Nijmegen,Gelderland",
        "Nijmegen,Gelre",
        "Gelderland",
    ),
    "a day that is none": (
        "gemeenten.csv",
        "Nijmegen,Gelderland,ZK16,,",
        "Nijmegen,Gelderland,ZK16,1-1-2027,",
        "2027-01-01",
    ),
    "an end without a successor": (
        "gemeenten.csv",
        "Nijmegen,Gelderland,ZK16,,",
        "Nijmegen,Gelderland,ZK16,,2029-12-31",
        "oude_gemeenten.csv",
    ),
    "a misspelt municipality": (
        "plaatsen.csv",
        "Malden,Heumen,",
        "Malden,heumen,",
        "Schrijf: Heumen",
    ),
    "a place in another region": (
        "plaatsen.csv",
        "Malden,Heumen,ZK16",
        "Malden,Heumen,ZK04",
        "ZK16",
    ),
    "a postcode of five digits": (
        "postcodes.csv",
        "\n6511,",
        "\n65111,",
        "6511",
    ),
    "a postcode twice": (
        "postcodes.csv",
        "\n6511,Nijmegen,Nijmegen,ZK16,\n",
        "\n6511,Nijmegen,Nijmegen,ZK16,\n6511,Nijmegen,Nijmegen,ZK16,\n",
        "6511",
    ),
    "a successor that does not exist": (
        "oude_gemeenten.csv",
        "Beemster,Purmerend",
        "Beemster,Purmer",
        "gemeenten.csv",
    ),
    "an old name that still is one": (
        "oude_gemeenten.csv",
        "Beemster,Purmerend",
        "Nijmegen,Purmerend",
        "valid_until",
    ),
    "an empty line": (
        "oude_gemeenten.csv",
        "Beemster,Purmerend,2022-01-01,\n",
        "Beemster,Purmerend,2022-01-01,\n\n",
        "velden",
    ),
    "a website without https": (
        "zorgkantoren.csv",
        "https://www.cz",
        "www.cz",
        "https://",
    ),
    "a word about verification": (
        "zorgkantoren.csv",
        ",nee,",
        ",misschien,",
        "ja of nee",
    ),
    "an unknown kind of name": (
        "andere_namen.csv",
        "Den Haag,gemeente",
        "Den Haag,stad",
        "gemeente of plaats",
    ),
    "an ordinary word that is no place": (
        "gewone_woorden.csv",
        "\nbest,",
        "\nbeste,",
        "geen",
    ),
    "a foreign place that is Dutch": (
        "buitenland.csv",
        "Antwerpen,",
        "Nijmegen,",
        "haal de rij weg",
    ),
    "a ring that is not closed": (
        "grenzen.csv",
        "4.955 52.278\n",
        "4.955 52.279\n",
        "eerste punt",
    ),
    "a header that differs": (
        "plaatsen.csv",
        "plaats,gemeente,region_code",
        "naam,gemeente,region_code",
        "plaats,gemeente",
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_wrong_row_is_refused_with_its_line_and_what_to_write(folder: Path, why: str) -> None:
    name, old, new, advice = REFUSED[why]
    change(folder, name, old, new)
    with pytest.raises(KnowledgeRefused) as refused:
        load_tables(folder)
    assert "regel" in str(refused.value)
    assert ".csv" in str(refused.value)
    assert advice in str(refused.value)


def test_a_postcode_of_a_divided_municipality_is_refused(folder: Path) -> None:
    change(
        folder, "gemeenten.csv", "Heumen,Gelderland,ZK16,,", "Heumen,Gelderland,ZK16,,2029-12-31"
    )
    add(folder, "oude_gemeenten.csv", "Heumen,Nijmegen,2030-01-01,gesplitst")
    add(folder, "oude_gemeenten.csv", "Heumen,Wijchen,2030-01-01,gesplitst")
    with pytest.raises(KnowledgeRefused, match=r"postcodes\.csv.*gesplitst.*Nijmegen, Wijchen"):
        load_tables(folder)


def test_a_missing_table_is_refused_by_name(folder: Path) -> None:
    (folder / "grenzen.csv").unlink()
    with pytest.raises(KnowledgeRefused, match=r"grenzen\.csv"):
        load_tables(folder)
