"""Stands in for the stores of the desk without a database; it passes the tests of the real ones."""

import datetime as dt
from dataclasses import dataclass, field, fields, replace
from itertools import count

from bot.care.handoff import Actor, MoveRefused, NotYours, State, moved
from bot.care.waiting import Wait, places
from bot.storage.handoff_rows import Asked, Moved, Overdracht
from bot.storage.handoff_thread import Note, Said
from bot.storage.handoff_writes import SlotFull
from bot.storage.moments import as_utc


def _told(asked):
    """What an overdracht takes over from who asked."""
    return {
        **{one.name: getattr(asked, one.name) for one in fields(Asked)},
        "topic": asked.topic[:255],
    }


@dataclass
class MemoryHandoffs:
    """See ``bot.storage.handoff.Handoffs``."""

    rows: dict = field(default_factory=dict)
    moves: list = field(default_factory=list)
    keys: set = field(default_factory=set)
    places: dict = field(default_factory=dict)
    place_told: dict = field(default_factory=dict)
    question: dict | None = None
    flow: bool = False
    numbers: count = field(default_factory=lambda: count(1))

    def ask(self, asked, wish, at, slot=None):
        at = as_utc(at)
        row = self.open_of(asked.sender_id)
        if slot is not None:
            free = self._free(slot, row)
        fresh = row or self._new(asked, at)
        if fresh.state is not wish.to or wish.to is State.TERUGGEBELD:
            moved(fresh.standing, wish)  # refused before anything is changed
            self.rows[fresh.id] = replace(fresh, **_told(asked), requested_at=at)
            self.place_told.pop(fresh.id, None)
            self._move(fresh.id, wish, at)
        if slot is not None:
            self.places[free] = (fresh.id, as_utc(slot.end))
        return self.rows[fresh.id]

    def move(self, overdracht_id, wish, at, slot=None):
        row = self.get(overdracht_id)
        if wish.key is not None and wish.key in self.keys:
            return row
        moved(row.standing, wish)
        free = self._free(slot, row) if slot is not None else None
        self._move(overdracht_id, wish, as_utc(at))
        if free is not None:
            self.places[free] = (overdracht_id, as_utc(slot.end))
        return self.rows[overdracht_id]

    def get(self, overdracht_id):
        if overdracht_id not in self.rows:
            raise MoveRefused("no such overdracht")
        return self.rows[overdracht_id]

    def open_of(self, sender_id):
        mine = (r for r in self.rows.values() if r.sender_id == sender_id)
        return next((r for r in mine if r.state is not State.GESLOTEN), None)

    def state_of(self, sender_id):
        row = self.open_of(sender_id)
        return row.state if row else State.BOT

    def happened(self, key):
        return key in self.keys

    def make_urgent(self, overdracht_id):
        row = self.get(overdracht_id)
        if row.state not in (State.WACHTRIJ, State.ADVISEUR) or row.urgent:
            return False
        self.rows[overdracht_id] = replace(row, urgent=True)
        return True

    def in_state(self, *states, adviser_id=None, sender_id=None):
        found = [
            r
            for r in self.rows.values()
            if r.state in states
            and adviser_id in (None, r.adviser_id)
            and sender_id in (None, r.sender_id)
        ]
        return sorted(found, key=lambda r: (not r.urgent, r.requested_at, r.id))

    def queue(self):
        return self.in_state(State.WACHTRIJ)

    def in_line(self):
        queue = self.queue()
        return list(zip(places([r.team for r in queue]), queue, strict=True))

    def place_of(self, overdracht_id):
        return next((place for place, r in self.in_line() if r.id == overdracht_id), None)

    def moves_of(self, overdracht_id):
        return [m for m in self.moves if m.overdracht_id == overdracht_id]

    def moves_between(self, start, end):
        return [m for m in self.moves if as_utc(start) <= m.at < as_utc(end)]

    def untold(self):
        return [m for m in self.moves if m.told_at is None]

    def told(self, move_id, at):
        self.moves = [
            replace(m, told_at=as_utc(at)) if m.id == move_id and m.told_at is None else m
            for m in self.moves
        ]

    def tell_place(self, overdracht_id, place):
        told = self.place_told.get(overdracht_id)
        if self.get(overdracht_id).state is not State.WACHTRIJ or (told and told <= place):
            return False
        self.place_told[overdracht_id] = place
        return True

    def waits(self):
        waited = [m for m in reversed(self.moves) if m.waited is not None and m.place is not None]
        return [Wait(m.place, m.waited) for m in waited][:200]

    def places_taken(self, start, end):
        taken = {}
        for starts, _ in self.places:
            if as_utc(start) <= starts < as_utc(end):
                taken[starts] = taken.get(starts, 0) + 1
        return taken

    def slot_of(self, overdracht_id):
        mine = (
            (start, end) for (start, _), (id_, end) in self.places.items() if id_ == overdracht_id
        )
        return next(mine, None)

    def open_question(self, sender_id):
        return self.question

    def in_flow(self, sender_id):
        return self.flow

    def _new(self, asked, at):
        nothing = dict.fromkeys(("version", "seen_by_adviser", "seen_by_visitor"), 0)
        return Overdracht(
            id=f"M{next(self.numbers):05}",
            state=State.BOT,
            adviser_id=None,
            requested_at=at,
            moved_at=at,
            **_told(asked),
            **nothing,
        )

    def _move(self, overdracht_id, wish, at):
        row = self.rows[overdracht_id]
        after = moved(row.standing, wish)
        self.rows[overdracht_id] = replace(
            row,
            state=after.state,
            adviser_id=after.adviser_id,
            version=after.version,
            moved_at=at,
            team=wish.team if wish.team is not None else row.team,
        )
        if row.state is State.TERUGGEBELD:
            self.places = {k: v for k, v in self.places.items() if v[0] != overdracht_id}
        place, waited = None, None
        if after.state is State.WACHTRIJ:
            place = self.place_of(overdracht_id)
        elif (row.state, after.state) == (State.WACHTRIJ, State.ADVISEUR):
            joined = [m for m in self.moves_of(overdracht_id) if m.to_state is State.WACHTRIJ]
            place = joined[-1].place if joined else None
            waited = (at - row.moved_at).total_seconds()
        if wish.key is not None:
            self.keys.add(wish.key)
        self.moves.append(
            Moved(
                id=len(self.moves) + 1,
                overdracht_id=overdracht_id,
                from_state=row.state,
                to_state=after.state,
                by=wish.by,
                actor_id=wish.actor_id,
                adviser_id=after.adviser_id,
                reason=wish.reason,
                at=at,
                place=place,
                waited=waited,
                told_at=at if wish.told else None,
            )
        )

    def _free(self, slot, row):
        start = as_utc(slot.start)
        mine = row.id if row else None
        taken = {p for (s, p), (id_, _) in self.places.items() if s == start and id_ != mine}
        free = next((n for n in range(slot.capacity) if n not in taken), None)
        if free is None:
            raise SlotFull(start.isoformat())
        return (start, free)


