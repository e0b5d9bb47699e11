"""Asks a visitor to write again, by the one message that WhatsApp allows once its window is shut."""

from __future__ import annotations

import datetime as dt

from bot.care.handoff import NotYours, State
from bot.channels.speakers import CannotBeReached
from bot.desk.errors import NotAllowed
from bot.desk.service import Desk

SENT = "Vast bericht gestuurd: {name}"


def send_template(desk: Desk, adviser_id: str, overdracht_id: str, at: dt.datetime) -> None:
    """Send the template, once for each time that the window shut; colleagues see a note of it.

    Args:
        desk: the use cases of the desk.
        adviser_id: who has the conversation.
        overdracht_id: which one.
        at: now, in any zone.

    Raises:
        NotYours: this adviser does not have the conversation.
        NotAllowed: the visitor can be answered freely.
        AlreadyAsked: it was sent before, and the visitor did not answer.
        CannotBeReached: there is no template, or nobody to get it.
    """
    row = desk.stores.handoffs.get(overdracht_id)
    if (row.state, row.adviser_id) != (State.ADVISEUR, adviser_id):
        raise NotYours(adviser_id)
    until = desk.speakers.open_until(row.sender_id)
    if until is None:
        raise CannotBeReached(row.channel)
    if until > at:
        raise NotAllowed("the window is open")
    key = f"sjabloon.{overdracht_id}.{until:%Y%m%d%H%M%S}"
    desk.speakers.speak_template(row.sender_id, at, key)
    words = SENT.format(name=desk.speakers.template_of(row.sender_id))
    desk.stores.thread.note(overdracht_id, adviser_id, words, at)
    desk.stores.audit.note(adviser_id, "sjabloon", overdracht_id, at)
    desk.desks.changed("note", overdracht_id)
