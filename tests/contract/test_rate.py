"""How often somebody may do something: enough for every person, and too little for a machine."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import rate as module
from bot.channels.rate import Places, Rate, TooMany, address_of, too_fast


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_burst_goes_through_and_the_next_one_hears_how_long_to_wait():
    clock = Clock()
    rate = Rate(3, 0.5, clock)
    assert [rate.wait("a") for _ in range(4)] == [0.0, 0.0, 0.0, 2.0]
    assert rate.wait("b") == 0.0
    clock.now = 1.9
    assert rate.wait("a") > 0
    clock.now = 2.0
    assert rate.wait("a") == 0.0


@given(st.lists(st.floats(0, 2), max_size=60))
def test_in_any_rhythm_no_more_go_through_than_the_burst_and_the_pace(pauses):
    clock = Clock()
    rate = Rate(5, 2, clock)
    passed = 0
    for pause in pauses:
        clock.now += pause
        passed += rate.wait("a") == 0.0
    assert passed <= 5 + 2 * clock.now + 1e-6


def test_keys_that_had_a_rest_are_forgotten_so_that_memory_stays_flat(monkeypatch):
    monkeypatch.setattr(module, "MANY", 100)
    clock = Clock()
    rate = Rate(2, 1, clock)
    for number in range(1000):
        clock.now += 0.1
        rate.wait(str(number))
    assert len(rate._buckets) <= 102


def test_a_place_is_free_again_afterwards_also_when_it_went_wrong():
    places = Places(2)
    with places.one("a"), places.one("a"), places.one("b"), pytest.raises(TooMany), places.one("a"):
        pytest.fail("a third place")
    with pytest.raises(ZeroDivisionError), places.one("a"):
        raise ZeroDivisionError
    with places.one("a"), places.one("a"):
        pass


@pytest.mark.parametrize(("told", "address"), [("", "10.0.0.1"), ("203.0.113.7", "203.0.113.7")])
def test_an_address_is_the_one_that_the_proxy_vouches_for(told, address):
    assert address_of(SimpleNamespace(remote_addr=told, ip="10.0.0.1")) == address


def test_the_refusal_is_in_dutch_and_says_when_to_come_back():
    answer = too_fast(0.2)
    assert answer.status == 429
    assert answer.headers["Retry-After"] == "1"
    assert "Wacht even" in answer.body.decode()