@dataclass
class MemoryThread:
    """See ``bot.storage.handoff_thread.Thread``."""

    handoffs: MemoryHandoffs
    messages: list = field(default_factory=list)
    private: list = field(default_factory=list)

    def hear(self, sender_id, key, text, at, alert=None):
        earlier = self._heard(sender_id, key)
        if earlier is not None:
            return self.handoffs.get(earlier.overdracht_id)
        row = self.handoffs.open_of(sender_id)
        if row is None or row.state is not State.ADVISEUR:
            return None
        self._add(row.id, key, Actor.VISITOR, None, text, at, alert)
        return row

    def was_heard(self, sender_id, key):
        return self._heard(sender_id, key) is not None

    def reply(self, overdracht_id, key, adviser_id, text, at, holder=None):
        row = self.handoffs.get(overdracht_id)
        if (row.state, row.adviser_id) != (State.ADVISEUR, holder or adviser_id):
            raise NotYours(adviser_id)
        mine = [m for m in self.messages if (m.overdracht_id, m.key) == (overdracht_id, key)]
        return (
            mine[0] if mine else self._add(overdracht_id, key, Actor.ADVISER, adviser_id, text, at)
        )

    def sent(self, message_id, at):
        self.messages = [
            replace(m, sent_at=as_utc(at)) if m.id == message_id else m for m in self.messages
        ]

    def unsent(self):
        return [m for m in self.messages if m.by is Actor.ADVISER and m.sent_at is None]

    def said(self, overdracht_id, after=0):
        return [m for m in self.messages if m.overdracht_id == overdracht_id and m.id > after]

    def said_in_talk(self, sender_id):
        mine = {r.id for r in self.handoffs.rows.values() if r.sender_id == sender_id}
        return [m for m in self.messages if m.overdracht_id in mine]

    def seen(self, overdracht_id, by, message_id):
        row = self.handoffs.get(overdracht_id)
        name = "seen_by_visitor" if by is Actor.VISITOR else "seen_by_adviser"
        if getattr(row, name) >= message_id:
            return False
        self.handoffs.rows[overdracht_id] = replace(row, **{name: message_id})
        return True

    def note(self, overdracht_id, adviser_id, text, at):
        self.private.append((overdracht_id, Note(len(self.private), adviser_id, text, as_utc(at))))

    def notes(self, overdracht_id):
        return [note for of, note in self.private if of == overdracht_id]

    def _heard(self, sender_id, key):
        return next((m for m in self.said_in_talk(sender_id) if m.key == key), None)

    def _add(self, overdracht_id, key, by, adviser_id, text, at, alert=None):
        about = (overdracht_id, key, by, adviser_id, text, alert, as_utc(at))
        said = Said(len(self.messages) + 1, *about, None)
        self.messages.append(said)
        return said


def minutes(number):
    return dt.timedelta(minutes=number)
