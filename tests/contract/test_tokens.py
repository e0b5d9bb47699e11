"""Knowing somebody's id is not enough: a token is signed, timed, and renewed in use."""

import itsdangerous.timed
import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer

from bot.channels import tokens as module
from bot.channels.tokens import RENEWED_AFTER, VALID, Tokens

TOKENS = Tokens("s" * 40)


def test_a_token_opens_its_own_talk_and_is_fresh():
    seen = TOKENS.read(TOKENS.give("gesprek-1"))
    assert (seen.session_id, seen.is_old) == ("gesprek-1", False)


@given(st.text())
def test_no_made_up_token_opens_anything(token):
    assert TOKENS.read(token) is None


@pytest.mark.parametrize(
    "token",
    [
        Tokens("t" * 40).give("gesprek-1"),
        URLSafeSerializer("s" * 40, salt="website-gesprek").dumps("gesprek-1"),
        URLSafeTimedSerializer("s" * 40, salt="iets-anders").dumps("gesprek-1"),
        URLSafeTimedSerializer("s" * 40, salt="website-gesprek").dumps(["gesprek-1"]),
        TOKENS.give("gesprek-1")[:-1],
        "",
    ],
    ids=["other key", "without a time", "other purpose", "no id", "cut off", "empty"],
)
def test_what_was_not_signed_here_for_this_opens_nothing(token):
    assert TOKENS.read(token) is None


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (RENEWED_AFTER - 60, False),
        (RENEWED_AFTER + 60, True),
        (VALID - 60, True),
        (VALID + 60, None),
    ],
)
def test_a_token_is_renewed_after_an_hour_and_over_after_a_week(monkeypatch, age, expected):
    made = itsdangerous.timed.time.time() - age
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: made)
    token = TOKENS.give("gesprek-1")
    monkeypatch.undo()
    seen = TOKENS.read(token)
    assert (seen and seen.is_old) is expected
    assert module.VALID > module.RENEWED_AFTER


def test_a_token_of_a_worker_whose_clock_is_ahead_opens_the_talk_here(monkeypatch):
    clock = itsdangerous.timed.time.time
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: clock() + 3600)
    token = TOKENS.give("gesprek-1")
    monkeypatch.undo()
    seen = TOKENS.read(token)
    assert (seen.session_id, seen.is_old) == ("gesprek-1", False)
