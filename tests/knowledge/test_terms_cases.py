"""The worked cases of the jurist, and properties that hold on every day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.facts import ONE_DAY
from bot.care.objection import bezwaar_besluit
from bot.care.term_questions import asks_for_term, told_of_term
from bot.care.terms import (
    atw_shift,
    bezwaar_until,
    ciz_term,
    decreed_days,
    feestdagen,
    suspended_days,
    wmo_terms,
)
from bot.knowledge.facts import facts

CASES = yaml.safe_load((Path(__file__).parent / "terms_cases.yml").read_text(encoding="utf-8"))
TODAY = dt.date(2026, 11, 22)
FIRST, LAST = dt.date(2021, 1, 1), dt.date(2035, 12, 31)
DAYS = st.dates(FIRST, LAST)
Case = dict[str, Any]


def named(case: Case) -> str:
    return str(case["name"])


def day(case: Case, key: str) -> dt.date | None:
    return dt.date.fromisoformat(case[key]) if key in case else None


@pytest.mark.parametrize("case", CASES["ciz"], ids=named)
def test_the_ciz_has_until(case):
    waited = suspended_days(day(case, "gevraagd"), day(case, "compleet"))
    term = ciz_term(day(case, "ontvangen"), case.get("crisis", False), waited, facts(), TODAY)
    assert term.uiterste_datum == day(case, "uiterste")
    assert term.ingebreke_vanaf == (day(case, "brief_vanaf") or term.uiterste_datum + ONE_DAY)
    assert term.dwangsom_vanaf == (day(case, "dwangsom_rond") or term.dwangsom_vanaf)


@pytest.mark.parametrize("case", CASES["bezwaar"], ids=named)
def test_one_may_object_until(case):
    decided = day(case, "besluit")
    assert bezwaar_until(decided, facts()) == day(case, "tot")
    for key, committee in (("beslist", False), ("beslist_commissie", True)):
        until = bezwaar_besluit(decided, facts(), committee)
        assert until == (day(case, key) or until)


@pytest.mark.parametrize("case", CASES["vragen"], ids=lambda case: str(case["vraag"]))
def test_a_question_about_a_term_tells_whose_it_is(case):
    assert asks_for_term(case["vraag"]) == case["van"]
    told = told_of_term(case["vraag"], TODAY)
    expected = {k: v for k, v in case.items() if k not in ("vraag", "van")}
    assert {k: v for k, v in told.items() if k != "termijn_soort"} == expected


@pytest.mark.parametrize("case", CASES["wmo"], ids=named)
def test_the_gemeente_has_until(case):
    terms = wmo_terms(day(case, "melding"), facts(), day(case, "aanvraag"))
    assert terms.persoonlijk_plan_tot == day(case, "plan_tot")
    assert terms.onderzoek_tot == day(case, "onderzoek_tot")
    assert terms.aanvraag_vanaf == day(case, "aanvraag_vanaf")
    assert terms.besluit_tot == day(case, "besluit_tot")
    assert terms.ingebreke_vanaf == day(case, "brief_vanaf")


def test_every_day_from_2021_to_2035_has_an_answer_on_a_working_day():
    earlier = dt.date.min
    for number in range((LAST - FIRST).days + 1):
        received = FIRST + dt.timedelta(days=number)
        until = ciz_term(received, False, 0, facts(), TODAY).uiterste_datum
        assert is_working_day(until)
        assert earlier <= until
        earlier = until


@given(received=DAYS, crisis=st.booleans(), waited=st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_no_term_ends_in_a_weekend_or_on_a_holiday(received, crisis, waited):
    assert is_working_day(ciz_term(received, crisis, waited, facts(), TODAY).uiterste_datum)


@given(one=DAYS, other=DAYS, crisis=st.booleans(), waited=st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_who_applied_earlier_never_waits_until_later(one, other, crisis, waited):
    early, late = (
        ciz_term(received, crisis, waited, facts(), TODAY) for received in sorted((one, other))
    )
    assert early.uiterste_datum <= late.uiterste_datum
    assert early.ingebreke_vanaf <= late.ingebreke_vanaf


@given(received=DAYS, waited=st.integers(0, 400), longer=st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_waiting_longer_never_makes_the_term_shorter(received, waited, longer):
    short = ciz_term(received, False, waited, facts(), TODAY)
    long = ciz_term(received, False, waited + longer, facts(), TODAY)
    assert short.uiterste_datum <= long.uiterste_datum


@given(start=DAYS)
@settings(max_examples=60, deadline=None)
def test_a_term_moves_by_less_than_a_week_and_never_back(start):
    shifted = atw_shift(start)
    assert start <= shifted < start + dt.timedelta(days=7)
    assert atw_shift(shifted) == shifted


@given(sent=DAYS)
@settings(max_examples=60, deadline=None)
def test_an_objection_has_at_least_six_weeks(sent):
    until = bezwaar_until(sent, facts())
    assert is_working_day(until)
    assert until >= sent + dt.timedelta(weeks=facts()["bezwaartermijn"].number(sent))


def is_working_day(until: dt.date) -> bool:
    closed = feestdagen(until.year) | decreed_days(facts(), until)
    return until.weekday() < 5 and until not in closed
