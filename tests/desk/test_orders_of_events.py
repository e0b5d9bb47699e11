"""Any order of events, with lost, doubled and late ones and stops in between, on both stores.

Never two advisers, never bot and adviser both speaking, every state has a way back, every line once;
each team its own conversations, no slot more calls than people, and danger is heard beside an adviser.
"""

import asyncio
import contextlib
import datetime as dt
import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.care.handoff import CALL_OUTCOMES, CLOSINGS, Actor, Reason, State, Wish, bot_may_answer
from bot.care.waiting import fits
from bot.channels.silence import Silence
from bot.desk.service import Desk
from bot.desk.upkeep import Upkeep
from bot.errors import WegwijzerError
from bot.storage.advisers import Adviser, NoAdviser, Presence
from bot.storage.database import engine_for, migrate
from bot.storage.handoff import Handoffs
from bot.storage.handoff_rows import Asked, Slot
from bot.storage.handoff_thread import Thread
from tests.databases import emptied
from tests.desk.memory import MemoryHandoffs, MemoryThread

START = dt.datetime(2026, 11, 23, 9, tzinfo=dt.timezone.utc)
VISITORS = ("web-1", "web-2", "web-3")
PEOPLE = ("anna", "bob", "lea")
LEAD = "lea"
#: of which team, and how many conversations at once; the lead has all teams
OF_TEAM, CAPACITY = {"anna": "wlz", "bob": "pgb"}, {"anna": 9, "bob": 1, "lea": 9}
TEAMS = (None, "wlz", "pgb")
TOMORROW = START + dt.timedelta(days=1)
SLOTS = tuple(
    Slot(TOMORROW + dt.timedelta(hours=hour), TOMORROW + dt.timedelta(hours=hour + 1), places)
    for hour, places in enumerate((1, 2))
)
DANGER, NUMBER = "er is brand", "Bel het noodnummer."
COMMANDS = ("stop", "laat maar")
CLOSED = "is afgesloten"
who = st.sampled_from(VISITORS)
adviser = st.sampled_from(PEOPLE)
slot_or_none = st.none() | st.sampled_from(SLOTS)


class Stopped(BaseException):
    """The process is stopped at this very point."""


class Down(WegwijzerError):
    """The channel cannot be reached for a moment."""


class Channel:
    """A channel that stores each key once, fails when told to, and stops the process when told to."""

    def __init__(self):
        self.seen = []
        self.keys = set()
        self.down = False
        self.stop_after = None

    def speak(self, sender_id, body, at):
        if self.down:
            raise Down
        if body["key"] not in self.keys:
            self.keys.add(body["key"])
            self.seen.append((sender_id, body["from"], body["text"], body["key"]))
        if self.stop_after is not None:
            self.stop_after -= 1
            if self.stop_after < 0:
                self.stop_after = None
                raise Stopped
        return body["key"]

    def of(self, sender_id):
        return self

    def open_until(self, sender_id):
        return dt.datetime.max.replace(tzinfo=dt.timezone.utc)

    def note(self, sender_id, note):
        pass


class People:
    """The advisers, without a database."""

    def __init__(self):
        roles = {LEAD: frozenset({"adviseur", "teamleider"})}
        self.by_id = {
            one: Adviser(
                one,
                one.title(),
                roles.get(one, frozenset({"adviseur"})),
                OF_TEAM.get(one),
                CAPACITY[one],
            )
            for one in PEOPLE
        }

    def get(self, adviser_id):
        if adviser_id not in self.by_id:
            raise NoAdviser
        return self.by_id[adviser_id]

    def all(self):
        return list(self.by_id.values())

    def there(self, at, team=None):
        return [one for one in self.all() if one.is_there(at) and fits(one.team, team)]

    def here(self, adviser_id, at):
        old = self.by_id[adviser_id]
        self.by_id[adviser_id] = replace(old, presence=Presence.HERE, seen_at=at)


