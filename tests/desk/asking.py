"""Short ways for tests to bring in a human."""

import datetime as dt

import sqlalchemy as sa

from bot.care.handoff import Actor, Reason, State, Wish
from bot.storage.database import transaction
from bot.storage.handoff import Handoffs
from bot.storage.handoff_rows import Asked, Slot
from bot.storage.handoff_thread import Thread
from bot.storage.outside import Outside
from bot.storage.tables import handoff_messages

HOUR = dt.timedelta(hours=1)


def call_back(url, sender_id, at, topic="iets", when="ochtend", slot=None):
    """Agree on a call-back and return the overdracht."""
    asked = Asked(sender_id, "website", topic, when=when)
    wish = Wish(State.TERUGGEBELD, Actor.VISITOR, Reason.REQUEST, told=True)
    return Handoffs(url).ask(asked, wish, at, slot)


def wait(url, sender_id, at, **details):
    """Join the queue and return the overdracht."""
    asked = Asked(sender_id, "website", details.pop("topic", "iets"), **details)
    wish = Wish(State.WACHTRIJ, Actor.VISITOR, asked.reason, told=True)
    return Handoffs(url).ask(asked, wish, at)


def a_row_everywhere(url, sender_id, at):
    """Leave one row about a talk in every table of the desk."""
    row = call_back(url, sender_id, at, slot=Slot(at + HOUR, at + 2 * HOUR, 9))
    Thread(url).note(row.id, "anna", "belt liever later", at)
    said = {"overdracht_id": row.id, "key": "1", "said_by": "bezoeker", "text": "hoi", "at": at}
    Outside(url).add(row.id, "contact", row.id)
    with transaction(url) as connection:
        connection.execute(sa.insert(handoff_messages), said)
    return row
