"""The lookup itself, on three invented regions; and that no text breaks it."""

from __future__ import annotations

import datetime as dt
import statistics
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.place_spelling import nearest
from bot.care.place_words import key_of, read
from bot.care.postcodes import postcodes
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
from bot.care.zorgkantoor import (
    Ambiguous,
    Found,
    Reason,
    Unknown,
    Why,
    extract_place,
    find_zorgkantoor,
    region_at,
)
from bot.errors import NotInForce
from bot.knowledge.zorgkantoren import region_tables

TODAY = dt.date(2026, 11, 22)
MERGER = dt.date(2030, 1, 1)
OPEN = Period()


def square(west: float, south: float) -> tuple[tuple[float, float], ...]:
    """Return a ring of a tenth of a degree."""
    east, north = west + 0.1, south + 0.1
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


def names(*rows: tuple[Kind, str, str]) -> dict[str, list[Name]]:
    index: dict[str, list[Name]] = {}
    for kind, label, target in rows:
        index.setdefault(key_of(label), []).append(Name(kind, label, target, len(label.split())))
    return index


@pytest.fixture
def tables() -> Tables:
    """Give Oosterdam in Oost, Westerdam and (until 2030) Zuiderveen in West, Noorderhout in Noord."""
    index = names(
        (Kind.PLAATS, "Oosterdam", "Oosterdam"),
        (Kind.PLAATS, "Westerdam", "Westerdam"),
        (Kind.PLAATS, "Zuiderveen", "Zuiderveen"),
        (Kind.PLAATS, "Molen", "Oosterdam"),
        (Kind.PLAATS, "Molen", "Westerdam"),
        (Kind.PLAATS, "Wel", "Noorderhout"),
        (Kind.GEMEENTE, "Oosterdam", "Oosterdam"),
        (Kind.GEMEENTE, "Zuiderveen", "Zuiderveen"),
        (Kind.GEMEENTE, "Noorderhout", "Noorderhout"),
        (Kind.BUITENLAND, "Overzee", "elders"),
    )
    return Tables(
        regions={
            "A": [Region("A", "Oost", "Zorgkantoor A", "https://a.nl", False, OPEN)],
            "B": [Region("B", "West", "Zorgkantoor B", "https://b.nl", True, OPEN)],
            "C": [Region("C", "Noord", "Zorgkantoor C", "https://c.nl", False, OPEN)],
        },
        gemeenten={
            "Oosterdam": [Gemeente("1", "Oosterdam", "Oostland", "A", OPEN)],
            "Westerdam": [Gemeente("2", "Westerdam", "Westland", "B", OPEN)],
            "Zuiderveen": [
                Gemeente("3", "Zuiderveen", "Westland", "B", Period(None, dt.date(2029, 12, 31)))
            ],
            "Noorderhout": [Gemeente("4", "Noorderhout", "Oostland", "C", OPEN)],
        },
        successors={"Zuiderveen": [Successor("Oosterdam", MERGER)]},
        postcodes={
            "1000": [Postcode("1000", "Oosterdam", "Oosterdam", "A")],
            "1234": [
                Postcode("1234", "Molen", "Oosterdam", "A"),
                Postcode("1234", "Molen", "Westerdam", "B"),
            ],
            "1999": [Postcode("1999", "Zuiderveen", "Zuiderveen", "B")],
        },
        names=index,
        ordinary={"wel": Ordinary.ZELDEN, "oosterdom": Ordinary.GEEN},
        spellings=[key for key in index if len(key) >= 5 and key != "overzee"],
        outlines=[Outline("A", square(5.0, 52.0)), Outline("B", square(5.1, 52.0))],
    )


def test_a_place_gives_the_region_and_whether_its_office_was_verified(tables: Tables) -> None:
    found = find_zorgkantoor("ik woon in Westerdam", tables, TODAY)
    assert found == Found(
        "B", "West", "Zorgkantoor B", "https://b.nl", "Westerdam", "Westerdam", None, "Westland",
        approximate=False, verified=True,
    )  # fmt: skip


def test_a_name_in_two_regions_asks_and_its_municipality_or_postcode_decides(
    tables: Tables,
) -> None:
    asked = find_zorgkantoor("Molen", tables, TODAY)
    assert isinstance(asked, Ambiguous)
    assert asked.reason is Reason.ZELFDE_NAAM
    for told in (
        "Molen (gemeente Oosterdam)",
        "1000 Molen",
        "Molen bij Oosterdam",
        "Molen, 1000 AB",
    ):
        found = find_zorgkantoor(told, tables, TODAY)
        assert isinstance(found, Found), told
        assert found.region_code == "A"


def test_an_old_municipality_moves_to_the_region_of_its_successor_on_the_day(
    tables: Tables,
) -> None:
    for typed in ("Zuiderveen", "gemeente Zuiderveen", "1999 AB"):
        codes = [
            found.region_code
            for day in (dt.date(2029, 12, 31), MERGER)
            if isinstance(found := find_zorgkantoor(typed, tables, day), Found)
        ]
        assert codes == ["B", "A"]


def test_two_equally_near_spellings_in_different_regions_are_asked(tables: Tables) -> None:
    asked = find_zorgkantoor("Wosterdam", tables, TODAY)
    assert isinstance(asked, Ambiguous)
    assert asked.reason is Reason.SPELLING
    assert {option.plaats for option in asked.options} == {"Oosterdam", "Westerdam"}
    assert all(option.approximate for option in asked.options)