class World(RuleBasedStateMachine):
    """Three visitors, three advisers and the channel between them; ``stores`` is filled in below."""

    stores = None

    def __init__(self):
        super().__init__()
        self.handoffs, self.thread = self.stores()
        self.channel, self.people = Channel(), People()
        self.now, self.number = START, 0
        self.sent, self.answered, self.numbers, self.wrong = {}, set(), set(), []
        self.start()

    def start(self):
        """Start the process: nothing is kept but what is stored."""
        audit = SimpleNamespace(note=lambda *a, **k: None)
        stores = SimpleNamespace(
            handoffs=self.handoffs, thread=self.thread, advisers=self.people, audit=audit
        )
        self.desk = Desk(stores, self.channel)
        self.silence = Silence(
            handoffs=self.handoffs,
            thread=self.thread,
            find_danger=lambda text: SimpleNamespace(kind="brand") if text == DANGER else None,
            number_for=lambda danger: {"text": NUMBER},
            copy_of=lambda text, sender_id, at: None,
            tell=lambda at: self.desk.announcer.tell(at),
            now=lambda: self.now,
        )

    @contextlib.contextmanager
    def something(self):
        """Something happens; a refusal is an answer, and a stop is followed by a start."""
        self.now += dt.timedelta(seconds=1)
        try:
            yield
        except WegwijzerError:
            pass
        except Stopped:
            self.start()

    # visitors

    @rule(
        talk=who,
        reason=st.sampled_from((Reason.REQUEST, Reason.ANGER)),
        team=st.sampled_from(TEAMS),
    )
    def visitor_joins_the_queue(self, talk, reason, team):
        with self.something():
            wish = Wish(State.WACHTRIJ, Actor.VISITOR, reason, told=True)
            self.handoffs.ask(Asked(talk, "website", "iets", reason, team=team), wish, self.now)

    @rule(talk=who, slot=slot_or_none)
    def visitor_wants_a_call(self, talk, slot):
        with self.something():
            wish = Wish(State.TERUGGEBELD, Actor.VISITOR, Reason.REQUEST, told=True)
            row = self.handoffs.ask(Asked(talk, "website", "iets"), wish, self.now, slot)
            self.has_the_slot(row, slot)

    @rule(talk=who, words=st.sampled_from(("hallo", "hallo", DANGER, *COMMANDS)))
    def visitor_says(self, talk, words):
        self.number += 1
        self.sent[f"m{self.number}"] = (talk, words)
        self.deliver(f"m{self.number}")

    @rule(data=st.data())
    def an_old_message_comes_again(self, data):
        # a channel answers a message that the bot answered from its own store, so it is not passed on
        old = sorted(self.sent.keys() - self.answered)
        if old:
            self.deliver(data.draw(st.sampled_from(old)))

    @rule(talk=who, one=adviser)
    def an_adviser_takes_over_while_the_bot_makes_its_answer(self, talk, one):
        self.number += 1
        self.sent[f"m{self.number}"] = (talk, "hallo")
        row = self.handoffs.open_of(talk)
        self.deliver(f"m{self.number}", meanwhile=lambda: row and self.take_of(row, one))

    def deliver(self, key, meanwhile=lambda: None):
        talk, words = self.sent[key]
        gathered = []

        async def say(sender_id, body):
            if body["text"] == NUMBER:  # the safety net, which speaks beside an adviser too
                self.numbers.add(key)
                return
            if not bot_may_answer(self.handoffs.state_of(talk)):
                self.wrong.append(f"the bot spoke beside an adviser: {key}")
            gathered.append(body["text"])

        async def bot(message):
            await message.output_channel.send_response(talk, {"text": "eerste"})
            meanwhile()
            await message.output_channel.send_response(talk, {"text": "tweede"})

        output = SimpleNamespace(send_response=say, messages=gathered)
        message = SimpleNamespace(text=words, sender_id=talk, message_id=key, output_channel=output)
        before = self.handoffs.open_of(talk)
        with self.something():
            asyncio.run(self.silence.pass_on(message, bot))
            self.is_urgent_after(words, before)
            if gathered:
                self.answered.add(key)
                if not bot_may_answer(self.handoffs.state_of(talk)):
                    self.wrong.append(f"the bot's answer arrived beside an adviser: {key}")

    def is_urgent_after(self, words, before):
        """Who told of danger, waiting or beside an adviser, waits before who did not."""
        if words != DANGER or before is None:
            return
        row = self.handoffs.get(before.id)
        wants_a_human = before.state in (State.WACHTRIJ, State.ADVISEUR)
        if wants_a_human and before.version == row.version and not row.urgent:
            self.wrong.append("danger, and not urgent")

    # advisers

    def pick(self, data, *states):
        rows = self.handoffs.in_state(*states)
        return data.draw(st.sampled_from(rows)) if rows else None

    def take_of(self, row, one):
        self.people.here(one, self.now)
        with contextlib.suppress(WegwijzerError):
            self.desk.take(one, row.id, self.now)

    @rule(data=st.data(), one=adviser)
    def adviser_takes(self, data, one):
        row = self.pick(data, *State)
        if row:
            self.people.here(one, self.now)
            with self.something():
                self.desk.take(one, row.id, self.now)
                if row.adviser_id != one and not fits(OF_TEAM.get(one), row.team):
                    self.wrong.append(f"{one} took what is for {row.team}")

    @rule(data=st.data(), one=adviser, what=st.sampled_from(("colleague", "team", "back", "close")))
    def adviser_lets_go(self, data, one, what):
        row = self.pick(data, *State)
        if row is None:
            return
        self.people.here(one, self.now)
        other = data.draw(adviser)
        reason = data.draw(st.sampled_from(CLOSINGS))
        team = data.draw(st.sampled_from(TEAMS)) or ""
        with self.something():
            {
                "colleague": lambda: self.desk.to_colleague(one, row.id, other, self.now),
                "team": lambda: self.desk.to_team(one, row.id, team, self.now),
                "back": lambda: self.desk.give_back(one, row.id, self.now),
                "close": lambda: self.desk.close(one, row.id, reason, self.now),
            }[what]()

    @rule(data=st.data(), to=adviser)
    def lead_assigns(self, data, to):
        row = self.pick(data, State.WACHTRIJ, State.ADVISEUR, State.GESLOTEN)
        if row:
            with self.something():
                self.desk.assign(LEAD, row.id, to, self.now)

    @rule(data=st.data(), one=adviser, outcome=st.sampled_from(CALL_OUTCOMES), again=slot_or_none)
    def adviser_called(self, data, one, outcome, again):
        row = self.pick(data, State.TERUGGEBELD, State.WACHTRIJ)
        again = again if outcome is Reason.NOT_REACHED else None
        if row:
            with self.something():
                self.has_the_slot(self.desk.called(one, row.id, outcome, self.now, again), again)

    def has_the_slot(self, row, slot):
        got = self.handoffs.slot_of(row.id)
        if got != ((slot.start, slot.end) if slot else None):
            self.wrong.append(f"asked for {slot}, and has {got}")

    @rule(data=st.data(), one=adviser, key=st.sampled_from("abc"))
    def adviser_says(self, data, one, key):
        row = self.pick(data, *State)
        if row:
            with self.something():
                self.desk.reply(one, row.id, key, "dag", self.now)

    # what goes wrong

    @rule(down=st.booleans())
    def the_channel_fails_or_is_back(self, down):
        self.channel.down = down

    @rule(after=st.integers(0, 3))
    def the_process_stops_soon(self, after):
        self.channel.stop_after = after

    @rule()
    def the_process_starts_anew(self):
        self.channel.stop_after = None
        self.start()

    @rule(minutes=st.sampled_from((0, 1, 7, 20)))
    def time_passes(self, minutes):
        with self.something():
            self.now += dt.timedelta(minutes=minutes)
            Upkeep(self.desk).run(self.now)

    # what always holds

    @invariant()
    def bot_and_adviser_never_both_speak_and_nobody_gets_what_is_not_his(self):
        assert not self.wrong

    @invariant()
    def no_slot_has_more_calls_than_people_and_who_is_not_called_has_no_slot(self):
        taken = self.handoffs.places_taken(START, START + dt.timedelta(days=9))
        assert all(number <= self.places_in(start) for start, number in taken.items())
        with_slot = [row for row in self.handoffs.in_state(*State) if self.handoffs.slot_of(row.id)]
        assert all(row.state is State.TERUGGEBELD for row in with_slot)
        assert sum(taken.values()) == len(with_slot)

    @staticmethod
    def places_in(start):
        return next(slot.capacity for slot in SLOTS if slot.start == start)

    @invariant()
    def urgent_ones_wait_in_front_and_a_place_that_is_told_only_gets_better(self):
        urgent = [row.urgent for row in self.handoffs.queue()]
        assert urgent == sorted(urgent, reverse=True)
        told = {}
        for _, _, _, key in self.channel.seen:
            if key.startswith("plek."):
                _, row_id, version, place = key.split(".")
                told.setdefault((row_id, version), []).append(int(place))
        assert all(places == sorted(set(places), reverse=True) for places in told.values())

    @invariant()
    def a_talk_is_with_one_adviser_or_with_none(self):
        for talk in VISITORS:
            rows = self.handoffs.in_state(*State, sender_id=talk)
            still_open = [r for r in rows if r.state is not State.GESLOTEN]
            assert len(still_open) <= 1
            assert all((r.adviser_id is not None) == (r.state is State.ADVISEUR) for r in rows)

    @invariant()
    def the_moves_of_a_talk_follow_on_each_other(self):
        for row in self.handoffs.in_state(*State):
            moves = self.handoffs.moves_of(row.id)
            states = [State.BOT, *(m.to_state for m in moves)]
            assert [m.from_state for m in moves] == states[:-1]
            assert row.state is states[-1]

    def teardown(self):
        """In the end everything was said, once; and from every state the bot gets the talk back."""
        self.channel.down, self.channel.stop_after = False, None
        self.start()
        # a channel keeps a message until it is dealt with, and passes it on again after a stop
        for key in [key for key in self.sent if key not in self.answered]:
            self.deliver(key)
        self.desk.announcer.tell(self.now)
        self.every_line_was_said_once()
        self.no_message_was_lost()
        for row in self.handoffs.in_state(State.ADVISEUR):
            self.desk.give_back(row.adviser_id, row.id, self.now)
        for talk in VISITORS:
            assert bot_may_answer(self.handoffs.state_of(talk))
            self.number += 1
            self.sent[f"m{self.number}"] = (talk, "en nu?")
            self.deliver(f"m{self.number}")
            assert f"m{self.number}" in self.answered

    def every_line_was_said_once(self):
        """Also: what an adviser said stands between the lines of joining and closing."""
        assert not self.handoffs.untold()
        assert not self.thread.unsent()
        for talk in VISITORS:
            mine = [text for sender, _, text, _ in self.channel.seen if sender == talk]
            rows = self.handoffs.in_state(*State, sender_id=talk)
            moves = [m for r in rows for m in self.handoffs.moves_of(r.id)]
            with_a_human = (State.ADVISEUR, State.WACHTRIJ)
            closings = [
                m for m in moves if m.to_state is State.GESLOTEN and m.from_state in with_a_human
            ]
            assert sum(CLOSED in text for text in mine) == len(closings)
            said = [m for m in self.thread.said_in_talk(talk) if m.by is Actor.ADVISER]
            assert sum(text == "dag" for text in mine) == len(said)
            beside = False
            for text in mine:
                beside = (
                    beside or "heeft uw gesprek aangenomen" in text or "neemt het gesprek" in text
                )
                assert beside or text != "dag"
                beside = beside and CLOSED not in text and "gaf het gesprek terug" not in text

    def no_message_was_lost(self):
        for key, (talk, words) in self.sent.items():
            was_a_command = words in COMMANDS and self.handoffs.happened(f"{talk}.{key}")
            assert key in self.answered or self.thread.was_heard(talk, key) or was_a_command
        for talk in VISITORS:
            heard = [m for m in self.thread.said_in_talk(talk) if m.by is Actor.VISITOR]
            for message in heard:  # the adviser is alerted, and the visitor has the number
                assert message.alert == ("brand" if message.text == DANGER else None)
                assert (message.key in self.numbers) == (message.text == DANGER)


