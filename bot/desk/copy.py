"""A talk from beginning to end, as the visitor may keep it: as a page to print or as plain text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from html import escape

from bot.care.handoff import Actor, State
from bot.desk.announce import Announcer
from bot.desk.lines import of_move
from bot.desk.spoken import spoken, unmarked
from bot.storage.moments import in_amsterdam
from bot.storage.story import story_of

WHO = {"visitor": "U", "bot": "Digitale assistent", "system": "Wegwijzer"}
TITLE = "Kopie van uw gesprek met de Wegwijzer langdurige zorg"


@dataclass(frozen=True)
class Spoken:
    """Somebody said something, at a moment in UTC."""

    who: str
    text: str
    at: dt.datetime


def whole_talk(url: str, sender_id: str, announcer: Announcer) -> list[Spoken]:
    """Return what was said in a talk, to bot and advisers, in order; no private notes.

    Args:
        url: SQLAlchemy URL of the database.
        sender_id: the talk.
        announcer: knows the names of advisers, and where moves are kept.
    """
    said = [
        Spoken(WHO["visitor"], spoken(line.text), line.at)
        if line.by_visitor
        else Spoken(WHO["bot"], unmarked(line.text), line.at)
        for line in story_of(url, sender_id).lines
    ]
    for message in announcer.thread.said_in_talk(sender_id):
        by_visitor = message.by is Actor.VISITOR
        who = WHO["visitor"] if by_visitor else announcer.name_of(message.adviser_id)
        said.append(Spoken(who, spoken(message.text), message.at))
    for row in announcer.handoffs.in_state(*State, sender_id=sender_id):
        for move in announcer.handoffs.moves_of(row.id):
            body = of_move(move, announcer.name_of(move.adviser_id or move.actor_id))
            if body is not None:
                said.append(Spoken(WHO["system"], str(body["text"]), move.at))
    return sorted(said, key=lambda line: line.at)


def as_text(said: list[Spoken]) -> str:
    """Return a talk as plain text."""
    lines = [f"[{_clock(one.at)}] {one.who}: {one.text}" for one in said]
    return "\n\n".join([TITLE, *lines]) + "\n"


def as_page(said: list[Spoken]) -> str:
    """Return a talk as a page without script or style of others; everything said is escaped."""
    lines = "".join(
        f"<dt>{escape(one.who)} <time>{_clock(one.at)}</time></dt><dd>{_paragraphs(one.text)}</dd>"
        for one in said
    )
    return (
        '<!doctype html><html lang="nl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{TITLE}</title></head>'
        f'<body><main><h1>{TITLE}</h1><p><a href="?vorm=tekst">Als gewone tekst</a></p>'
        f"<dl>{lines}</dl></main></body></html>"
    )


def _paragraphs(text: str) -> str:
    return "<br>".join(escape(text).split("\n"))


def _clock(at: dt.datetime) -> str:
    return f"{in_amsterdam(at):%d-%m-%Y %H:%M}"
