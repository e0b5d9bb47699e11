import datetime as dt

import pytest
from icalendar import Calendar

from bot.documenten.agenda import Day, calendar_file
from bot.documenten.maken import make
from bot.documenten.verwijzing import DocumentUnknown, Wish
from tests.documenten.wishes import NOW, OBJECTION, TERM, TODAY


def entries(wish, on=TODAY):
    made = make(wish, "ics", on, NOW)
    assert made.kind.startswith("text/calendar")
    calendar = Calendar.from_ical(made.content)
    assert calendar["x-wr-timezone"] == "Europe/Amsterdam"
    return {event["dtstart"].dt: event for event in calendar.walk("VEVENT")}


def test_each_day_that_was_worked_out_is_a_whole_day_in_the_calendar():
    found = entries(Wish("agenda", {**TERM, **OBJECTION}))
    days = [TERM["uiterste_datum"], TERM["ingebreke_vanaf"], TERM["dwangsom_vanaf"]]
    assert list(map(str, sorted(found))) == sorted([*days, OBJECTION["bezwaar_tot"]])
    for day, event in found.items():
        assert type(day) is dt.date  # a date without a clock
        assert event["dtend"].dt == day + dt.timedelta(days=1)
        assert event["summary"].params["language"] == "nl"


def test_every_entry_says_about_when_and_where_to_check_it():
    for event in entries(Wish("agenda", {**TERM, **OBJECTION})).values():
        assert "rond deze dag" in str(event["summary"])
        assert "controleer op uw brief" in str(event["description"]).lower()
        assert "{" not in str(event["description"])


def test_an_entry_names_the_day_that_it_was_calculated_from():
    found = entries(Wish("agenda", {**TERM, **OBJECTION}))
    assert "3 november 2026" in str(found[dt.date(2026, 12, 15)]["description"])
    assert "10 november 2026" in str(found[dt.date(2026, 12, 22)]["description"])


def test_the_same_file_taken_in_twice_gives_each_day_once():
    wish = Wish("agenda", TERM)
    later = make(wish, "ics", TODAY, NOW + dt.timedelta(hours=3)).content
    ids = [str(e["uid"]) for e in entries(wish).values()]
    assert ids == [str(e["uid"]) for e in Calendar.from_ical(later).walk("VEVENT")]
    assert len(set(ids)) == 3


def test_a_term_that_may_have_stood_still_says_so_with_each_day_of_the_ciz():
    found = entries(Wish("agenda", {**TERM, **OBJECTION}, onzeker=True))
    unsure = [day for day, e in found.items() if "stilstand wordt het later" in e["description"]]
    assert len(unsure) == 3
    assert dt.date(2026, 12, 22) not in unsure


def test_days_that_have_passed_are_left_out():
    found = entries(Wish("agenda", TERM), on=dt.date(2026, 12, 16))
    assert sorted(map(str, found)) == [TERM["ingebreke_vanaf"], TERM["dwangsom_vanaf"]]
    with pytest.raises(DocumentUnknown):
        make(Wish("agenda", TERM), "ics", dt.date(2027, 3, 1), NOW)


def test_signs_that_mean_something_in_a_calendar_file_stay_words():
    text = "Komma, punt; en \\ en\nBEGIN:VEVENT"
    (event,) = Calendar.from_ical(calendar_file([Day("bezwaar_tot", TODAY, text, text)], NOW)).walk(
        "VEVENT"
    )
    assert str(event["description"]) == text