def test_a_short_name_or_an_ordinary_word_is_never_corrected(tables: Tables) -> None:
    assert nearest("moln", tables) == []
    assert nearest("mole", tables) == []
    assert nearest("oosterdom", tables) == []
    assert nearest("oosterdan", tables) == ["oosterdam"]


def test_an_ordinary_word_is_a_place_only_alone_or_after_in_with_a_capital(tables: Tables) -> None:
    for place in ("wel", "Wel", "ik woon in Wel", "Wel (gemeente Noorderhout)", "ik woon in wel"):
        assert isinstance(find_zorgkantoor(place, tables, TODAY), Found), place
    for words in ("dat wil ik wel", "Wel nee", "in wel drie huizen", "IN WEL DRIE HUIZEN"):
        assert not isinstance(find_zorgkantoor(words, tables, TODAY), Found), words


def test_a_bare_year_is_no_postcode_beside_a_place_but_is_one_alone(tables: Tables) -> None:
    assert find_zorgkantoor("in 1999 kwam ik in Oosterdam", tables, TODAY) == find_zorgkantoor(
        "Oosterdam", tables, TODAY
    )
    alone = find_zorgkantoor("1999", tables, TODAY)
    assert isinstance(alone, Found)
    assert alone.pc4 == "1999"


@pytest.mark.parametrize(
    ("text", "pc4s"),
    [
        ("6511AB", ["6511"]),
        ("6511 ab", ["6511"]),
        ("6511-AB", ["6511"]),
        ("6511", ["6511"]),
        ("0651 AB", []),
        ("6511 euro", []),
        ("€ 6511", []),
        ("€6511", []),
        ("06 6511 1234", []),
        ("12-11-2026", []),
        ("2500mg", []),
        ("in 1942 is hij geboren", []),
        ("1942 is het jaar", []),
        ("6511 is mijn postcode", ["6511"]),
        ("6511 SS", ["6511"]),
        ("65111", []),
    ],
)
def test_four_digits_are_a_postcode_unless_they_count_something(text: str, pc4s: list[str]) -> None:
    assert [code.pc4 for code in postcodes(read(text))] == pc4s


def test_a_foreign_place_is_said_to_be_abroad(tables: Tables) -> None:
    for text in (
        "Overzee",
        "1000 Overzee",
        "Molen, Overzee",
        "B-1000",
        "12345",
        "Overzee bij Molen",
    ):
        assert find_zorgkantoor(text, tables, TODAY) == Unknown(Why.BUITENLAND), text


def test_more_places_than_four_or_a_very_long_text_is_too_much(tables: Tables) -> None:
    many = "Oosterdam en Westerdam en Zuiderveen en Molen en Oosterdam"
    assert find_zorgkantoor(many, tables, TODAY) == Unknown(Why.TE_VEEL)
    assert find_zorgkantoor("Oosterdam " * 300, tables, TODAY) == Unknown(Why.TE_VEEL)


def test_a_pin_is_answered_inside_asked_near_a_border_and_refused_abroad(tables: Tables) -> None:
    inside = region_at(52.05, 5.05, tables, TODAY)
    assert isinstance(inside, Found)
    assert (inside.region_code, inside.gemeente) == ("A", None)
    border = region_at(52.05, 5.099, tables, TODAY)
    assert isinstance(border, Ambiguous)
    assert ([o.region_code for o in border.options], border.reason) == (["A", "B"], Reason.GRENS)
    outside = region_at(52.05, 4.995, tables, TODAY)  # some hundred metres outside: maybe the coast
    assert isinstance(outside, Ambiguous)
    assert [option.region_code for option in outside.options] == ["A"]
    assert region_at(48.85, 2.35, tables, TODAY) == Unknown(Why.BUITENLAND)
    assert region_at(float("nan"), float("inf"), tables, TODAY) == Unknown(Why.BUITENLAND)


def test_a_region_without_a_row_for_the_day_is_an_error_not_a_guess(tables: Tables) -> None:
    with pytest.raises(NotInForce):
        tables.region("Z", TODAY)


WORDS = st.sampled_from(
    "ik woon in te uit gemeente bij Nijmegen beek hengelo best een 6511 ab 1942 de wijk (Gld) België"
    " provincie Limburg ' - , . 's st a/d 12345 €".split()
)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=200) | st.lists(WORDS, max_size=25).map(" ".join))
def test_no_text_breaks_the_lookup_and_a_place_taken_out_is_part_of_it(text: str) -> None:
    tables = region_tables()
    find_zorgkantoor(text, tables, TODAY)
    place = extract_place(text, tables)
    assert place is None or place in read(text).text


@settings(max_examples=60, deadline=None)
@given(
    lat=st.floats(allow_nan=True, allow_infinity=True),
    lon=st.floats(allow_nan=True, allow_infinity=True),
)
def test_no_pin_breaks_the_lookup(lat: float, lon: float) -> None:
    region_at(lat, lon, region_tables(), TODAY)


def test_a_lookup_takes_a_few_milliseconds() -> None:
    tables = region_tables()
    texts = [
        "Nijmegen",
        "6511 AB",
        "njmegen",
        "ik woon in tilberg",
        "zxqvw plork",
        "woont in x " * 80,
    ]
    took = []
    for text in texts * 5:
        start = time.process_time()
        find_zorgkantoor(text, tables, TODAY)
        took.append(time.process_time() - start)
    assert statistics.median(took) < 0.03
