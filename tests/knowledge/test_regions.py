"""The region tables: the jurist's cases, and what must always hold."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.moves import read_move
from bot.care.place_words import key_of
from bot.care.zorgkantoor import (
    Ambiguous,
    Found,
    Lookup,
    Unknown,
    coarse,
    extract_place,
    find_zorgkantoor,
    region_at,
)
from bot.knowledge.zorgkantoren import FOLDER, region_tables

TODAY = dt.date(2026, 11, 22)
CASES = yaml.safe_load((Path(__file__).parent / "regions_cases.yml").read_text(encoding="utf-8"))
DAYS = st.dates(dt.date(2021, 1, 1), dt.date(2035, 12, 31))


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def regions_of(found: Lookup) -> set[str]:
    if isinstance(found, Found):
        return {found.region_code}
    return (
        {option.region_code for option in found.options} if isinstance(found, Ambiguous) else set()
    )


def check(case: dict[str, Any], got: Lookup) -> None:
    if "weet_niet" in case:
        assert isinstance(got, Unknown), got
        assert got.reason.value == case["weet_niet"]
    elif "vraagt" in case:
        assert isinstance(got, Ambiguous), got
        assert (got.reason.value, [o.label for o in got.options]) == (case["vraagt"], case["keuze"])
    else:
        assert isinstance(got, Found), got
        want = case["antwoord"]
        assert (got.region, got.gemeente) == (want["regio"], want.get("gemeente"))
        assert got.approximate == (want.get("ongeveer") is not None)
        assert got.pc4 == want.get("pc4", got.pc4)


@pytest.mark.parametrize(
    "case", CASES["plekken"] + CASES["oude_gemeenten"], ids=lambda case: str(case["typt"])
)
def test_what_somebody_types_leads_to_the_region_the_case_says(case: dict[str, Any]) -> None:
    day = dt.date.fromisoformat(case["op"]) if "op" in case else TODAY
    check(case, find_zorgkantoor(case["typt"], region_tables(), day))


@pytest.mark.parametrize("case", CASES["berichten"], ids=lambda case: str(case["bericht"]))
def test_a_message_gives_the_place_it_names_or_none(case: dict[str, Any]) -> None:
    assert extract_place(case["bericht"], region_tables()) == case["plek"]


@pytest.mark.parametrize("case", CASES["pinnen"], ids=lambda case: str(case["waar"]))
def test_a_pin_lies_in_the_region_the_case_says(case: dict[str, Any]) -> None:
    lat, lon = case["pin"]
    check(case, region_at(lat, lon, region_tables(), TODAY))


@pytest.mark.parametrize("case", CASES["pinnen_getypt"], ids=lambda case: str(case["typt"]))
def test_a_pin_as_an_answer_leads_to_its_region(case: dict[str, Any]) -> None:
    check(case, find_zorgkantoor(case["typt"], region_tables(), TODAY))


def test_a_pin_is_kept_to_a_kilometre_and_words_as_they_are() -> None:
    assert coarse("@51.842123,5.861987") == "@51.84,5.86"
    assert coarse("Nijmegen") == "Nijmegen"


@pytest.mark.parametrize("case", CASES["verhuizingen"], ids=lambda case: str(case["typt"]))
def test_a_move_is_read_as_the_case_says(case: dict[str, Any]) -> None:
    move = read_move(case["typt"], region_tables(), TODAY)
    assert (move.new.gemeente if move else None) == case["straks"]
    if move:
        assert (move.old.gemeente if move.old else None) == case["nu"]


def test_every_postcode_leads_to_the_regions_of_the_table() -> None:
    expected = defaultdict(set)
    for row in table("postcodes.csv"):
        expected[row["pc4"]].add(row["region_code"])
    got = {
        pc4: regions_of(find_zorgkantoor(f"{pc4} AB", region_tables(), TODAY)) for pc4 in expected
    }
    assert got == expected


def test_every_place_is_found_in_its_regions() -> None:
    expected = defaultdict(set)
    for row in table("plaatsen.csv"):
        expected[row["plaats"]].add(row["region_code"])
    del expected["Nederland"]  # never meant as the hamlet
    missed = {
        place: regions
        for place, regions in expected.items()
        if not regions <= regions_of(find_zorgkantoor(place, region_tables(), TODAY))
    }
    assert missed == {}


def test_a_place_that_lies_in_one_region_is_answered_at_once() -> None:
    expected = defaultdict(set)
    for row in table("plaatsen.csv"):
        expected[row["plaats"]].add(row["region_code"])
    asks = {
        place
        for place, regions in expected.items()
        if len(regions) == 1
        and not isinstance(find_zorgkantoor(place, region_tables(), TODAY), Found)
    }
    # also a province, a divided municipality, or how people call another place
    assert asks == {"Zeeland", "Aalst", "Haaren", "Loenen", "Nieuwerkerk", "Nederland"}


def test_every_municipality_is_found_in_its_own_region() -> None:
    for row in table("gemeenten.csv"):
        got = find_zorgkantoor(f"gemeente {row['gemeente']}", region_tables(), TODAY)
        assert isinstance(got, Found), row
        assert (got.gemeente, got.region_code) == (row["gemeente"], row["region_code"])


def test_every_choice_on_a_button_leads_to_just_that_region() -> None:
    names = {row["plaats"] for row in table("plaatsen.csv")} | set(region_tables().successors)
    for name in names:
        got = find_zorgkantoor(name, region_tables(), TODAY)
        for option in got.options if isinstance(got, Ambiguous) else ():
            again = find_zorgkantoor(option.label, region_tables(), TODAY)
            assert isinstance(again, Found), option.label
            assert again.region_code == option.region_code


@settings(max_examples=40)
@given(day=DAYS)
def test_on_every_day_every_municipality_has_exactly_one_zorgkantoor(day: dt.date) -> None:
    tables = region_tables()
    for name in (*tables.gemeenten, *tables.successors):
        homes = tables.gemeenten_of(name, day)
        assert homes, name
        assert all(tables.region(home.region_code, day).zorgkantoor for home in homes)
        if name in tables.gemeenten:
            assert len({home.region_code for home in homes}) == 1


def test_no_office_is_called_verified_before_somebody_looked_it_up() -> None:
    assert not any(row.verified for rows in region_tables().regions.values() for row in rows)


def test_there_are_as_many_regions_as_the_law_has() -> None:
    assert len(region_tables().regions) == 31
    assert {outline.region_code for outline in region_tables().outlines} == set(
        region_tables().regions
    )


def test_a_name_has_no_phone_number_anywhere() -> None:
    assert not any("telefoon" in name or "phone" in name for name in table("zorgkantoren.csv")[0])


def test_two_spellings_of_a_name_share_a_key() -> None:
    for one, other in [
        ("'s-Hertogenbosch", "s hertogenbosch"),
        ("Súdwest-Fryslân", "sudwest fryslan"),
        ("Alphen aan den Rijn", "alphen a/d rijn"),
        ("St. Willebrord", "Sint Willebrord"),
        ("IJsselstein", "ĳsselstein"),
    ]:
        assert key_of(one) == key_of(other)
