"""Says something to a visitor who asked nothing at this moment: one port, a speaker per channel.

A body is what a visitor sees, with two fields that say how: ``from`` is ``adviser``, ``system`` or
``assistant``, and ``key`` names the occasion, so that the same thing is said once however often it
is tried.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from bot.errors import WegwijzerError
from bot.storage.persons import WEBSITE
from bot.storage.website import Body, WebsiteTalks

#: wakes whoever follows a talk; a note goes along that is worth saying and not worth storing
Ring = Callable[..., Any]


class CannotBeReached(WegwijzerError):
    """No channel can speak to this talk at this moment."""


class WindowClosed(CannotBeReached):
    """WhatsApp lets a business speak freely for 24 hours; after that only a template."""


class AlreadyAsked(CannotBeReached):
    """The template went out already; a second one before an answer would be spam."""


class Speaker(Protocol):
    """One channel's way to speak first."""

    def speak(self, sender_id: str, body: Body, at: dt.datetime) -> str:
        """Say something and return the id of the message; the same ``key`` is said once.

        Raises:
            CannotBeReached: it cannot be delivered, now or ever.
        """
        raise NotImplementedError


@runtime_checkable
class HasWindow(Protocol):
    """A channel that may only speak until a moment."""

    def window_open_until(self, sender_id: str) -> dt.datetime | None:
        """Return until when; None when it is shut or never was open."""
        raise NotImplementedError


@runtime_checkable
class HasTemplate(Protocol):
    """A channel that may bring one fixed message, approved beforehand, when its window is shut."""

    def template_name(self) -> str:
        """Return its name; empty when the operator has none."""
        raise NotImplementedError

    def speak_template(self, sender_id: str, at: dt.datetime, key: str) -> str:
        """Send it, once for its key, and return the id of the message.

        Raises:
            AlreadyAsked: it was sent under this key before.
            CannotBeReached: it cannot be delivered, now or ever.
        """
        raise NotImplementedError


@runtime_checkable
class ShowsTyping(Protocol):
    """A channel that can show that an adviser types, and what was read."""

    def note(self, sender_id: str, note: Mapping[str, Any]) -> None:
        """Show it for a moment; nothing is stored."""
        raise NotImplementedError


def no_bell(talk_id: str, note: Mapping[str, Any] | None = None) -> None:
    """Stand in where nobody listens; a follower then reads at its next poll."""


@dataclass(frozen=True)
class WebsiteSpeaker:
    """Speaks on the website: a row in the talk, and the bell for whoever follows it.

    Attributes:
        talks: where talks are kept.
        ring: wakes the followers of a talk.
    """

    talks: WebsiteTalks
    ring: Ring = no_bell

    def speak(self, sender_id: str, body: Body, at: dt.datetime) -> str:
        """Store it in the talk, once for its key (see parent class)."""
        session_id = sender_id.removeprefix(WEBSITE)
        if not self.talks.exists(session_id):
            raise CannotBeReached("the talk is gone")
        # the point keeps it apart from every id that a client can make
        message_id = f".{body['key']}"[:64]
        shown = {name: value for name, value in body.items() if name not in ("from", "key")}
        self.talks.receive(session_id, message_id, shown, at, sent_by=body["from"])
        self.ring(session_id)
        return message_id

    def note(self, sender_id: str, note: Mapping[str, Any]) -> None:
        """Pass a sign such as ``{"typing": "Anna"}`` to whoever follows the talk."""
        self.ring(sender_id.removeprefix(WEBSITE), dict(note))


@dataclass(frozen=True)
class Speakers:
    """Finds the speaker of a talk.

    Attributes:
        by_prefix: from the beginning of a sender's id to its channel.
    """

    by_prefix: Mapping[str, Speaker] = field(default_factory=dict)

    def of(self, sender_id: str) -> Speaker:
        """Return the speaker of a talk.

        Raises:
            CannotBeReached: its channel cannot speak first.
        """
        for prefix, speaker in self.by_prefix.items():
            if sender_id.startswith(prefix):
                return speaker
        raise CannotBeReached("no speaker for this channel")

    def speak(self, sender_id: str, body: Body, at: dt.datetime) -> str:
        """Say something on the channel of a talk (see ``Speaker``).

        Raises:
            CannotBeReached: its channel cannot speak first, or not now.
        """
        return self.of(sender_id).speak(sender_id, body, at)

    def open_until(self, sender_id: str) -> dt.datetime | None:
        """Return until when a talk may be spoken to freely; ``datetime.max`` for always."""
        speaker = self.of(sender_id)
        if isinstance(speaker, HasWindow):
            return speaker.window_open_until(sender_id)
        return dt.datetime.max.replace(tzinfo=dt.timezone.utc)

    def template_of(self, sender_id: str) -> str:
        """Return the name of the template that a talk may get; empty for none."""
        speaker = self.of(sender_id)
        return speaker.template_name() if isinstance(speaker, HasTemplate) else ""

    def speak_template(self, sender_id: str, at: dt.datetime, key: str) -> str:
        """Send the template (see ``HasTemplate``).

        Raises:
            CannotBeReached: its channel has none, or it cannot be delivered.
        """
        speaker = self.of(sender_id)
        if not isinstance(speaker, HasTemplate):
            raise CannotBeReached("no template for this channel")
        return speaker.speak_template(sender_id, at, key)

    def note(self, sender_id: str, note: Mapping[str, Any]) -> None:
        """Show a sign of a moment, where the channel can."""
        speaker = self.of(sender_id)
        if isinstance(speaker, ShowsTyping):
            speaker.note(sender_id, note)