def in_memory():
    handoffs = MemoryHandoffs()
    return handoffs, MemoryThread(handoffs)


@pytest.fixture
def in_sql(tmp_path):
    empty = tmp_path / "empty.db"
    migrate(f"sqlite:///{empty}")
    with engine_for(f"sqlite:///{empty}").connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    number = iter(range(10**6))

    def stores():
        path = tmp_path / f"{next(number)}.db"
        shutil.copy(empty, path)
        return Handoffs(f"sqlite:///{path}"), Thread(f"sqlite:///{path}")

    return stores


@pytest.fixture
def in_postgres(postgres_with_tables):
    def stores():
        url = emptied(postgres_with_tables.url)
        return Handoffs(url), Thread(url)

    return stores


def go(stores, examples, steps):
    machine = type("Here", (World,), {"stores": staticmethod(stores)})
    quiet = list(HealthCheck)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=quiet,
        ),
    )


def test_any_order_of_events_in_memory():
    go(in_memory, 12, 20)


def test_any_order_of_events_in_the_database(in_sql):
    go(in_sql, 2, 20)


@pytest.mark.model  # for the time it takes; nothing of Rasa
def test_many_orders_of_events_in_memory():
    go(in_memory, 300, 40)


@pytest.mark.model
def test_many_orders_of_events_in_the_database(in_sql):
    go(in_sql, 30, 40)


@pytest.mark.journey
def test_any_order_of_events_in_postgresql(in_postgres):
    go(in_postgres, 6, 25)
