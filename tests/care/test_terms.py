"""Holidays, suspension, order of dates and the penalty, on facts made for the test."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.dates import FutureDate, TooOldDate
from bot.care.facts import Fact, Source, Value
from bot.care.terms import (
    DECREED_DAYS,
    DateOrder,
    Stand,
    atw_shift,
    bezwaar_until,
    check_ciz_dates,
    ciz_term,
    dwangsom,
    feestdagen,
    length,
    stand,
    suspended_days,
    wmo_terms,
)
from bot.errors import KnowledgeRefused, NotInForce

TODAY = dt.date(2026, 11, 22)
START = dt.date(2015, 1, 1)
SOURCE = Source("proef", TODAY)


def fact(name: str, unit: str, *values: tuple[int | str, dt.date, dt.date | None]) -> Fact:
    return Fact(name, unit, [Value(amount, first, last, SOURCE) for amount, first, last in values])


def lasting(name: str, unit: str, amount: int | str) -> Fact:
    return fact(name, unit, (amount, START, None))


FACTS = {
    made.name: made
    for made in (
        fact(
            "ciz_beslistermijn",
            "weken",
            (6, START, dt.date(2026, 12, 31)),
            (8, dt.date(2027, 1, 1), None),
        ),
        lasting("ciz_crisistermijn", "weken", 2),
        lasting("ingebrekestelling_termijn", "weken", 2),
        lasting("bezwaartermijn", "weken", 6),
        lasting("dwangsom_trede", "dagen", 14),
        lasting("dwangsom_dag_eerste", "eurocent", 2300),
        lasting("dwangsom_dag_tweede", "eurocent", 3500),
        lasting("dwangsom_dag_derde", "eurocent", 4500),
        fact("dwangsom_maximum", "eurocent", (144200, dt.date(2019, 1, 1), None)),
        lasting("persoonlijk_plan_termijn", "dagen", 7),
        lasting("wmo_onderzoekstermijn", "weken", 6),
        lasting("wmo_beslistermijn", "weken", 2),
    )
}


def easter(year: int) -> dt.date:
    """Return Easter Day by Gauss's rule as Meeus wrote it; the check on the library."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * i) // 451
    return dt.date(year, (h + i - 7 * m + 114) // 31, (h + i - 7 * m + 114) % 31 + 1)


@pytest.mark.parametrize("year", range(2015, 2041))
def test_the_holidays_are_those_of_the_law_and_no_others(year):
    at = easter(year)
    kings_day = dt.date(year, 4, 27)
    by_law = {at + dt.timedelta(days=n) for n in (-2, 1, 39, 50)} | {
        dt.date(year, 1, 1),
        kings_day - dt.timedelta(days=kings_day.weekday() == 6),
        dt.date(year, 5, 5),
        dt.date(year, 12, 25),
        dt.date(year, 12, 26),
    }
    assert {day for day in feestdagen(year) if day.weekday() < 6} == {
        day for day in by_law if day.weekday() < 6
    }


def test_a_day_made_equal_by_decree_is_skipped_like_a_holiday():
    ascension = dt.date(2026, 5, 14)
    assert atw_shift(ascension) == dt.date(2026, 5, 15)
    assert atw_shift(ascension, {dt.date(2026, 5, 15)}) == dt.date(2026, 5, 18)


def test_a_decree_in_the_facts_moves_the_end_of_a_term():
    decree = fact(DECREED_DAYS, "tekst", ("2026-01-02 2026-05-15", dt.date(2026, 1, 1), None))
    until = bezwaar_until(dt.date(2026, 4, 2), {**FACTS, DECREED_DAYS: decree})
    assert until == dt.date(2026, 5, 18)


def test_a_decree_without_dates_is_refused():
    decree = lasting(DECREED_DAYS, "tekst", "15 mei")
    with pytest.raises(KnowledgeRefused, match="schrijf dagen als"):
        bezwaar_until(dt.date(2026, 4, 2), {**FACTS, DECREED_DAYS: decree})


def test_the_term_is_the_one_of_the_day_of_receipt():
    old = ciz_term(dt.date(2026, 12, 31), False, 0, FACTS, TODAY)
    new = ciz_term(dt.date(2027, 1, 1), False, 0, FACTS, TODAY)
    assert old.uiterste_datum == dt.date(2027, 2, 11)
    assert new.uiterste_datum == dt.date(2027, 2, 26)


def test_the_penalty_is_the_one_of_the_day_of_the_question():
    with pytest.raises(NotInForce):
        dwangsom(FACTS, dt.date(2018, 12, 31))
    assert dwangsom(FACTS, dt.date(2019, 1, 1)).maximum == 144200


def test_the_steps_of_the_penalty_add_up_to_its_maximum():
    penalty = dwangsom(FACTS, TODAY)
    assert [(t.eerste_dag, t.laatste_dag) for t in penalty.treden] == [(1, 14), (15, 28), (29, 42)]
    assert [t.bedrag for t in penalty.treden] == [32200, 49000, 63000]
    assert sum(t.bedrag for t in penalty.treden) == penalty.maximum


def test_a_missing_fact_is_named():
    with pytest.raises(KnowledgeRefused, match="bezwaartermijn ontbreekt"):
        bezwaar_until(TODAY, {})


def test_a_term_in_euros_is_refused():
    with pytest.raises(KnowledgeRefused, match="gebruik weken of dagen"):
        length(FACTS, "dwangsom_maximum", TODAY)


@pytest.mark.parametrize(
    ("asked", "complete", "waited"), [(1, 1, 0), (1, 2, 0), (1, 3, 1), (1, 30, 28)]
)
def test_the_clock_stands_still_between_asking_and_having(asked, complete, waited):
    assert suspended_days(dt.date(2026, 9, asked), dt.date(2026, 9, complete)) == waited


@pytest.mark.parametrize("known", [(None, None), (TODAY, None), (None, TODAY)])
def test_an_unknown_day_suspends_nothing(known):
    assert suspended_days(*known) == 0


def test_complete_before_it_was_asked_is_refused():
    with pytest.raises(DateOrder) as refusal:
        suspended_days(dt.date(2026, 10, 2), dt.date(2026, 10, 1))
    assert refusal.value.response == "utter_datum_volgorde"


@pytest.mark.parametrize(
    ("received", "asked", "complete", "failure"),
    [
        (dt.date(2026, 10, 2), dt.date(2026, 10, 1), None, DateOrder),
        (dt.date(2026, 10, 2), None, dt.date(2026, 10, 1), DateOrder),
        (dt.date(2026, 10, 2), dt.date(2026, 10, 5), dt.date(2026, 10, 4), DateOrder),
        (dt.date(2026, 11, 23), None, None, FutureDate),
        (dt.date(2026, 10, 2), dt.date(2026, 11, 23), None, FutureDate),
        (dt.date(2014, 12, 31), None, None, TooOldDate),
    ],
)
def test_days_that_cannot_be_are_refused(received, asked, complete, failure):
    with pytest.raises(failure):
        check_ciz_dates(received, asked, complete, TODAY)


def test_days_in_order_pass_also_when_equal_or_unknown():
    check_ciz_dates(TODAY, TODAY, TODAY, TODAY)
    check_ciz_dates(dt.date(2026, 10, 2), None, None, TODAY)


def test_an_application_before_the_melding_is_refused():
    with pytest.raises(DateOrder):
        wmo_terms(dt.date(2026, 10, 2), FACTS, dt.date(2026, 10, 1))


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (dt.date(2026, 11, 23), Stand.BINNEN_TERMIJN),
        (dt.date(2026, 11, 22), Stand.LAATSTE_DAG),
        (dt.date(2026, 11, 21), Stand.VERSTREKEN),
    ],
)
def test_a_term_stands_where_today_is(last, expected):
    assert stand(last, TODAY) is expected


@given(
    days=st.lists(st.dates(dt.date(2010, 1, 1), dt.date(2030, 1, 1)), min_size=3, max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_any_three_days_are_refused_or_give_a_suspension(days):
    received, asked, complete = days
    try:
        check_ciz_dates(received, asked, complete, TODAY)
    except (DateOrder, FutureDate, TooOldDate):
        return
    assert 0 <= suspended_days(asked, complete) <= (complete - asked).days
