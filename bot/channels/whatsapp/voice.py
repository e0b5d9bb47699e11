"""The port for others who speak to a person over WhatsApp, such as the desk of the klantadviseurs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from bot.channels.speakers import CannotBeReached, WindowClosed
from bot.channels.whatsapp.render import render, template
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
    """

    choices: Settings

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
        until = self.window_open_until(sender_id)
        self._may(sender_id, until)
        if until is not None and at >= until:
            raise WindowClosed(sender_id)
        bodies = render([with_name(body)]).bodies
        if not bodies:
            raise ValueError("een bericht zonder tekst")
        return self._outbox.put(sender_id, bodies, at, body.get("key"))[-1]

    def speak_template(self, sender_id: str, at: dt.datetime) -> str:
        """Store the template of the settings (``WHATSAPP_SJABLOON``) and return its id.

        Raises:
            WindowClosed: no template is set.
            OptedOut: the person wants no messages.
            NobodyThere: there is no number to send it to.
        """
        self._may(sender_id, self.window_open_until(sender_id))
        whatsapp = self.choices.whatsapp
        if whatsapp is None or not whatsapp.template:
            raise WindowClosed(sender_id)
        body = template(whatsapp.template, whatsapp.template_language)
        return self._outbox.put(sender_id, [body], at)[0]

    def _may(self, sender_id: str, until: dt.datetime | None) -> None:
        if until is None:
            raise NobodyThere(sender_id)
        if self._outbox.has_opted_out(sender_id):
            raise OptedOut(sender_id)

    def window_open_until(self, sender_id: str) -> dt.datetime | None:
        """Return until when one may write freely, in UTC; None for somebody who is not here."""
        return self._outbox.window_open_until(sender_id)

    def became(self, message_id: str) -> str:
        """Return what became of a message: waiting, sent, delivered, read, failed or given_up."""
        return self._outbox.became(message_id)


def with_name(body: Body) -> Body:
    """Return a message with the name of the adviser who says it: a phone shows one sender for all."""
    if body.get("from") != "adviser" or not body.get("name"):
        return body
    return {**body, "text": f"**{body['name']}**\n{body['text']}"}
