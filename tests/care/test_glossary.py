"""Which word a message asks about, on a small glossary of its own."""

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.facts import Source
from bot.care.glossary import Glossary, Term, asked

SOURCE = Source("Awb art. 4:17", dt.date(2026, 11, 22))


def term(name, *forms, capitals=()):
    return Term(name, (name, *forms), tuple(capitals), "uitleg", SOURCE, "ciz_te_laat")


WORDS = Glossary(
    {
        t.name: t
        for t in (
            term("dwangsom", "dwangsommen"),
            term("trekkingsrecht"),
            term("zorg in natura", capitals=("ZIN",)),
            term("Wlz", "wet langdurige zorg"),
            term("VV5", "vv 5"),
        )
    },
    [re.compile(p) for p in ("wat betekent (?P<x>.+?)", "waar staat (?P<x>.+?) voor")],
    [re.compile("wat is (?P<x>.+?)")],
    [re.compile("wat doet (?P<x>.+?)")],
)


def found(text, waiting=False):
    asks = asked(text, WORDS, waiting)
    return asks and asks.term and asks.term.name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Wat betekent dwangsom?", "dwangsom"),
        ("wat betekent een 'dwangsom' nou eigenlijk", "dwangsom"),
        ("wat betekent dwangsom voor mijn vader", "dwangsom"),
        ("wat betekent dwangsm", "dwangsom"),
        ("wat is de Wet langdurige zorg", "Wlz"),
        ("waar staat VV5 voor?", "VV5"),
        ("wat betekent zin?", "zorg in natura"),  # asked about, capitals do not matter
        ("ZIN", "zorg in natura"),
        ("zin", None),
        ("dwangsommen", "dwangsom"),
        ("trekingsrecht", "trekkingsrecht"),
        ("trekkingsrecht voor wie", None),
        ("wat is de dwangsom die ik vorig jaar al had gekregen van ze", None),
        ("wat betekent dat", None),
        ("wat is het", None),
        ("hallo", None),
        ("", None),
    ],
)
def test_a_word_is_found_however_it_is_asked_for(text, name):
    assert found(text) == name


def test_a_word_that_is_none_of_ours_is_known_to_be_unknown():
    asks = asked("wat betekent quiche", WORDS)
    assert asks is not None
    assert (asks.term, asks.sure) == (None, True)
    assert asked("wat is quiche", WORDS) is None  # that may ask anything


def test_words_that_look_like_it_are_offered_at_most_two():
    asks = asked("wat betekent dwangregels", WORDS)
    assert asks.term is None
    assert [near.name for near in asks.near] in ([], ["dwangsom"])
    assert [n.name for n in asked("wat betekent dwangzom geld", WORDS).near] == []


def test_an_abbreviation_is_never_guessed():
    assert found("wat betekent VV6") is None
    assert found("wat betekent wlx") is None


def test_a_bare_word_is_a_question_when_the_assistant_waits_for_one():
    assert asked("quiche", WORDS) is None
    assert asked("quiche", WORDS, waiting=True).sure
    assert found("dwangsom", waiting=True) == "dwangsom"
    assert asked("ik weet het ook niet meer hoor", WORDS, waiting=True) is None


def test_a_bare_word_may_be_something_else_and_says_so():
    asks = asked("dwangsom", WORDS)
    assert asks.alone
    assert not asks.sure
    assert not asked("wat doet dwangsom", WORDS).sure


@settings(max_examples=40)
@given(st.text(max_size=200), st.booleans())
def test_any_message_is_read_without_failing(text, waiting):
    asks = asked(text, WORDS, waiting)
    assert asks is None or len(asks.near) <= 2
