"""The port for others who speak to a person over WhatsApp, such as the desk of the klantadviseurs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.speakers import AlreadyAsked, CannotBeReached, Ring, WindowClosed, no_bell
from bot.channels.whatsapp.render import render, template
from bot.channels.whatsapp.sensitive import elsewhere
from bot.channels.whatsapp.signs import TOPIC
from bot.settings import Settings
from bot.storage.whatsapp_outbox import Outbox
from bot.storage.whatsapp_people import Sealer

Body = dict[str, Any]


class OptedOut(CannotBeReached):
    """The person said "stop"."""


class NobodyThere(CannotBeReached):
    """No such person, or their talk was deleted."""


@dataclass(frozen=True)
class WhatsAppVoice:
    """Puts messages in the outbox; they go out in the order of asking.

    Attributes:
        choices: the operator's settings; WhatsApp must be connected.
        ring: wakes whoever is connected with Meta, to show a sign of a moment.
    """

    choices: Settings
    ring: Ring = no_bell

    @property
    def _outbox(self) -> Outbox:
        return Outbox(self.choices.database_url, Sealer(self.choices.secret))

    def speak(self, sender_id: str, body: Body, at: dt.datetime) -> str:
        """Store a message to a person and return its id.

        Args:
            sender_id: ``whatsapp:...``, as Rasa knows the person.
            body: ``text``, and ``buttons`` or ``source`` when there are any; the ``name`` of an
                adviser stands above it, and what has a ``key`` goes out once. A long one goes out
                as several messages; the id is that of the last.
            at: now, in any zone.

        Raises:
            WindowClosed: Meta would refuse it; ``speak_template`` may.
            OptedOut: the person wants no messages.
            NobodyThere: there is no number to send it to.
            ValueError: there is nothing in it.
        """
        if at >= self._reachable_until(sender_id):
            raise WindowClosed(sender_id)
        shown = render([elsewhere(with_name(body), self.choices)])
        if not shown.bodies:
            raise ValueError("een bericht zonder tekst")
        said = self._outbox.put(sender_id, shown.bodies, at, body.get("key"))
        if shown.choices:
            self._outbox.offer(sender_id, shown.choices)
        return said[-1]

    def template_name(self) -> str:
        """Return the template of the settings (``WHATSAPP_SJABLOON``); empty for none."""
        return self.choices.whatsapp.template if self.choices.whatsapp else ""

    def speak_template(self, sender_id: str, at: dt.datetime, key: str) -> str:
        """Store the template and return its id.

        Args:
            sender_id: the person.
            at: now, in any zone.
            key: names the occasion; it goes out once for it.

        Raises:
            AlreadyAsked: it was stored under this key before.
            WindowClosed: no template is set.
            OptedOut: the person wants no messages.
            NobodyThere: there is no number to send it to.
        """
        self._reachable_until(sender_id)
        whatsapp = self.choices.whatsapp
        if whatsapp is None or not whatsapp.template:
            raise WindowClosed(sender_id)
        if self._outbox.has_said(sender_id, key):
            raise AlreadyAsked(sender_id)
        body = template(whatsapp.template, whatsapp.template_language)
        return self._outbox.put(sender_id, [body], at, key)[0]

    def _reachable_until(self, sender_id: str) -> dt.datetime:
        until = self._outbox.window_open_until(sender_id)
        if until is None:
            raise NobodyThere(sender_id)
        if self._outbox.has_opted_out(sender_id):
            raise OptedOut(sender_id)
        return until

    def window_open_until(self, sender_id: str) -> dt.datetime | None:
        """Return until when one may write freely, in UTC.

        None for somebody who is not here, or who wants no messages.
        """
        try:
            return self._reachable_until(sender_id)
        except CannotBeReached:
            return None

    def note(self, sender_id: str, note: Mapping[str, Any]) -> None:
        """Show a sign of a moment: ``{"typing": name}``, or ``{"read": turn}``."""
        self.ring(TOPIC, {"sender_id": sender_id, **note})

    def became(self, message_id: str) -> str:
        """Return what became of a message: waiting, sent, delivered, read, failed or given_up."""
        return self._outbox.became(message_id)


def with_name(body: Body) -> Body:
    """Return a message with the name of the adviser who says it: a phone shows one sender for all."""
    if body.get("from") != "adviser" or not body.get("name"):
        return body
    return {**body, "text": f"**{body['name']}**\n{body['text']}"}
