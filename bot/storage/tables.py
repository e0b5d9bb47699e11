"""The tables: Rasa's events, the talks of the website, and what the desk of klantadviseurs keeps."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
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
    text,
)
from sqlalchemy.sql.elements import TextClause

metadata = MetaData()

#: which rows an index of some holds; a query says it in the same words, or the index does not serve
ASKED = text("type_name = 'user'")
WAITED = text("waited IS NOT NULL AND place IS NOT NULL")


def _index_of_some(name: str, *columns: str, rows: TextClause) -> Index:
    return Index(name, *columns, sqlite_where=rows, postgresql_where=rows)


#: the columns are those of Rasa's SQLTrackerStore, so that its own tools can read them
events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sender_id", String(255), nullable=False),
    Column("type_name", String(255), nullable=False),
    Column("timestamp", Float),
    Column("intent_name", String(255)),
    Column("action_name", String(255)),
    Column("data", Text),
    Index("ix_events_talk", "sender_id", "id"),
    Index("ix_events_sender_kind", "sender_id", "type_name", "action_name", "id"),
    _index_of_some("ix_events_asked_at", "timestamp", rows=ASKED),
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

#: how often an answer was given and how it was rated, by day; no row belongs to a talk
answer_counts = Table(
    "answer_counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("name", String(128), primary_key=True),
    Column("what", String(16), primary_key=True),
    Column("count", Integer, nullable=False),
)

#: one handoff of one talk to a klantadviseur (bot/care/handoff.py, docs/overdracht.md)
overdrachten = Table(
    "overdrachten",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("sender_id", String(255), nullable=False, index=True),
    Column("channel", String(64), nullable=False),
    Column("onderwerp", String(255), nullable=False),
    Column("naam", String(255)),
    #: when to call back, in words
    Column("tijdvak", String(64), nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("adviser_id", String(64)),
    Column("team", String(64)),
    Column("urgent", Boolean, nullable=False),
    #: whether the talk with the bot may be read by an adviser
    Column("consent", Boolean, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("moved_at", DateTime(timezone=True), nullable=False),
    #: the place in the queue that the visitor was told last
    Column("place_told", Integer),
    #: the last message of the thread that the other side has seen
    Column("seen_by_adviser", Integer, nullable=False),
    Column("seen_by_visitor", Integer, nullable=False),
    Index("ix_overdrachten_state", "state", "moved_at"),
    # a talk has at most one open overdracht, so never two advisers
    Index(
        "uq_overdracht_open",
        "sender_id",
        unique=True,
        sqlite_where=text("state <> 'gesloten'"),
        postgresql_where=text("state <> 'gesloten'"),
    ),
)

handoff_moves = Table(
    "handoff_moves",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("overdracht_id", String(16), ForeignKey("overdrachten.id"), nullable=False),
    Column("from_state", String(16), nullable=False),
    Column("to_state", String(16), nullable=False),
    Column("by", String(16), nullable=False),
    Column("actor_id", String(64)),
    #: who has the conversation after the move
    Column("adviser_id", String(64)),
    Column("reason", String(32), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    #: the place in the queue on joining it
    Column("place", Integer),
    #: seconds from joining the queue to an adviser
    Column("waited", Float),
    #: the same event that comes twice has the same key
    Column("key", String(128), unique=True),
    #: when the visitor was told of it; None is still to be done, also after a restart
    Column("told_at", DateTime(timezone=True)),
    Index("ix_handoff_moves_overdracht", "overdracht_id", "id"),
    Index("ix_handoff_moves_told", "told_at"),
    Index("ix_handoff_moves_at", "at"),
    _index_of_some("ix_handoff_moves_waited", "id", "place", "waited", rows=WAITED),
)

#: what was said while an adviser had the conversation
handoff_messages = Table(
    "handoff_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("overdracht_id", String(16), ForeignKey("overdrachten.id"), nullable=False),
    Column("key", String(128), nullable=False),
    Column("said_by", String(16), nullable=False),
    Column("adviser_id", String(64)),
    Column("text", Text, nullable=False),
    Column("alert", String(32)),
    Column("at", DateTime(timezone=True), nullable=False),
    #: for what an adviser or the service says: when it went to the visitor
    Column("sent_at", DateTime(timezone=True)),
    UniqueConstraint("overdracht_id", "key", name="uq_handoff_message"),
    Index("ix_handoff_messages_sent", "said_by", "sent_at"),
)

#: private notes of advisers; the visitor never sees them
handoff_notes = Table(
    "handoff_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("overdracht_id", String(16), ForeignKey("overdrachten.id"), nullable=False),
    Column("adviser_id", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_handoff_notes_overdracht", "overdracht_id", "id"),
)

#: who saw or did what with which conversation; rows are added; the database
#: refuses to change them, and to delete them before their time
handoff_audit = Table(
    "handoff_audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor_id", String(64), nullable=False),
    Column("what", String(32), nullable=False),
    Column("overdracht_id", String(16)),
    Column("detail", String(255), nullable=False),
    Index("ix_handoff_audit_overdracht", "overdracht_id", "id"),
    Index("ix_handoff_audit_at", "at"),
)

#: one row: lines of the audit from this moment on stay; a trigger refuses to delete them
audit_retention = Table(
    "audit_retention",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("since", DateTime(timezone=True), nullable=False),
)

#: places in call-back slots: the key decides who gets the last one
callback_places = Table(
    "callback_places",
    metadata,
    Column("starts_at", DateTime(timezone=True), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("overdracht_id", String(16), ForeignKey("overdrachten.id"), nullable=False, unique=True),
)

#: where an overdracht is known at an outside desk
outside_conversations = Table(
    "outside_conversations",
    metadata,
    Column("overdracht_id", String(16), ForeignKey("overdrachten.id"), primary_key=True),
    Column("contact", String(255), nullable=False),
    Column("conversation_id", String(64), nullable=False, unique=True),
    #: the last message of the visitor that was passed on
    Column("passed_on", Integer, nullable=False),
    Column("closed", Boolean, nullable=False),
    #: the outside desk's own moment of the newest event that was dealt with, in seconds
    Column("newest_event", Float, nullable=False),
    Index("ix_outside_conversations_closed", "closed"),
)

#: the people at the desk; how they sign in is kept apart
advisers = Table(
    "advisers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(255), nullable=False),
    #: of adviseur, teamleider, redacteur, beheerder; with spaces
    Column("roles", String(255), nullable=False),
    Column("team", String(64)),
    Column("capacity", Integer, nullable=False),
    Column("presence", String(16), nullable=False),
    Column("seen_at", DateTime(timezone=True)),
)

#: passwords of local accounts, as argon2 hashes; who signs in elsewhere (OpenID Connect) has none
desk_passwords = Table(
    "desk_passwords",
    metadata,
    Column("adviser_id", String(64), primary_key=True),
    Column("hash", String(255), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

#: who is signed in; the id is a hash, so that a copy of this table opens no session
desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("adviser_id", String(64), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    #: wachtwoord or organisatie
    Column("way", String(16), nullable=False),
    Index("ix_desk_sessions_adviser", "adviser_id"),
)

#: attempts to sign in that did not succeed yet, by a hash of the name that was typed
desk_attempts = Table(
    "desk_attempts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False),
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
    Column("taken_by", String(255), index=True),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
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
