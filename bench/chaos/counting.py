"""Counts what was lost, doubled, out of order or somebody else's."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from bench.chaos.questions import names_another
from bench.chaos.widget import Widget
from bot.storage.database import transaction
from bot.storage.tables import events, website_messages
from bot.storage.whatsapp_tables import inbox, outbox
from tests.fakes import Meta, words


@dataclass
class Counted:
    """What went wrong; zero of each is the aim.

    Attributes:
        lost: messages that were taken and not answered, or answers that did not arrive.
        doubled: messages that were dealt with twice, or arrived twice.
        disordered: people whose answers are not in the order of their messages.
        leaks: answers that name what only somebody else asked about, or an adviser's word to another.
        apologies: answers that say that something went wrong; not lost, and not nice.
        examples: a few words on each of the first faults.
    """

    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    leaks: int = 0
    apologies: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.lost or self.doubled or self.disordered or self.leaks)

    def note(self, kind: str, number: int, words: str) -> None:
        """Count a fault, and keep a few as examples."""
        if number:
            setattr(self, kind, getattr(self, kind) + number)
            self.examples += [f"{kind}: {words}"] if len(self.examples) < 20 else []


def count_widget(
    counted: Counted, visitor: Widget, whole: list[dict[str, Any]], everyone: set[str]
) -> None:
    """Compare what a visitor saw with what they sent and with what the server has."""
    who = f"widget {visitor.number}"
    stored = [m["id"] for m in whole if m["from"] == "visitor"]
    counted.note("lost", len(set(visitor.ids) - set(stored)), f"{who}: sent and not stored")
    counted.note("doubled", len(stored) - len(set(stored)), f"{who}: stored twice")
    seen, there = set(visitor.messages), {m["seq"] for m in whole}
    counted.note("lost", len(there - seen), f"{who}: not pushed {sorted(there - seen)[:5]}")
    counted.note("doubled", visitor.twice, f"{who}: pushed again")
    order = [_index(m["id"]) for m in sorted(whole, key=lambda m: m["seq"]) if "/" in m["id"]]
    order = [index for index in order if index is not None]
    counted.note("disordered", order != sorted(order), f"{who}: {order}")
    for message in whole:
        if message["from"] == "assistant":
            _content(counted, who, message, visitor, everyone)


def _index(message_id: str) -> int | None:
    name = message_id.split("/")[0]
    return int(name.rsplit("-", 1)[1]) if name.startswith("v") else None


def _content(
    counted: Counted, who: str, message: dict[str, Any], visitor: Widget, everyone: set[str]
) -> None:
    text = str(message.get("text") or "")
    place = next(ask.place for ask in visitor.asks if ask.place)
    counted.apologies += "ging iets mis" in text or "niet aangekomen" in text
    counted.note("leaks", names_another(text, place, everyone), f"{who}: {text[:80]!r}")


def count_advisers(counted: Counted, visitors: list[Widget], said: dict[str, str]) -> int:
    """Count what advisers said: to one visitor each, once; return how many were heard."""
    heard: Counter[str] = Counter()
    for visitor in visitors:
        texts = [m["text"] for m in visitor.messages.values() if m["from"] == "adviser"]
        heard.update(texts)
        if not visitor.human:
            counted.note("leaks", len(texts), f"widget {visitor.number}: an adviser's words")
    for text in said.values():
        counted.note("lost", heard[text] == 0, f"adviser not heard: {text}")
        counted.note("doubled", max(0, heard[text] - 1), f"adviser heard twice: {text}")
    return sum(heard.values())


def count_database(counted: Counted, url: str) -> dict[str, int]:
    """Count in the database: left unanswered, dealt with twice; return how much there is."""
    waits = (website_messages.c.sent_by == "visitor", website_messages.c.answered_at.is_(None))
    with transaction(url) as connection:
        left = connection.execute(select(func.count()).where(*waits)).scalar_one()
        heard = connection.execute(
            select(events.c.sender_id, events.c.data).where(events.c.type_name == "user")
        ).all()
        turns = connection.execute(select(func.count()).select_from(inbox)).scalar_one()
        open_in = select(func.count()).where(inbox.c.handled_at.is_(None))
        open_out = select(func.count()).where(outbox.c.state == "waiting")
        left_in = connection.execute(open_in).scalar_one()
        left_out = connection.execute(open_out).scalar_one()
    counted.note("lost", left, "website messages without an answer")
    counted.note("lost", left_in + left_out, "WhatsApp messages that still wait")
    ids = Counter((row.sender_id, json.loads(row.data).get("message_id")) for row in heard)
    twice = sum(number - 1 for number in ids.values())
    counted.note("doubled", twice, "turns that Rasa stored twice")
    return {"turns of Rasa": len(heard), "messages over WhatsApp": turns}


def count_phones(
    counted: Counted, url: str, meta: Meta, sent: dict[str, list[str]], everyone: dict[str, str]
) -> None:
    """Compare what phones were sent with what people wrote.

    Args:
        counted: where it is counted.
        url: the database.
        meta: the stand-in, with what each phone was sent.
        sent: number to the places of the messages that were written, in order.
        everyone: number to their own place.
    """
    with transaction(url) as connection:
        turn_of = dict(connection.execute(select(outbox.c.id, outbox.c.turn_id)).all())
        position = dict(
            connection.execute(
                select(inbox.c.turn_id, func.min(inbox.c.seq)).group_by(inbox.c.turn_id)
            ).all()
        )
        order = dict(connection.execute(select(outbox.c.id, outbox.c.seq)).all())
    names = set(everyone.values())
    for number, texts in sent.items():
        got = [one["message"] for one in meta.phones.get(number, [])]
        ids = [message.get("biz_opaque_callback_data") for message in got]
        counted.note("doubled", len(ids) - len(set(ids)), f"phone {number}: the same message twice")
        at = [order[one] for one in ids if one in order]
        counted.note("disordered", at != sorted(at), f"phone {number}: sent in another order")
        turns = [position[turn_of[one]] for one in ids if turn_of.get(one) in position]
        counted.note("disordered", turns != sorted(turns), f"phone {number}: turns {turns}")
        answers = [words(message) for message in got]
        about = sum(everyone[number] in text for text in answers)
        asked = sum(text == everyone[number] for text in texts)
        counted.note("lost", max(0, asked - about), f"phone {number}: {about} of {asked}")
        for text in answers:
            counted.apologies += "ging iets mis" in text or "niet aangekomen" in text
            other = names_another(text, everyone[number], names)
            counted.note("leaks", other, f"phone {number}: {text[:80]!r}")
