"""The tables of WhatsApp: people, what came in, what goes out, and what became of it.

Nothing in them shows a telephone number: Meta's message ids hold one too (in base64), so they are
recognised by a keyed mark and otherwise sealed. Moments for planning are seconds since 1970.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from bot.storage.tables import metadata

WHATSAPP = "whatsapp:"

people = Table(
    "whatsapp_people",
    metadata,
    #: "whatsapp:" and a keyed mark of the number
    Column("sender_id", String(80), primary_key=True),
    Column("address", LargeBinary, nullable=False),
    #: moment of the newest message of the person; Meta lets us answer freely for 24 hours after it
    Column("last_inbound_at", DateTime(timezone=True), nullable=False),
    Column("introduced_at", DateTime(timezone=True)),
    #: what the last answer let the person choose from, sealed
    Column("choices", LargeBinary),
    #: the person asked to be forgotten: all goes when the receipt has gone out
    Column("leaving", Boolean, nullable=False),
    #: which process handles what came in, and what goes out, and until when it may
    Column("inbox_claim", String(40)),
    Column("inbox_until", Float),
    Column("outbox_claim", String(40)),
    Column("outbox_until", Float),
)

inbox = Table(
    "whatsapp_inbox",
    metadata,
    Column("seq", Integer, primary_key=True),
    #: keyed mark of Meta's id
    Column("id", String(40), nullable=False, unique=True),
    Column("sender_id", String(80), nullable=False),
    Column("kind", String(24), nullable=False),
    #: Meta's id, sealed: needed to mark the message as read
    Column("wamid", LargeBinary, nullable=False),
    #: what was said, sealed, and gone once it is handled
    Column("body", LargeBinary),
    Column("sent_at", DateTime(timezone=True), nullable=False),
    Column("received", Float, nullable=False),
    #: the messages that are answered together have the id of the first
    Column("turn_id", String(40)),
    Column("attempts", Integer, nullable=False),
    Column("handled_at", DateTime(timezone=True)),
    Index("ix_whatsapp_inbox_person", "sender_id", "handled_at"),
    Index("ix_whatsapp_inbox_open", "handled_at", "received"),
)

outbox = Table(
    "whatsapp_outbox",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("sender_id", String(80), nullable=False),
    #: the turn that it answers, or the mark of the occasion on which somebody speaks first
    Column("turn_id", String(40)),
    Column("part", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    #: waiting, sent or given_up
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Float, nullable=False),
    #: an attempt of which the end is not known: only after this may it be sent again
    Column("doubt_until", Float),
    Column("done_at", DateTime(timezone=True)),
    Column("wamid_mark", String(40)),
    Column("error", String(32)),
    # a turn is answered once, whatever happens
    UniqueConstraint("turn_id", "part", name="uq_whatsapp_answer"),
    Index("ix_whatsapp_outbox_open", "state", "sender_id", "seq"),
    Index("ix_whatsapp_outbox_wamid", "wamid_mark"),
    Index("ix_whatsapp_outbox_person", "sender_id"),
)

#: what Meta says became of a message, in whatever order it says so
statuses = Table(
    "whatsapp_statuses",
    metadata,
    Column("wamid_mark", String(40), primary_key=True),
    Column("status", String(16), primary_key=True),
    Column("outbox_id", String(40), index=True),
    Column("code", Integer),
    Column("at", DateTime(timezone=True), nullable=False),
)

#: marks of messages that came in, without whose: a late repeat of a forgotten talk is still a repeat
seen = Table(
    "whatsapp_seen",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("seen_at", DateTime(timezone=True), nullable=False),
)

#: people who said "stop"; outlives the talk, or it would be no promise
optouts = Table(
    "whatsapp_optouts",
    metadata,
    Column("sender_id", String(80), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("reminded_at", DateTime(timezone=True)),
)
