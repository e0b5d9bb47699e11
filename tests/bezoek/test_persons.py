"""The words of the simulated visitor: complete, and days that mean what they should."""

import datetime as dt
import random

import pytest

from actions.flows import FLOWS
from bench.bezoek.persons import (
    DATES,
    Person,
    in_free_words,
    mistyped,
    people,
    spoken_day,
    words,
)
from bench.stromen.courses import walked
from bot.care.dates import read_date
from bot.knowledge.questions import question

TODAY = dt.date(2026, 11, 22)
CHOICES = [
    (slot, value)
    for flow in FLOWS.values()
    for slot in flow.slots
    if slot not in ("relatie", "leeftijd", "plek", *DATES, "zorgprofiel", "terugbellen")
    and not slot.startswith("overdracht")
    for value in question(slot).values
]


@pytest.mark.parametrize(("slot", "value"), CHOICES)
def test_the_visitor_has_words_of_their_own_for_every_answer(slot, value):
    person = Person("triage", random.Random(1), TODAY)
    assert in_free_words(person, slot, [value] if slot in ("grondslag", "hulp_nodig") else value)


def test_a_day_is_typed_so_that_it_can_mean_that_day_only():
    chance = random.Random(1)
    for number in range(120):
        day = TODAY - dt.timedelta(days=number)
        said = spoken_day(day.isoformat(), chance)
        assert read_date(said, TODAY).day == day, said


def test_a_typing_error_swaps_two_letters_of_a_long_word():
    assert mistyped("ja hoor", random.Random(1)) is None
    wrong = mistyped("hij is psychiatrisch", random.Random(1))
    assert wrong != "hij is psychiatrisch"
    assert sorted(wrong) == sorted("hij is psychiatrisch")


def test_visitors_walk_to_every_outcome_of_a_flow_and_the_same_seed_gives_the_same_ones():
    ends = {path.end.id for path in walked("triage")[0].paths}
    several = people("triage", len(ends), random.Random(3), TODAY)
    assert len({tuple(sorted(map(str, one.would.items()))) for one in several}) == len(ends)
    again = people("triage", len(ends), random.Random(3), TODAY)
    assert [one.would for one in several] == [one.would for one in again]


def test_the_days_of_a_visitor_follow_each_other():
    for person in people("termijn", 40, random.Random(5), TODAY):
        given = [person.would.get(name) for name in DATES[:3]]
        days = [day for day in given if day not in (None, "weet_niet")]
        assert days == sorted(days)


def test_every_flow_has_a_first_message():
    assert {f"{name}_form" for name in words()["begin"]} == set(FLOWS)
