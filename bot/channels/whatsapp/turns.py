"""What one turn comes to: from a person's messages to what goes out; nothing is stored or sent here."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.care.handoff import State
from bot.care.pins import pin_text
from bot.channels.door import RECEIPT, Door
from bot.channels.inbound import FAILED, LOST, Refused, Vocabulary
from bot.channels.whatsapp import kinds, spoken, texts
from bot.channels.whatsapp.render import render
from bot.channels.whatsapp.sensitive import elsewhere
from bot.storage.handoff import Handoffs
from bot.storage.turns import danger_in_turn, last_asked
from bot.storage.whatsapp_inbox import Outcome, Turn, Waiting
from bot.storage.whatsapp_people import Person

log = logging.getLogger(__name__)
Body = dict[str, Any]
#: what is joined still has to fit in what the door keeps of a message
LONGEST_THOUGHT = 3500
#: how often a turn is tried before the person is told that it failed
TRIES = 3
REMIND_AFTER = dt.timedelta(hours=24)


class Assistant(Protocol):
    """Rasa, as a turn needs it."""

    def vocabulary(self) -> Vocabulary:
        """Return the payloads that exist."""

    async def say(self, sender_id: str, text: str, turn_id: str) -> list[Body]:
        """Return the answers to a message that has passed the door."""

    def said(self, sender_id: str, turn_id: str) -> list[Body] | None:
        """Return the answers of a turn that was done before; None when it was not."""


def thought_of(waiting: Sequence[Waiting]) -> tuple[Waiting, ...]:
    """Return the first messages that belong together, of those that wait in order.

    A turn that was begun before holds the same messages as then: Rasa may have dealt with it.
    """
    first = waiting[0]
    if first.turn_id is not None:
        return tuple(m for m in waiting if m.turn_id == first.turn_id)
    found = [first]
    length = _length(first)
    for message in waiting[1:]:
        length += _length(message)
        if not (_joins(found[-1]) and _joins(message)) or length > LONGEST_THOUGHT:
            break
        found.append(message)
    return tuple(found)


def _joins(message: Waiting) -> bool:
    return (
        message.kind == kinds.TEXT
        and message.turn_id is None
        and not message.content["text"].startswith("/")
        and not spoken.is_command(message.content["text"])
    )


def _length(message: Waiting) -> int:
    return len(message.content.get("text") or "") + 1


@dataclass(frozen=True)
class Turns:
    """Answers thoughts.

    Attributes:
        door: what every message passes before Rasa; it knows the settings.
        assistant: Rasa.
    """

    door: Door
    assistant: Assistant

    async def outcome(self, turn: Turn, at: dt.datetime) -> Outcome:
        """Return what a thought comes to; what Rasa raises is raised again until the last try."""
        first = turn.messages[0]
        if first.kind == kinds.SYSTEM:
            return Outcome(moved_to=first.content["to"])
        if first.kind == kinds.REACTION:
            return Outcome()
        text = "\n".join(m.content.get("text") or "" for m in turn.messages)
        if self.door.asks_to_forget(text):
            return Outcome(render([{"text": RECEIPT}]).bodies, forget=True)
        return self._command(turn.person, text) or await self._answered(turn, text, at)

    def has_adviser(self, sender_id: str) -> bool:
        """Tell whether an adviser has the talk: then what is written is for a human."""
        return self._state(sender_id) is State.ADVISEUR

    def _state(self, sender_id: str) -> State:
        return Handoffs(self.door.settings.database_url).state_of(sender_id)

    def _command(self, person: Person, text: str) -> Outcome | None:
        if spoken.wants_in(text) and person.opted_out:
            return Outcome(render([{"text": texts.STARTED}]).bodies, opted_out=False)
        # "stop" ends what one is in first: a flow, the queue, a talk with an adviser
        if not spoken.wants_out(text, lambda: self._is_in_something(person)):
            return None
        if person.opted_out:
            return Outcome()
        return Outcome(render([{"text": texts.STOPPED}]).bodies, choices=(), opted_out=True)

    def _is_in_something(self, person: Person) -> bool:
        waits = self._state(person.sender_id) in (State.WACHTRIJ, State.ADVISEUR)
        return waits or self._asked(person) is not None

    def _asked(self, person: Person) -> str | None:
        return last_asked(self.door.settings.database_url, person.sender_id)

    async def _answered(self, turn: Turn, text: str, at: dt.datetime) -> Outcome:
        person, kind = turn.person, turn.messages[0].kind
        beside = self.has_adviser(person.sender_id)
        fixed = (
            [texts.NOT_PASSED_ON if beside else texts.FIXED[kind]] if kind in texts.FIXED else []
        )
        words = self._words(person, turn.messages[0], text, beside)
        said = await self._said(turn, words, at) if words else []
        danger = self._danger(turn, words)
        if person.opted_out and not danger and not beside:  # beside an adviser: a number to call
            return self._silent(person, at)
        said = [elsewhere(body, self.door.settings) for body in said]
        # the number to call comes before everything, also before who we are
        said = [*said, *fixed] if danger else [*fixed, *said]
        introduce = bool(said) and not person.introduced
        if introduce:
            said.insert(len(said) if danger else 0, self._introduction())
        shown = render(said)
        return Outcome(shown.bodies, shown.choices if said else None, introduced=introduce)

    def _danger(self, turn: Turn, words: str) -> bool:
        """Tell whether the assistant saw a sign of danger; a button or pin has none."""
        if not words or words.startswith("/"):
            return False
        return danger_in_turn(self.door.settings.database_url, turn.sender_id, turn.id)

    def _words(self, person: Person, first: Waiting, text: str, beside: bool) -> str:
        """Return what Rasa hears: words, or a payload for a button, a number or a pin.

        An adviser hears what was written, and that something came which cannot be passed on.
        """
        if beside and first.kind in texts.FIXED:
            return " ".join(filter(None, [texts.SENT_SOMETHING.get(first.kind), text]))
        if beside and first.kind == kinds.TEXT:
            return text
        if first.kind == kinds.LOCATION:
            pin = pin_text(first.content["lat"], first.content["lon"])
            intent = "antwoord" if self._asked(person) == "plek" else "zoek_zorgkantoor"
            return f'/{intent}{{"plek": "{pin}"}}'
        if first.kind == kinds.WELCOME:
            return "/groet"
        if first.kind == kinds.TEXT:
            return spoken.chosen(text, person.choices) or text
        return text

    async def _said(self, turn: Turn, words: str, at: dt.datetime) -> list[Body]:
        tried = turn.messages[0].attempts
        before = self.assistant.said(turn.sender_id, turn.id) if tried else None
        if before is not None:
            return before or [{"text": LOST}]
        try:
            text = self.door.let_in(words, turn.sender_id, self.assistant.vocabulary(), at)
            return await self.assistant.say(turn.sender_id, text, turn.id)
        except Refused as refused:
            return [{"text": refused.sentence}]
        except Exception as failure:
            log.error("whatsapp_turn_failed failure=%s", type(failure).__name__)
            if tried + 1 < TRIES:
                raise
            return [{"text": FAILED}]

    def _silent(self, person: Person, at: dt.datetime) -> Outcome:
        """Keep silent to somebody who said "stop", and say so at most once a day."""
        due = person.reminded_at is None or at - person.reminded_at >= REMIND_AFTER
        if not due:
            return Outcome()
        return Outcome(render([{"text": texts.REMINDER}]).bodies, reminded=True)

    def _introduction(self) -> Body:
        return {"text": texts.INTRODUCTION.format(privacy=self.door.settings.privacy_url)}
