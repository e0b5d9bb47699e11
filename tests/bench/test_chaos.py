"""What the visitors of `make chaos` say can be counted."""

import pytest

from bench.chaos.questions import FLOW, places, talk_of


@pytest.mark.parametrize("length", [1, 4, 5, 6, 20])
def test_everybody_asks_for_their_own_place_so_that_an_answer_shows_whose_it_is(length):
    for number, place in enumerate(places(300)):
        talk = talk_of(number, place, length)
        assert len(talk) == length
        assert {ask.place for ask in talk if ask.place} == {place}


def test_nobody_asks_for_a_place_that_exists_twice():
    # the answer would name both municipalities, and one may be somebody else's: a false leak
    assert not {"Beuningen", "Hengelo", "Rijswijk"} & set(places(300))


def test_some_are_in_a_flow_when_something_breaks():
    assert any(ask.text == FLOW[0] for number in range(30) for ask in talk_of(number, "Assen", 6))
