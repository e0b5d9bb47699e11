"""What is known decides the steps: phases, days that have passed, and the table that we ship."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.plan import MOST, VALUES, Known, situation, steps
from bot.knowledge.plan import plan

TODAY = dt.date(2026, 11, 22)
KNOWN = Known(TODAY, 18)
TABLE = plan().steps


def phase(slots, letter=None):
    return situation(slots, Known(TODAY, 18, letter=letter))["fase"][0]


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        ({}, "begin"),
        ({"uitslag": "toegekend", "heeft_wlz": "ja"}, "toegekend"),
        ({"uitslag": "elders"}, "nee"),
        ({"uitslag": "lager"}, "nee"),
        ({"uitslag": "niet_behandeld"}, "niet_behandeld"),
        ({"uitslag": "weet_niet"}, "begin"),
        ({"ontvangen_op": "2026-11-03"}, "wacht"),
        ({"heeft_wlz": "ja", "triage_wet": "wmo"}, "heeft_wlz"),
        ({"triage_wet": "jeugdwet"}, "gemeente"),
        ({"triage_wet": "zvw"}, "zorgverzekering"),
        ({"triage_wet": "open"}, "twijfel"),
        ({"triage_wet": "iets van een oude uitgave"}, "begin"),
    ],
)
def test_the_furthest_that_somebody_came_decides_the_plan(slots, expected):
    assert phase(slots) == expected


def test_a_letter_goes_before_everything_and_its_sender_counts():
    letter = "ik snap de brief van het CAK niet"
    assert phase({"uitslag": "afgewezen"}, letter) == "brief"
    names = [s.name for s in steps({}, TABLE, Known(TODAY, 18, letter=letter))]
    assert "brief_cak" in names
    assert "brief_ciz" not in names


def test_a_day_that_has_passed_is_not_said_as_one_to_come():
    later = [
        s.name for s in steps({"uitslag": "afgewezen", "bezwaar_tot": "2026-12-28"}, TABLE, KNOWN)
    ]
    passed = [
        s.name for s in steps({"uitslag": "afgewezen", "bezwaar_tot": "2026-11-20"}, TABLE, KNOWN)
    ]
    unknown = [s.name for s in steps({"uitslag": "afgewezen"}, TABLE, KNOWN)]
    assert (later[0], passed[0], unknown[0]) == (
        "nee_bezwaar_bekend",
        "nee_bezwaar_voorbij",
        "nee_bezwaar",
    )
    late = steps({"uiterste_datum": "2026-11-20"}, TABLE, KNOWN)
    assert late[0].name == "wacht_voorbij"


def test_for_a_child_the_gemeente_comes_first():
    child = [s.name for s in steps({"leeftijd": 9, "voor_wie": "kind"}, TABLE, KNOWN)]
    adult = [s.name for s in steps({"leeftijd": 81}, TABLE, KNOWN)]
    assert "begin_kind" in child
    assert "begin_kind" not in adult


def test_the_place_is_named_only_when_it_is_known():
    slots = {"uitslag": "toegekend"}
    known = steps(slots, TABLE, Known(TODAY, 18, place=True))
    assert any("{zorgkantoor}" in step.text for step in known)
    assert not any("{zorgkantoor}" in step.text for step in steps(slots, TABLE, KNOWN))


SLOTS = st.fixed_dictionaries(
    {},
    optional={
        "voor_wie": st.sampled_from(["zelf", "naaste", "kind", "client", "raar"]),
        "leeftijd": st.one_of(st.integers(0, 120), st.just("weet_niet")),
        "uitslag": st.sampled_from(
            "toegekend elders afgewezen lager niet_behandeld wzd weet_niet".split()
        ),
        "heeft_wlz": st.sampled_from(["ja", "nee", "weet_niet"]),
        "triage_wet": st.sampled_from("wlz wmo zvw zvw_wmo jeugdwet open".split()),
        "ontvangen_op": st.sampled_from(["2026-11-03", "weet_niet"]),
        "uiterste_datum": st.sampled_from(["2026-12-15", "2026-11-01"]),
        "bezwaar_tot": st.sampled_from(["2026-12-15", "2026-11-01", "onzin"]),
    },
)


@settings(max_examples=60)
@given(SLOTS, st.booleans(), st.one_of(st.none(), st.text(max_size=60)))
def test_everybody_gets_two_to_four_steps_and_a_way_to_go_on(slots, place, letter):
    known = Known(TODAY, 18, place, letter)
    found = steps(slots, TABLE, known)
    assert 2 <= len(found) <= MOST
    assert any(step.button for step in found)
    for name, (value,) in situation(slots, known).items():
        assert value in VALUES[name]
