import base64
import datetime as dt
import re
import time
import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documenten import verwijzing
from bot.documenten.verwijzing import (
    FORMATS,
    LONGEST,
    Ended,
    LinkExpired,
    LinkRefused,
    Links,
    LinkTooLong,
    Wish,
)
from tests.documenten.wishes import LATE, SHEET, TERM

SECRET = "s" * 40
LINKS = Links(SECRET)
NAMES = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=20)
DAYS = st.dictionaries(st.sampled_from(list(TERM)), st.dates().map(dt.date.isoformat), max_size=4)
VALUES = NAMES | st.integers(0, 120) | st.lists(NAMES, max_size=4)
ENDED = st.builds(Ended, NAMES, st.dictionaries(NAMES, VALUES, max_size=8), DAYS)
WISHES = st.builds(
    Wish,
    st.sampled_from(list(FORMATS)),
    DAYS,
    st.booleans(),
    NAMES,
    NAMES,
    st.booleans(),
    st.lists(ENDED, max_size=3).map(tuple),
    st.dictionaries(NAMES, NAMES, max_size=3),
    NAMES,
)


@settings(max_examples=50)
@given(WISHES)
def test_what_a_link_carries_comes_back_and_fits_in_an_address(wish):
    token = LINKS.token(wish)
    assert LINKS.read(token) == wish
    assert re.fullmatch(r"[A-Za-z0-9_-]+", token)


@settings(max_examples=50)
@given(WISHES, st.integers(0, 10_000), st.permutations("AZaz09-_"))
def test_a_link_with_one_letter_changed_is_refused(wish, place, letters):
    # a token is another one each time: nothing that is drawn may depend on it
    token = LINKS.token(wish)
    at = place % len(token)
    other = next(letter for letter in letters if letter != token[at])
    changed = token[:at] + other + token[at + 1 :]
    try:
        assert LINKS.read(changed) == wish  # the last letter has bits that mean nothing
        assert at == len(token) - 1
    except LinkRefused:
        pass


@given(st.text(max_size=200))
def test_what_anybody_types_is_no_link(text):
    with pytest.raises(LinkRefused):
        LINKS.read(text)


def test_a_link_of_another_server_or_for_another_purpose_is_refused(monkeypatch):
    with pytest.raises(LinkRefused):
        LINKS.read(Links("t" * 40).token(LATE))
    monkeypatch.setattr(verwijzing, "PURPOSE", "telefoonnummers")
    with pytest.raises(LinkRefused):
        LINKS.read(Links(SECRET).token(LATE))


def test_a_link_stops_working_after_a_day(monkeypatch):
    token = LINKS.token(LATE)
    now, day = time.time(), 24 * 60 * 60
    monkeypatch.setattr(time, "time", lambda: now + day - 60)
    assert LINKS.read(token) == LATE
    monkeypatch.setattr(time, "time", lambda: now + day + 60)
    with pytest.raises(LinkExpired):
        LINKS.read(token)


def test_no_words_of_the_person_travel_in_a_link():
    own = {"plek": "Kerkstraat 1", "overdracht_naam": "Jansen", "terugbellen": {"telefoon": "06"}}
    wish = replace(SHEET, uitkomsten=(Ended("x", {**own, "leeftijd": 84}),))
    assert LINKS.read(LINKS.token(wish)).uitkomsten[0].antwoorden == {"leeftijd": 84}


def test_too_much_for_a_link_is_refused_before_somebody_gets_half_of_it():
    long = replace(
        SHEET,
        uitkomsten=tuple(Ended(f"x{i}", {str(i * j): i for j in range(40)}) for i in range(99)),
    )
    with pytest.raises(LinkTooLong):
        LINKS.token(long)
    with pytest.raises(LinkRefused):
        LINKS.read("a" * (LONGEST + 1))


def test_a_usual_link_is_short_enough_for_a_message():
    assert len(LINKS.token(SHEET)) < 500
    assert len(LINKS.token(LATE)) < 300


@pytest.mark.parametrize(
    "held", [[], "x", 5, None, {}, {"soort": "virus"}, {"soort": "agenda", "x": 1}]
)
def test_locked_content_of_another_form_is_refused(held):
    token = LINKS._locked(held)
    with pytest.raises(LinkRefused):
        LINKS.read(token)


def test_nobody_reads_the_answers_in_a_link():
    token = LINKS.token(SHEET)
    plain = base64.urlsafe_b64decode(token + "==")
    answers = [str(v) for one in SHEET.uitkomsten for v in one.antwoorden.values()]
    assert answers
    assert not any(len(v) > 2 and v.encode() in plain for v in answers)
    with pytest.raises(zlib.error):
        zlib.decompress(plain[25:])
