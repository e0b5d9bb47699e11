"""What a store of the desk must do; the database and the stand-in pass the same tests."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from bot.care.handoff import Actor, MoveRefused, NotYours, Reason, State, Wish
from bot.storage import handoff_writes as writes
from bot.storage.advisers import Adviser, Advisers, Presence
from bot.storage.audit import Audit
from bot.storage.database import migrate, step_back, transaction
from bot.storage.handoff import Handoffs
from bot.storage.handoff_rows import Asked, Slot
from bot.storage.handoff_thread import Thread
from bot.storage.handoff_writes import SlotFull
from tests.databases import BOTH_DATABASES
from tests.desk.memory import MemoryHandoffs, MemoryThread, minutes

NOW = dt.datetime(2026, 11, 23, 10, tzinfo=dt.timezone.utc)
LATER = NOW + minutes(5)


@pytest.fixture(params=BOTH_DATABASES)
def url(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(params=[*BOTH_DATABASES, "memory"])
def stores(request):
    if request.param != "memory":
        url = request.getfixturevalue(request.param)
        return SimpleNamespace(handoffs=Handoffs(url), thread=Thread(url))
    handoffs = MemoryHandoffs()
    return SimpleNamespace(handoffs=handoffs, thread=MemoryThread(handoffs))


@pytest.fixture
def handoffs(stores):
    return stores.handoffs


def asked(talk="web-1", **details):
    return Asked(talk, "website", "afwijzing", **details)


def to_queue(**details):
    return Wish(State.WACHTRIJ, Actor.VISITOR, Reason.REQUEST, **details)


def taken_by(adviser, **details):
    return Wish(
        State.ADVISEUR, Actor.ADVISER, Reason.TAKEN, actor_id=adviser, adviser_id=adviser, **details
    )


def by(adviser, to, reason=Reason.ANSWERED, **details):
    return Wish(to, Actor.ADVISER, reason, actor_id=adviser, **details)


CALL = Wish(State.TERUGGEBELD, Actor.VISITOR, Reason.REQUEST)


def test_a_request_is_a_row_and_a_move_with_who_when_and_why(handoffs):
    row = handoffs.ask(asked(name="Jan", consent=True), to_queue(told=True), NOW)
    assert (row.state, row.version, row.name, row.consent) == (State.WACHTRIJ, 1, "Jan", True)
    (move,) = handoffs.moves_of(row.id)
    assert (move.from_state, move.to_state, move.by) == (State.BOT, State.WACHTRIJ, Actor.VISITOR)
    assert (move.reason, move.at, move.place, move.told_at) == (Reason.REQUEST, NOW, 1, NOW)
    assert handoffs.open_of("web-1") == row
    assert handoffs.state_of("web-2") is State.BOT


def test_asking_twice_is_waiting_once(handoffs):
    first = handoffs.ask(asked(), to_queue(), NOW)
    assert handoffs.ask(asked(), to_queue(), LATER) == first
    assert len(handoffs.moves_of(first.id)) == 1


def test_of_two_advisers_the_second_is_refused(handoffs):
    row = handoffs.ask(asked(), to_queue(), NOW)
    assert handoffs.move(row.id, taken_by("anna"), LATER).adviser_id == "anna"
    with pytest.raises(MoveRefused):
        handoffs.move(row.id, taken_by("bob"), LATER)
    assert handoffs.get(row.id).adviser_id == "anna"


def test_the_wait_is_kept_with_the_place_on_joining(handoffs):
    handoffs.ask(asked("web-0"), to_queue(), NOW)
    row = handoffs.ask(asked(), to_queue(), NOW + minutes(1))
    handoffs.move(row.id, taken_by("anna"), NOW + minutes(4))
    (wait,) = handoffs.waits()
    assert (wait.place, wait.seconds) == (2, 180)


def test_the_queue_has_urgent_ones_first_and_then_who_asked_first(handoffs):
    for minute, urgent in enumerate((False, False, True)):
        handoffs.ask(asked(f"web-{minute}", urgent=urgent), to_queue(), NOW + minutes(minute))
    assert [r.sender_id for r in handoffs.queue()] == ["web-2", "web-0", "web-1"]
    last = handoffs.queue()[2]
    assert handoffs.make_urgent(last.id)
    assert not handoffs.make_urgent(last.id)
    assert handoffs.place_of(last.id) == 1


def test_who_is_urgent_beside_an_adviser_waits_in_front_when_that_adviser_lets_go(handoffs):
    first = handoffs.ask(asked("web-1"), to_queue(), NOW)
    told = handoffs.ask(asked("web-2"), to_queue(), NOW + minutes(1))
    handoffs.move(told.id, taken_by("anna"), LATER)
    assert handoffs.make_urgent(told.id)
    assert not handoffs.make_urgent(told.id)
    gone = Wish(State.WACHTRIJ, Actor.SYSTEM, Reason.ADVISER_GONE)
    handoffs.move(told.id, gone, LATER + minutes(6))
    assert [row.id for row in handoffs.queue()] == [told.id, first.id]
    handoffs.move(first.id, Wish(State.BOT, Actor.VISITOR, Reason.LEFT), LATER)
    assert not handoffs.make_urgent(first.id)  # does not wait any more


def test_the_place_in_the_queue_counts_who_waits_for_the_same_advisers(handoffs):
    wanted = ("wlz", "wlz", "pgb", None)
    for minute, team in enumerate(wanted):
        handoffs.ask(asked(f"web-{minute}", team=team), to_queue(), NOW + minutes(minute))
    rows = handoffs.queue()
    assert [place for place, _ in handoffs.in_line()] == [1, 2, 1, 4]
    assert [handoffs.place_of(row.id) for row in rows] == [1, 2, 1, 4]
    assert [handoffs.moves_of(row.id)[0].place for row in rows] == [1, 2, 1, 4]
    handoffs.move(rows[0].id, taken_by("anna"), LATER)
    assert [handoffs.place_of(row.id) for row in rows] == [None, 1, 1, 3]


def test_who_goes_back_into_the_queue_keeps_the_old_place(handoffs):
    first = handoffs.ask(asked("web-1"), to_queue(), NOW)
    handoffs.ask(asked("web-2"), to_queue(), NOW + minutes(1))
    handoffs.move(first.id, taken_by("anna"), NOW + minutes(2))
    back = by("anna", State.WACHTRIJ, Reason.TEAM, team="pgb")
    assert handoffs.move(first.id, back, NOW + minutes(9)).team == "pgb"
    assert handoffs.place_of(first.id) == 1


def test_a_desk_that_looked_at_an_older_version_is_refused(handoffs):
    row = handoffs.ask(asked(), to_queue(), NOW)
    handoffs.move(row.id, Wish(State.BOT, Actor.VISITOR, Reason.LEFT), NOW)
    handoffs.ask(asked(), to_queue(), LATER)
    with pytest.raises(MoveRefused):
        handoffs.move(row.id, taken_by("anna", version=row.version), LATER)


def test_the_same_event_twice_is_one_move(handoffs):
    row = handoffs.ask(asked(), to_queue(), NOW)
    handoffs.move(row.id, taken_by("anna", key="gebeurtenis-1"), NOW)
    assert handoffs.happened("gebeurtenis-1")
    again = handoffs.move(row.id, taken_by("anna", key="gebeurtenis-1"), LATER)
    assert again.version == 2
    assert len(handoffs.moves_of(row.id)) == 2


def test_a_closed_one_is_over_and_the_next_wish_is_a_new_one(handoffs):
    row = handoffs.ask(asked(), to_queue(), NOW)
    handoffs.move(row.id, taken_by("anna"), NOW)
    handoffs.move(row.id, by("anna", State.GESLOTEN), NOW)
    assert handoffs.open_of("web-1") is None
    with pytest.raises(MoveRefused):
        handoffs.move(row.id, taken_by("bob"), LATER)
    assert handoffs.ask(asked(), to_queue(), LATER).id != row.id


def test_what_was_given_back_may_be_asked_again_as_the_same_one(handoffs):
    row = handoffs.ask(asked(), to_queue(), NOW)
    handoffs.move(row.id, taken_by("anna"), NOW)
    handoffs.move(row.id, by("anna", State.BOT, Reason.GIVEN_BACK), NOW)
    again = handoffs.ask(asked(reason=Reason.ANGER), to_queue(), LATER)
    assert (again.id, again.reason, again.requested_at) == (row.id, Reason.ANGER, LATER)


def test_nobody_asks_for_a_human_beside_an_adviser(handoffs):
    row = handoffs.ask(asked(), to_queue(), NOW)
    handoffs.move(row.id, taken_by("anna"), NOW)
    with pytest.raises(MoveRefused):
        handoffs.ask(asked(), to_queue(), LATER)


def test_untold_moves_come_in_order_until_they_are_told(handoffs):
    row = handoffs.ask(asked(), to_queue(told=True), NOW)
    handoffs.move(row.id, taken_by("anna"), NOW)
    handoffs.move(row.id, by("anna", State.GESLOTEN), LATER)
    first, second = handoffs.untold()
    assert (first.to_state, second.to_state) == (State.ADVISEUR, State.GESLOTEN)
    handoffs.told(first.id, LATER)
    assert handoffs.untold() == [second]
    assert handoffs.moves_between(LATER, LATER + minutes(1)) == [second]


def test_a_place_in_the_queue_is_told_when_it_is_better(handoffs):
    row = handoffs.ask(asked(), to_queue(), NOW)
    assert handoffs.tell_place(row.id, 3)
    assert not handoffs.tell_place(row.id, 3)
    assert not handoffs.tell_place(row.id, 4)
    assert handoffs.tell_place(row.id, 1)
    handoffs.move(row.id, taken_by("anna"), NOW)
    assert not handoffs.tell_place(row.id, 1)


SLOT = Slot(NOW + minutes(60), NOW + minutes(180), 2)


def test_a_slot_has_so_many_places_and_no_more(handoffs):
    handoffs.ask(asked("web-1"), CALL, NOW, SLOT)
    second = handoffs.ask(asked("web-2"), CALL, NOW, SLOT)
    with pytest.raises(SlotFull):
        handoffs.ask(asked("web-3"), CALL, NOW, SLOT)
    assert handoffs.open_of("web-3") is None
    assert handoffs.places_taken(NOW, NOW + minutes(600)) == {SLOT.start: 2}
    assert handoffs.slot_of(second.id) == (SLOT.start, SLOT.end)
    handoffs.move(second.id, by("anna", State.GESLOTEN, Reason.REACHED), LATER)
    assert handoffs.slot_of(second.id) is None
    handoffs.ask(asked("web-3"), CALL, NOW, SLOT)


def test_another_slot_takes_the_place_of_the_first(handoffs):
    row = handoffs.ask(asked(), CALL, NOW, SLOT)
    other = Slot(NOW + minutes(300), NOW + minutes(420), 1)
    assert handoffs.ask(asked(), CALL, LATER, other).id == row.id
    assert handoffs.places_taken(NOW, NOW + minutes(600)) == {other.start: 1}


def test_an_adviser_hears_the_visitor_once_and_only_while_he_has_it(stores):
    handoffs, thread = stores.handoffs, stores.thread
    assert thread.hear("web-1", "m1", "hoi", NOW) is None
    row = handoffs.ask(asked(), to_queue(), NOW)
    assert thread.hear("web-1", "m2", "nog in de rij", NOW) is None
    handoffs.move(row.id, taken_by("anna"), NOW)
    for _ in range(2):
        assert thread.hear("web-1", "m3", "hoi", NOW, "nood_medisch").id == row.id
    (said,) = thread.said(row.id)
    assert (said.text, said.by, said.alert) == ("hoi", Actor.VISITOR, "nood_medisch")
    handoffs.move(row.id, by("anna", State.GESLOTEN), LATER)
    assert thread.was_heard("web-1", "m3")
    assert thread.hear("web-1", "m3", "hoi", LATER) is not None  # a late repeat: not for the bot
    assert thread.hear("web-1", "m4", "hoi", LATER) is None


def test_only_the_adviser_who_has_it_says_something_and_each_thing_once(stores):
    row = stores.handoffs.ask(asked(), to_queue(), NOW)
    with pytest.raises(NotYours):
        stores.thread.reply(row.id, "a1", "anna", "dag", NOW)
    stores.handoffs.move(row.id, taken_by("anna"), NOW)
    first = stores.thread.reply(row.id, "a1", "anna", "dag", NOW)
    assert stores.thread.reply(row.id, "a1", "anna", "dag", LATER) == first
    with pytest.raises(NotYours):
        stores.thread.reply(row.id, "b1", "bob", "ook dag", NOW)
    assert stores.thread.unsent() == [first]
    stores.thread.sent(first.id, LATER)
    assert stores.thread.unsent() == []
    assert [s.sent_at for s in stores.thread.said(row.id)] == [LATER]


def test_read_marks_only_go_forward(stores):
    row = stores.handoffs.ask(asked(), to_queue(), NOW)
    assert stores.thread.seen(row.id, Actor.ADVISER, 5)
    assert not stores.thread.seen(row.id, Actor.ADVISER, 4)
    assert stores.handoffs.get(row.id).seen_by_adviser == 5
    assert stores.handoffs.get(row.id).seen_by_visitor == 0


def test_notes_are_kept_apart_from_what_is_said(stores):
    row = stores.handoffs.ask(asked(), to_queue(), NOW)
    stores.thread.note(row.id, "anna", "belt liever", NOW)
    assert [(n.adviser_id, n.text) for n in stores.thread.notes(row.id)] == [
        ("anna", "belt liever")
    ]
    assert stores.thread.said(row.id) == []


# the database alone: what only happens when many are there at once


def test_of_twenty_advisers_at_once_exactly_one_gets_it(url):
    handoffs = Handoffs(url)
    row = handoffs.ask(asked(), to_queue(), NOW)

    def take(number):
        try:
            return handoffs.move(row.id, taken_by(f"a{number}"), LATER).adviser_id
        except MoveRefused:
            return None

    with ThreadPoolExecutor(8) as people:
        winners = [one for one in people.map(take, range(20)) if one]
    assert winners == [handoffs.get(row.id).adviser_id]
    assert [m.to_state for m in handoffs.moves_of(row.id)] == [State.WACHTRIJ, State.ADVISEUR]


def test_who_read_the_row_before_a_colleague_moved_it_is_refused(url):
    handoffs = Handoffs(url)
    row = handoffs.ask(asked(), to_queue(), NOW)
    read_before = handoffs.move(row.id, taken_by("anna"), NOW)
    handoffs.move(row.id, by("anna", State.ADVISEUR, Reason.COLLEAGUE, adviser_id="bob"), NOW)
    to_lea = by("anna", State.ADVISEUR, Reason.COLLEAGUE, adviser_id="lea")
    with pytest.raises(MoveRefused), transaction(url) as connection:
        writes.move(connection, read_before, to_lea, LATER)
    assert handoffs.get(row.id).adviser_id == "bob"
    assert len(handoffs.moves_of(row.id)) == 3


def test_of_twelve_people_at_once_as_many_as_fit_get_the_slot(url):
    handoffs, slot = Handoffs(url), Slot(SLOT.start, SLOT.end, 4)

    def ask(number):
        try:
            return handoffs.ask(asked(f"web-{number}"), CALL, NOW, slot)
        except (SlotFull, MoveRefused):
            return None

    with ThreadPoolExecutor(6) as people:
        got = [row for row in people.map(ask, range(12)) if row]
    assert len(got) == 4
    assert len(handoffs.in_state(State.TERUGGEBELD)) == 4


def test_one_person_in_two_tabs_waits_once(url):
    handoffs = Handoffs(url)
    with ThreadPoolExecutor(4) as tabs:
        rows = list(tabs.map(lambda _: handoffs.ask(asked(), to_queue(), NOW), range(8)))
    assert len({row.id for row in rows}) == 1
    assert len(handoffs.queue()) == 1


def test_the_database_refuses_to_change_a_line_of_the_audit(url):
    Audit(url).note("anna", "gezien", "ABC123", NOW)
    is_refused(url, "update handoff_audit set actor_id = 'bob'")
    assert [line.actor_id for line in Audit(url).lines("ABC123")] == ["anna"]


def is_refused(url, statement):
    with pytest.raises(sa.exc.DBAPIError), transaction(url) as connection:
        connection.execute(sa.text(statement))


def test_the_database_keeps_every_line_of_the_audit_until_its_time_has_come(url):
    old, young = NOW - dt.timedelta(days=31), NOW - dt.timedelta(days=29)
    Audit(url).note("anna", "gezien", "OLD123", old)
    Audit(url).note("bob", "gezien", "ABC123", young)
    is_refused(url, "delete from handoff_audit")  # the job never ran: nothing may go
    assert Audit(url).retire(30, NOW) == 1
    is_refused(url, "delete from handoff_audit")
    is_refused(url, "delete from handoff_audit where overdracht_id = 'ABC123'")
    assert [line.overdracht_id for line in Audit(url).lines()] == ["ABC123"]
    assert Audit(url).retire(30, NOW) == 0
    assert Audit(url).retire(30, NOW + dt.timedelta(days=2)) == 1
    assert Audit(url).lines() == []


def test_a_longer_retention_holds_for_the_lines_that_are_there(url):
    for days in (10, 20, 40):
        Audit(url).note("anna", "gezien", f"D{days}", NOW - dt.timedelta(days=days))
    assert Audit(url).retire(30, NOW) == 1
    assert Audit(url).retire(5, NOW) == 2  # a shorter one is the operator's choice
    Audit(url).note("anna", "gezien", "D9", NOW - dt.timedelta(days=9))
    Audit(url).note("anna", "gezien", "D99", NOW - dt.timedelta(days=99))
    assert Audit(url).retire(30, NOW) == 1
    is_refused(url, "delete from handoff_audit where overdracht_id = 'D9'")


#: what takes lines away without a DELETE
WAYS_ROUND = {
    "sqlite": "insert or replace into handoff_audit select id, at, 'bob', what, overdracht_id, "
    "detail from handoff_audit",
    "postgresql": "truncate handoff_audit",
}


def test_no_other_statement_takes_a_line_of_the_audit_away(url):
    Audit(url).note("anna", "gezien", "ABC123", NOW)
    is_refused(url, WAYS_ROUND[url.split(":")[0]])
    assert [line.actor_id for line in Audit(url).lines()] == ["anna"]


def test_the_layout_before_lets_lines_go_and_the_newest_keeps_them_again(url):
    Audit(url).note("anna", "gezien", "ABC123", NOW)
    step_back(url, "0008_gesprek_op_volgorde")
    try:
        with transaction(url) as connection:
            connection.execute(sa.text("delete from handoff_audit"))
    finally:
        migrate(url)
    Audit(url).note("bob", "gezien", "ABC123", NOW)
    is_refused(url, "delete from handoff_audit")


def test_the_audit_leaves_as_csv_in_which_no_cell_is_a_formula(url):
    Audit(url).note("=cmd|' /C calc'!A0", "gezien", "ABC123", NOW, "reden")
    heading, line = Audit(url).as_csv().splitlines()
    assert heading == "at;actor_id;what;overdracht_id;detail"
    assert ";'=cmd" in line


def test_an_adviser_is_there_while_chosen_and_seen_lately(url):
    people = Advisers(url)
    people.save(Adviser("anna", "Anna", team="pgb"))
    people.save(Adviser("rik", "Rik", roles=frozenset({"redacteur"})))
    assert people.there(NOW) == []
    for one in ("anna", "rik"):
        people.choose(one, Presence.HERE, NOW)
    assert [a.id for a in people.there(NOW)] == ["anna"]
    assert people.there(NOW, team="wlz") == []
    assert people.there(NOW + minutes(3)) == []
    people.seen("anna", NOW + minutes(3))
    assert [a.id for a in people.there(NOW + minutes(3))] == ["anna"]
    people.choose("anna", Presence.BREAK, NOW + minutes(3))
    assert people.there(NOW + minutes(3)) == []
    people.save(Adviser("anna", "Anna de Wit"))
    assert (people.get("anna").name, people.get("anna").presence) == ("Anna de Wit", Presence.BREAK)
