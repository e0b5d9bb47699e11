from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.handoff import (
    MOVES,
    Actor,
    MoveRefused,
    NotYours,
    Reason,
    Standing,
    State,
    Wish,
    bot_may_answer,
    can_be_reached,
    moved,
)
from bot.care.waiting import Wait, expected_wait, in_dutch, places

PEOPLE = st.sampled_from(("anna", "bob", None))
STANDINGS = st.builds(Standing, st.sampled_from(State), st.none(), st.integers(0, 9)) | st.builds(
    Standing, st.just(State.ADVISEUR), st.sampled_from(("anna", "bob")), st.integers(0, 9)
)
WISHES = st.builds(
    Wish,
    st.sampled_from(State),
    st.sampled_from(Actor),
    st.sampled_from(Reason),
    actor_id=PEOPLE,
    adviser_id=PEOPLE,
)


def test_the_bot_is_silent_beside_an_adviser_and_only_then():
    assert [state for state in State if not bot_may_answer(state)] == [State.ADVISEUR]


def test_from_every_state_a_way_leads_to_where_the_bot_answers_and_to_a_human():
    def reachable(start):
        found = {start}
        for _ in State:
            found |= {to for (frm, to) in MOVES if frm in found}
        return found

    for state in State:
        assert any(bot_may_answer(s) for s in reachable(state))
        if state is not State.GESLOTEN:
            assert {State.BOT, State.ADVISEUR, State.GESLOTEN} <= reachable(state)


def test_a_closed_one_does_not_move():
    assert not [frm for frm, _ in MOVES if frm is State.GESLOTEN]


def test_a_visitor_can_always_leave_and_nobody_but_an_adviser_can_take():
    for state in (State.WACHTRIJ, State.ADVISEUR, State.TERUGGEBELD):
        assert any(frm is state and Actor.VISITOR in by for (frm, _), by in MOVES.items())
    for (_, to), by in MOVES.items():
        if to is State.ADVISEUR:
            assert by == {Actor.ADVISER, Actor.TEAM_LEAD}


@settings(max_examples=60)
@given(STANDINGS, WISHES)
def test_a_move_is_in_the_table_or_refused_and_a_conversation_has_its_adviser(standing, wish):
    try:
        after = moved(standing, wish)
    except MoveRefused:
        return
    assert wish.by in MOVES[standing.state, wish.to]
    assert after.version == standing.version + 1
    assert (after.adviser_id is not None) == (after.state is State.ADVISEUR)
    if wish.by is Actor.ADVISER and standing.adviser_id:
        assert wish.actor_id == standing.adviser_id


@pytest.mark.parametrize(("state", "to"), product(State, State))
def test_what_the_table_does_not_have_is_refused_for_everybody(state, to):
    if (state, to) not in MOVES:
        for by in Actor:
            with pytest.raises(MoveRefused):
                moved(Standing(state), Wish(to, by, Reason.REQUEST, "anna", "anna"))


def test_an_adviser_cannot_take_what_a_colleague_has_or_for_a_colleague():
    with_anna = Standing(State.ADVISEUR, "anna", 3)
    with pytest.raises(NotYours):
        moved(with_anna, Wish(State.BOT, Actor.ADVISER, Reason.GIVEN_BACK, "bob"))
    with pytest.raises(MoveRefused):
        moved(
            Standing(State.WACHTRIJ),
            Wish(State.ADVISEUR, Actor.ADVISER, Reason.TAKEN, "bob", "anna"),
        )


def test_website_and_whatsapp_can_be_spoken_to_and_rest_cannot():
    assert can_be_reached("web-abc")
    assert can_be_reached("whatsapp:31612345678")
    assert not can_be_reached("default")


TEAMS = st.lists(st.sampled_from((None, "pgb", "wlz")), max_size=8)


def test_who_waits_for_another_team_is_not_in_the_way():
    assert places(["wlz"] * 4 + ["pgb", None, "pgb"]) == [1, 2, 3, 4, 1, 6, 3]
    assert places([None, None]) == [1, 2]


@given(TEAMS, st.integers(0, 7))
def test_a_place_is_never_too_low_a_promise_and_never_gets_worse_when_somebody_goes(teams, gone):
    before = places(teams)
    assert all(1 <= place <= at for at, place in enumerate(before, 1))
    left = places(teams[:gone] + teams[gone + 1 :])
    assert all(now <= then for now, then in zip(left[gone:], before[gone + 1 :], strict=True))
    assert left[:gone] == before[:gone]


def test_without_history_no_wait_is_promised():
    assert expected_wait(1, []) is None
    assert expected_wait(1, [Wait(1, 60)] * 4) is None
    assert in_dutch(None) == "dat weet ik nog niet"


def test_the_expected_wait_is_the_median_of_similar_places():
    far = [Wait(9, 9_000)] * 20
    assert (
        expected_wait(
            2,
            [
                *far,
                *(
                    Wait(p, s)
                    for p, s in zip((1, 2, 3, 2, 2), (60, 600, 300, 120, 240), strict=False)
                ),
            ],
        )
        == 240
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (30, "minder dan twee minuten"),
        (200, "ongeveer 3 minuten"),
        (430, "ongeveer 5 minuten"),
        (1500, "ongeveer 25 minuten"),
        (9000, "langer dan een uur"),
    ],
)
def test_a_wait_is_said_no_more_precisely_than_it_is_known(seconds, said):
    assert in_dutch(seconds) == said
