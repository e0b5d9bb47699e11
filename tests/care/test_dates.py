"""Dates as people type them on Sunday 22 November 2026; never a silently wrong one."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.dates import (
    EARLIEST,
    DateReading,
    Doubt,
    FutureDate,
    ImpossibleDate,
    TooOldDate,
    checked,
    read_date,
)
from bot.care.facts import MONTHS, dutch_date

TODAY = dt.date(2026, 11, 22)

READ = {
    "2026-11-03": "3-11-2026 | 3/11/26 | 03.11.2026 | 2026-11-03 | 2026/11/3 | 3 11 2026 | 03112026 | "
    "3 november | 3 Nov. | 3 nov '26 | 3 november 2026 | 3 november 26 | de 3e november | 3nov | "
    "derde november | drie november | de derde van november | 03-11 | 3/11 | di 3 nov | "
    "dinsdag 3 november | ik denk 3 november | op 3 november kreeg ik een brief van het CIZ | "
    "3 novenber | 3 november dit jaar | 3 november om 14.30 uur | goedemorgen, 3 november | "
    "dinsdag 03-11-2026 om 9:15 | de 3e van deze maand | dinsdag de 3e",
    "2026-10-12": "12 oktober | de brief is van 12 oktober | 12 okotber | brief d.d. 12-10-2026 | "
    "12 oktober jongstleden | twaalf october",
    "2026-10-25": "vijfentwintig oktober | vijf en twintig oktober | 25 okt",
    "2025-11-03": "3 november 2025 | 3 november vorig jaar | vorig jaar op 3 november | 3-11-25",
    "2025-12-03": "3 december | 03-12 | drie december",
    "2024-02-29": "29 februari | 29-2",
    "2026-11-22": "vandaag | vanmorgen | 22 november",
    "2026-11-21": "gisteren | gisteravond | Gister | gisteren, 21 november | zaterdag 21/11",
    "2026-11-20": "eergisteren | eergister",
    "2026-11-10": "vorige week dinsdag | dinsdag vorige week | dinsdag van vorige week",
    "2026-11-16": "afgelopen maandag | maandag jl. | deze week maandag | laatste maandag",
    "2026-11-17": "dinsdag | dinsdagochtend | op dinsdag",
    "2026-11-08": "twee weken geleden | 2 weken geleden | 14 dagen geleden | veertien dagen terug",
    "2026-11-15": "een week geleden | 1 week geleden",
    "2026-10-03": "de 3e van vorige maand",
}

ASKED_BACK = {
    Doubt.PERIODE: "begin oktober | in oktober | eind oktober | half oktober 2025 | oktober | "
    "vorige week | vorige maand | vorig jaar | 10-2026 | eerste week van oktober",
    Doubt.TWEE_DATUMS: "3 november en 5 november | 3 of 4 november | 10-12 november | "
    "gisteren of eergisteren | gisteren 3 november | tussen 3 en 10 november",
    Doubt.WEEKDAG: "maandag 3 november | zondag | vorige dinsdag | afgelopen week dinsdag | "
    "de eerste dinsdag van november | drie weken geleden op dinsdag | dinsdag of woensdag | woensdag de 3e",
    Doubt.ONGEVEER: "ongeveer 3 november | rond 3 november | na 3 november | voor 3 november | "
    "3 november, de 4e | "
    "niet 3 november | ruim een week geleden | ongeveer twee weken geleden | een maand geleden | "
    "paar weken geleden | half jaar geleden | 2,5 weken geleden | twee a drie weken geleden | "
    "twee weken en drie dagen geleden | de 3e | onlangs | vorig weekend | 3 november? | "
    "is 3 november te laat? | 12 oktober, kenmerk 4455 | 06-12 34 56 78 | november 3 | nov 3 | "
    "begin oktober, 3 oktober | eind oktober, 3 november | twaalf november tweeduizendvijfentwintig | "
    "mijn moeder is 84 en de brief kwam 3 november | artikel 3.11 | "
    "3 november, de dag erna | twee dagen na 3 november",
}

REFUSED = {
    ImpossibleDate: "30 februari | 31 november | 32-11-2026 | 0 november | 13-13 | 11/23/2026 | "
    "29 februari 2025 | 2026-02-30 | 3-0-2026",
    FutureDate: "morgen | overmorgen | volgende week | komende dinsdag | over twee weken | "
    "23 november 2026 | 3 december dit jaar | 3-11-27 | 3 november 2030 | maandag a.s.",
    TooOldDate: "3-11-2014 | 31 december 2014 | 3-11-95 | 3 november 1026 | 12-03-1942",
}

NO_DATE = (
    "ja | nee | weet ik niet | 84 | wat is een pgb? | 6511 AB | € 3,50 | 06-12345678 | art. 3.2.4 | "
    "mijn moeder woont in Nijmegen | 1 | mevrouw Jansen | 20261103 | een maand | 3 weken"
)


def each(rows):
    return [
        pytest.param(text.strip(), key, id=text.strip())
        for key, texts in rows.items()
        for text in texts.split(" | ")
    ]


@pytest.mark.parametrize(("text", "day"), each(READ))
def test_what_people_type_is_the_day_they_mean(text, day):
    assert str(read_date(text, TODAY).day) == day


@pytest.mark.parametrize(("text", "doubt"), each(ASKED_BACK))
def test_what_can_be_more_than_one_day_is_asked_back(text, doubt):
    reading = read_date(text, TODAY)
    assert reading.day is None
    assert reading.doubt is doubt
    asked = "utter_datum_dubbelzinnig" if reading.candidates else "utter_datum_ongeveer"
    assert reading.response == asked


@pytest.mark.parametrize(("text", "failure"), each(REFUSED))
def test_what_cannot_be_is_refused_with_the_reason(text, failure):
    reading = read_date(text, TODAY)
    assert reading == DateReading(refused=failure)
    assert reading.response == failure.response


@pytest.mark.parametrize("text", [text.strip() for text in NO_DATE.split(" | ")])
def test_what_names_no_day_gives_no_day(text):
    assert not read_date(text, TODAY).found


def test_the_reasons_have_the_names_of_their_answers():
    names = [failure.response for failure in (ImpossibleDate, FutureDate, TooOldDate)]
    assert names == ["utter_datum_onmogelijk", "utter_datum_toekomst", "utter_datum_te_oud"]


def test_a_part_of_a_month_is_asked_back_with_its_days():
    assert read_date("begin oktober", TODAY).period == (dt.date(2026, 10, 1), dt.date(2026, 10, 10))
    assert read_date("in december", TODAY).period == (dt.date(2025, 12, 1), dt.date(2025, 12, 31))


def test_two_dates_are_asked_back_as_a_choice():
    days = (dt.date(2026, 11, 3), dt.date(2026, 11, 4))
    assert read_date("3 of 4 november", TODAY).candidates == days


def test_an_american_month_first_is_only_offered():
    assert read_date("november 3", TODAY).candidates == (dt.date(2026, 11, 3),)


def test_a_year_left_out_is_shown_as_assumed():
    assert read_date("3 december", TODAY).year_assumed
    assert not read_date("3 december 2025", TODAY).year_assumed
    assert not read_date("3 december vorig jaar", TODAY).year_assumed
    assert not read_date("gisteren", TODAY).year_assumed


def test_a_story_with_a_day_in_it_is_asked_back():
    story = "mijn moeder is gevallen op 3 november en toen kwam de dokter en die zei dat het zo niet ging"
    assert read_date(story, TODAY).candidates == (dt.date(2026, 11, 3),)


def test_a_weekday_today_can_be_today_or_a_week_ago():
    assert read_date("zondag", TODAY).candidates == (dt.date(2026, 11, 15), TODAY)


def test_the_same_words_mean_another_day_on_another_day():
    monday = dt.date(2026, 11, 23)
    assert read_date("afgelopen maandag", monday).day == dt.date(2026, 11, 16)
    assert read_date("22 november", dt.date(2026, 11, 21)).day == dt.date(2025, 11, 22)
    assert read_date("vorige maand de 31e", dt.date(2027, 1, 5)).day == dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "failure"), [(dt.date(2026, 11, 23), FutureDate), (dt.date(2014, 12, 31), TooOldDate)]
)
def test_a_day_out_of_reach_is_refused(day, failure):
    with pytest.raises(failure):
        checked(day, TODAY)


def test_the_first_day_of_the_wlz_and_today_are_within_reach():
    assert checked(EARLIEST, TODAY) == EARLIEST
    assert checked(TODAY, TODAY) == TODAY


@given(day=st.dates(EARLIEST, TODAY))
@settings(max_examples=80, deadline=None)
def test_a_full_date_in_any_notation_is_that_day(day):
    month = MONTHS[day.month - 1]
    for text in (
        day.isoformat(),
        day.strftime("%d-%m-%Y"),
        f"{day.day}/{day.month}/{day.year}",
        f"de brief van {dutch_date(day)}",
        f"{day.day} {month[:3] if month != 'maart' else 'mrt'}. {day.year}",
        dutch_date(day, with_weekday=True),
    ):
        assert read_date(text, TODAY).day == day, text


@given(day=st.dates(EARLIEST, TODAY), today=st.dates(TODAY, dt.date(2035, 12, 31)))
@settings(max_examples=80, deadline=None)
def test_a_date_without_a_year_is_the_last_one_that_came(day, today):
    read = read_date(f"{day.day} {MONTHS[day.month - 1]}", today).day
    assert (read.day, read.month) == (day.day, day.month)
    assert day <= read <= today


PIECES = st.sampled_from(
    "3 11 2026 november oktober 30 februari dinsdag vorige week geleden twee de 3e begin eind of en "
    "- / . , ? gisteren morgen jaar maand afgelopen ' 99999 0 § a.s. jl 1/2 12:30 uur van".split()
)


@given(text=st.text(max_size=500) | st.lists(PIECES, max_size=14).map(" ".join))
@settings(max_examples=250, deadline=None)
def test_whatever_is_typed_gets_a_reading_that_can_be(text):
    reading = read_date(text, TODAY)
    assert [bool(reading.day), bool(reading.doubt), bool(reading.refused)].count(True) <= 1
    for day in filter(None, (reading.day, *reading.candidates)):
        assert EARLIEST <= day <= TODAY


@pytest.mark.parametrize(
    "text", ["3 " * 250, "1-" * 250, "vorige " * 80, "een en " * 70, "a" * 500]
)
def test_long_noise_is_read_quickly(text):
    started = time.process_time()
    read_date(text, TODAY)
    assert time.process_time() - started < 1
