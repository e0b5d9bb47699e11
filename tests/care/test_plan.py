"""What is known decides the steps: phases, days that have passed, and the table that we ship."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.plan import MOST, VALUES, Known, situation, steps
from bot.knowledge import rules
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
        ({"uitslag": "lager"}, "lager"),
        ({"uitslag": "niet_behandeld"}, "niet_behandeld"),
        ({"uitslag": "weet_niet"}, "begin"),
        ({"ontvangen_op": "2026-11-03"}, "wacht"),
        ({"heeft_wlz": "ja", "triage_wet": "wmo"}, "heeft_wlz"),
        ({"triage_wet": "jeugdwet"}, "gemeente"),
        ({"triage_wet": "zvw"}, "zorgverzekering"),
        ({"triage_wet": "zvw", "triage_route": "overdag_zvw"}, "zorgverzekering"),
        ({"triage_wet": "zvw", "triage_route": "palliatief"}, "laatste_fase"),
        ({"triage_wet": "zvw", "triage_route": "tijdelijk_verblijf"}, "tijdelijk_verblijf"),
        ({"triage_wet": "zvw", "triage_route": "kind_intensieve_zorg"}, "kindzorg"),
        ({"triage_wet": "zvw", "triage_route": "behandeling_eerst"}, "twijfel"),
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


@pytest.mark.parametrize(
    ("until", "second"),
    [
        ("2026-12-28", "lager_bezwaar_bekend"),
        ("2026-11-20", "lager_bezwaar_voorbij"),
        (None, "lager_bezwaar"),
    ],
)
def test_a_lower_profile_is_no_refusal_and_care_may_begin(until, second):
    found = steps({"uitslag": "lager", "bezwaar_tot": until}, TABLE, KNOWN)
    assert [s.name for s in found] == ["lager_bellen", second, "lager_zorg", "lager_hulp"]


def test_doubt_about_the_wlz_is_checked_before_anybody_applies():
    law = {"triage_wet": "wlz", "triage_route": "lvg_mogelijk"}
    doubt = [s.name for s in steps({**law, "triage_zekerheid": "twijfel"}, TABLE, KNOWN)]
    likely = [s.name for s in steps({**law, "triage_zekerheid": "waarschijnlijk"}, TABLE, KNOWN)]
    assert doubt[:2] == ["wlz_twijfel_check", "wlz_twijfel_praten"]
    assert likely[0] == "wlz_papieren"


def test_only_who_needs_nursing_at_home_is_sent_to_an_organisation_for_it():
    nursing = {"tijdelijk_zvw", "overdag_zvw", "alarm_zvw"}
    rows = [row for row in rules.triage().rows if row.outcome["wet"] == "zvw"]
    assert nursing < {row.id for row in rows}
    for row in rows:
        found = steps({"triage_wet": "zvw", "triage_route": row.id}, TABLE, KNOWN)
        assert any(s.name == "zorgverzekering_bellen" for s in found) == (row.id in nursing)


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
        "triage_route": st.sampled_from(
            "overdag_zvw palliatief tijdelijk_verblijf kind_intensieve_zorg behandeling_eerst".split()
        ),
        "triage_zekerheid": st.sampled_from("zeker waarschijnlijk twijfel raar".split()),
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
