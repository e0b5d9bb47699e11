"""Events of Chatwoot that come again, late or in any other order: nobody is lost, nothing is said twice."""

from copy import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.care.handoff import Actor, Reason, State, Wish
from bot.desk.chatwoot import PREFIX
from bot.storage.outside import Outside
from tests.desk.chatwoot_connected import Connected, DirectApi
from tests.desk.chatwoot_stand_in import Chatwoot
from tests.desk.rooms import NOW, told

AGENT = st.sampled_from((0, 1))
WITH_IT = st.tuples(st.sampled_from(("assigned", "said")), AGENT)
OVER = st.tuples(st.sampled_from(("resolved", "pending", "open")), st.none())
GIVES = ("assigned", "said")
quick = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
many = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def connected(url):
    """Gives a visitor who waits, and is in Chatwoot too; who was there before is gone."""
    chatwoot = Chatwoot()
    both = Connected(url, DirectApi(chatwoot), chatwoot)
    before = []

    def make():
        for one in before:
            leave(one)
        visitor = copy(both)
        visitor.talk, visitor.row, visitor.number = both.waits()
        before[:] = [visitor]
        return visitor

    return make


def leave(one):
    """End what is left of a conversation, so that the next visitor is the only one."""
    state, holder = one.state(one.row)
    if state is State.ADVISEUR:
        one.room.desk.close(holder, one.row.id, Reason.ANSWERED, NOW)
    elif state is State.WACHTRIJ:
        wish = Wish(State.BOT, Actor.VISITOR, Reason.LEFT, told=True)
        one.room.stores.handoffs.move(one.row.id, wish, NOW)
    one.desk.in_step()


def happened(one, doings):
    """Let agents do these things, and return the events of it in their right order."""
    events = []
    for at, (what, agent) in enumerate(doings):
        who = one.chatwoot.agents[agent or 0]
        if what == "assigned":
            events.append(one.chatwoot.assigned(who, one.number))
        elif what == "said":
            events.append(one.chatwoot.said_by(who, one.number, at, f"bericht {at}"))
        else:
            events.append(one.chatwoot.changed(one.number, what))
    return events


def said(one):
    return [text for by, text in told(one.room, one.talk) if by == "adviser"]


def ends_well(one):
    """Both sides agree in the end, and stay so when Chatwoot tells of it."""
    for _ in range(2):
        one.desk.in_step()
        status = one.chatwoot.conversations[one.number]["status"]
        one.hear(one.chatwoot.changed(one.number, status))
    state, holder = one.state(one.row)
    waits_or_talks = state in (State.WACHTRIJ, State.ADVISEUR)
    assert (status == "open") == waits_or_talks, (status, state)
    assert (holder is not None) == (state is State.ADVISEUR)
    assert holder is None or holder.startswith(PREFIX)
    assert len(said(one)) == len(set(said(one)))
    closings = [
        m for m in one.room.stores.handoffs.moves_of(one.row.id) if m.to_state is State.GESLOTEN
    ]
    lines = [text for _, text in told(one.room, one.talk) if "is afgesloten" in text]
    assert len(lines) == len(closings) <= 1
    kept = one.room.stores.thread.said(one.row.id)
    assert sorted(m.text for m in kept if m.by is Actor.ADVISER) == sorted(said(one))


def repeats_change_nothing(connected, doings, data):
    once = connected()
    for event in happened(once, doings):
        once.hear(event)
    ended = once.state(once.row), told(once.room, once.talk)
    again = connected()
    events = happened(again, doings)
    for at, event in enumerate(events):
        again.hear(event)
        for old in data.draw(st.lists(st.sampled_from(events[: at + 1]), max_size=3)):
            again.hear(old)
    assert (again.state(again.row), told(again.room, again.talk)) == ended
    ends_well(again)


def any_order_is_harmless(connected, doings, data):
    one = connected()
    events = happened(one, doings)
    repeated = data.draw(st.lists(st.sampled_from(events), max_size=3))
    for event in data.draw(st.permutations([*events, *repeated])):
        one.hear(event)
    ends_well(one)
    if all(what in GIVES for what, _ in doings):
        assert sorted(said(one)) == sorted(
            f"bericht {at}" for at, (what, _) in enumerate(doings) if what == "said"
        )
        newest = one.chatwoot.agents[doings[-1][1]]
        assert one.state(one.row) == (State.ADVISEUR, f"{PREFIX}{newest['id']}")


ANYTHING = st.lists(WITH_IT | OVER, min_size=1, max_size=7)
NOTHING_ENDS = st.lists(WITH_IT, min_size=1, max_size=7)


@quick
@given(doings=ANYTHING, data=st.data())
def test_an_event_that_comes_again_changes_nothing(connected, doings, data):
    repeats_change_nothing(connected, doings, data)


@quick
@given(doings=NOTHING_ENDS | ANYTHING, data=st.data())
def test_events_in_any_order_lose_nobody_and_say_nothing_twice(connected, doings, data):
    any_order_is_harmless(connected, doings, data)


@pytest.mark.model  # for the time it takes; nothing of Rasa
@many
@given(doings=ANYTHING, data=st.data())
def test_many_events_that_come_again_change_nothing(connected, doings, data):
    repeats_change_nothing(connected, doings, data)


@pytest.mark.model
@many
@given(doings=NOTHING_ENDS | ANYTHING, data=st.data())
def test_many_events_in_any_order_lose_nobody_and_say_nothing_twice(connected, doings, data):
    any_order_is_harmless(connected, doings, data)


def test_an_old_answer_that_comes_again_does_not_take_the_conversation_back(connected):
    one = connected()
    first, second = happened(one, [("said", 0), ("assigned", 1)])
    one.hear(first)
    one.hear(second)
    assert one.hear(first) == "said before"
    assert one.state(one.row) == (State.ADVISEUR, "chatwoot:6")


def test_an_answer_that_comes_late_is_said_in_the_name_of_who_said_it(connected):
    one = connected()
    first, second = happened(one, [("said", 0), ("said", 1)])
    one.hear(second)
    assert one.hear(first) == "said"
    assert one.state(one.row) == (State.ADVISEUR, "chatwoot:6")
    bodies = [m for m in one.room.talks.since(one.talk, 0) if m["from"] == "adviser"]
    assert [m["name"] for m in bodies] == ["Karim", "Sanne"]


def test_who_is_resolved_while_nobody_talked_to_him_is_opened_again(connected):
    one = connected()
    (event,) = happened(one, [("resolved", None)])
    one.hear(event)
    assert one.state(one.row)[0] is State.WACHTRIJ
    one.desk.in_step()
    assert one.chatwoot.conversations[one.number]["status"] == "open"


def test_a_conversation_that_ended_and_is_opened_in_chatwoot_is_resolved_again(connected):
    one = connected()
    for event in happened(one, [("assigned", 0), ("resolved", None), ("open", None)]):
        one.hear(event)
    assert one.state(one.row)[0] is State.GESLOTEN
    one.desk.in_step()
    assert one.chatwoot.conversations[one.number]["status"] == "resolved"
    assert Outside(one.room.url).of(one.row.id).closed


@pytest.mark.parametrize("moment", ["2026-11-23T10:00:00Z", [], {}, None, True])
def test_a_moment_that_cannot_be_read_is_none(connected, moment):
    one = connected()
    event = {**one.chatwoot.assigned(one.sanne, one.number), "updated_at": moment}
    assert one.hear(event) in ("late", "taken")
