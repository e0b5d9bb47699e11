"""The tables: Rasa's events, the talks of the website, and requests for a klantadviseur."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

#: the columns are those of Rasa's SQLTrackerStore, so that its own tools can read them
events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sender_id", String(255), nullable=False, index=True),
    Column("type_name", String(255), nullable=False),
    Column("timestamp", Float),
    Column("intent_name", String(255)),
    Column("action_name", String(255)),
    Column("data", Text),
    Index("ix_events_sender_kind", "sender_id", "type_name", "action_name", "id"),
)

website_sessions = Table(
    "website_sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("started_at", DateTime(timezone=True), nullable=False),
)

website_messages = Table(
    "website_messages",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("session_id", String(64), ForeignKey("website_sessions.id"), nullable=False),
    #: made by the client for what a visitor sends, so that a repeat is recognised
    Column("message_id", String(64), nullable=False),
    #: the visitor's message that this one answers; its own id for a visitor's message
    Column("answers_id", String(64), nullable=False),
    Column("sent_by", String(16), nullable=False),
    Column("body", Text, nullable=False),
    Column("sent_at", DateTime(timezone=True), nullable=False),
    #: for a visitor's message: when all its answers were stored
    Column("answered_at", DateTime(timezone=True)),
    UniqueConstraint("session_id", "message_id", name="uq_website_message"),
    Index("ix_website_messages_session", "session_id", "seq"),
)

#: what visitors thought of an answer; the word is masked before it comes here
website_feedback = Table(
    "website_feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", String(64), ForeignKey("website_sessions.id"), nullable=False),
    Column("message_id", String(64), nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("word", Text),
    Column("given_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("session_id", "message_id", name="uq_website_feedback"),
)

overdrachten = Table(
    "overdrachten",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("sender_id", String(255), nullable=False, index=True),
    Column("channel", String(64), nullable=False),
    Column("onderwerp", String(255), nullable=False),
    Column("naam", String(255)),
    Column("tijdvak", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
)

#: call-back numbers, apart from the conversation and encrypted
telefoonnummers = Table(
    "telefoonnummers",
    metadata,
    Column("sender_id", String(255), primary_key=True),
    Column("nummer", LargeBinary, nullable=False),
    Column("stored_at", DateTime(timezone=True), nullable=False),
)

#: codes with which a talk goes on elsewhere: a keyed hash, never the code itself
gesprekscodes = Table(
    "gesprekscodes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("sender_id", String(255), nullable=False, index=True),
    #: the talk that went on with it; it works for no other
    Column("taken_by", String(255)),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)

#: wrong guesses at a code, each counted for the talk and for the address, kept for an hour
codepogingen = Table(
    "codepogingen",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sender_id", String(255), index=True),
    Column("address_hash", String(64), index=True),
    Column("tried_at", DateTime(timezone=True), nullable=False),
)
