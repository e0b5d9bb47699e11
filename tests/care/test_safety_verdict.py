"""How patterns, detector and classifier together become clear danger, doubt or none."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.safety_patterns import Danger
from bot.care.safety_verdict import Borders, weigh

BORDERS = Borders(
    doubt=-0.4,
    doubt_seen=-0.8,
    second=0.0,
    far=0.5,
    outside=0.2,
    clear=0.5,
    lonely=0.3,
    clear_seen=0.1,
)
UNSURE = ("pgb_uitleg", 0.0)
CLEAR, DOUBT = Danger("crisis_suicide", "duidelijk"), Danger("crisis_suicide", "twijfel")


def scores(crisis, emergency=-2.0):
    return {"crisis_suicide": crisis, "nood_medisch": emergency, "huiselijk_geweld": -2.0}


@pytest.mark.parametrize(
    ("pattern", "score", "expected"),
    [
        (CLEAR, 0.1, CLEAR),
        (CLEAR, 0.0, DOUBT),
        (CLEAR, -0.8, DOUBT),
        (CLEAR, -0.81, None),
        (DOUBT, 0.4, DOUBT),
        (DOUBT, 1.5, DOUBT),
        (DOUBT, -0.6, None),
        (None, 0.5, CLEAR),
        (None, -0.4, DOUBT),
        (None, -0.41, None),
    ],
)
def test_a_pattern_and_the_detector_weigh_together(pattern, score, expected):
    assert weigh(pattern, UNSURE, scores(score), BORDERS) == expected


@pytest.mark.parametrize("intent", ["crisis_suicide", "eenzaam", "taal_anders"])
def test_a_classifier_near_danger_takes_nothing_away(intent):
    assert weigh(None, (intent, 1.0), scores(-0.4), BORDERS) == DOUBT
    assert weigh(CLEAR, (intent, 1.0), scores(0.1), BORDERS) == CLEAR


def test_who_surely_feels_alone_is_in_danger_only_by_a_stronger_sign():
    assert weigh(None, ("eenzaam", 1.0), scores(0.7), BORDERS) == DOUBT
    assert weigh(None, ("eenzaam", 1.0), scores(0.8), BORDERS) == CLEAR
    assert weigh(CLEAR, ("eenzaam", 1.0), scores(0.1), BORDERS) == CLEAR
    ill = weigh(None, ("eenzaam", 1.0), scores(-2.0, emergency=0.5), BORDERS)
    assert ill == Danger("nood_medisch", "duidelijk"), "that answer names no 112"


def test_the_surer_a_classifier_is_of_something_else_the_more_danger_is_needed():
    for confidence, expected in ((0.0, CLEAR), (0.5, DOUBT), (1.0, DOUBT)):
        assert weigh(None, ("pgb_uitleg", confidence), scores(0.5), BORDERS) == expected
    assert weigh(None, ("pgb_uitleg", 1.0), scores(0.0), BORDERS) is None
    assert weigh(CLEAR, ("pgb_uitleg", 1.0), scores(0.2), BORDERS) == DOUBT
    assert weigh(CLEAR, ("pgb_uitleg", 1.0), scores(0.7), BORDERS) == CLEAR


def test_that_a_message_lies_outside_our_scope_says_less_against_danger():
    assert weigh(None, ("buiten_scope", 1.0), scores(-0.1), BORDERS) == DOUBT
    assert weigh(None, ("pgb_uitleg", 1.0), scores(-0.1), BORDERS) is None


def test_what_looks_like_two_kinds_of_danger_is_danger_sooner():
    both = replace(BORDERS, second=0.25)
    assert weigh(None, UNSURE, scores(-0.6, emergency=-0.8), both) is None
    assert weigh(None, UNSURE, scores(-0.35, emergency=-0.8), both) is None
    assert weigh(None, UNSURE, scores(-0.35, emergency=-0.1), both) is not None


def test_where_the_classifier_sees_danger_too_that_it_is_of_one_kind_takes_little_away():
    both = replace(BORDERS, second=0.25)
    assert weigh(None, UNSURE, scores(-0.1), both) is None
    assert weigh(None, ("crisis_suicide", 0.9), scores(-0.1), both) == DOUBT


def test_the_borders_in_use_tell_the_kind_that_is_much_likelier_than_the_pattern_s():
    import yaml

    used = yaml.safe_load(Path("config.yml").read_text())["pipeline"][-1]
    borders = Borders(**{k: v for k, v in used.items() if k not in ("name", "C")})
    sure = ("nood_medisch", 0.95)
    for score, kind in ((-1.6, "nood_medisch"), (0.2, "crisis_suicide")):
        found = weigh(CLEAR, sure, scores(score, emergency=1.5), borders)
        assert found == Danger(kind, "duidelijk")
    assert weigh(None, ("crisis_suicide", 0.95), scores(-0.6, -1.5), borders) == DOUBT


def test_the_kind_of_the_pattern_goes_before_the_likeliest_one():
    assert weigh(CLEAR, UNSURE, scores(0.2, emergency=0.9), BORDERS) == CLEAR
    other = weigh(CLEAR, UNSURE, scores(-0.9, emergency=0.9), BORDERS)
    assert other == Danger("nood_medisch", "duidelijk")


@given(st.floats(-3, 3), st.floats(0, 3), st.sampled_from([None, CLEAR, DOUBT]))
def test_more_danger_never_gets_a_weaker_answer(score, more, pattern):
    rank = {None: 0, "twijfel": 1, "duidelijk": 2}

    def strength(at):
        danger = weigh(pattern, UNSURE, scores(at), BORDERS)
        return rank[danger and danger.strength]

    assert strength(score + more) >= strength(score)
