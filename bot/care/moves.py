"""A move in a message: where somebody lives now, and where to."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from bot.care.regions import Tables
from bot.care.zorgkantoor import Found, extract_place, find_zorgkantoor

#: the new place stands after the last "naar"; the old one before it, mostly after "van" or "uit"
TO = re.compile(r"\bnaar\b", re.IGNORECASE)
FROM = re.compile(r"\b(?:van|vanuit|uit|vanaf|in|te)\s+", re.IGNORECASE)
MOVES = re.compile(r"\b(?:ver)?huis(?:t|d|de|den)?\b|\bverhuiz\w+|\bga(?:at|an)? .*\bwonen\b", re.I)
AWAY = re.compile(r"\b(?:vanuit|vanaf|uit)\b", re.IGNORECASE)
BETWEEN = re.compile(r"\b(?:van|vanuit|uit|vanaf)\b.*\bnaar\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Move:
    """Where from and where to; at least the new place is known.

    Attributes:
        old: the place of now, or None when it was not said or is not clear.
        new: the place after the move.
    """

    old: Found | None
    new: Found


def read_move(text: str, tables: Tables, on: dt.date) -> Move | None:
    """Return the move that a text tells of, or None; both places must be clear on their own.

    Args:
        text: as typed, such as "we verhuizen van Oss naar Zwolle" or "van 6511 AB naar 8011 AA".
        tables: the region tables.
        on: the day.
    """
    if not (MOVES.search(text) or BETWEEN.search(text)):
        return None
    parts = TO.split(text)
    if len(parts) < 2:
        return None
    # "naar Den Bosch verhuizen vanuit Tilburg" names the old place last
    after = AWAY.split(parts[-1], maxsplit=1)
    new = _place(after[0], tables, on)
    if new is None:
        return None
    return Move(_place(after[1] if len(after) > 1 else parts[-2], tables, on), new)


def _place(text: str, tables: Tables, on: dt.date) -> Found | None:
    """Return the one place in a part of a sentence: a clear one, or what stands after "van"."""
    named = extract_place(text, tables)
    tries = [named] if named else [FROM.split(text)[-1].strip(" ,.?!"), _first_words(text)]
    for words in tries:
        found = find_zorgkantoor(words, tables, on) if words else None
        if isinstance(found, Found):
            return found
    return None


def _first_words(text: str) -> str:
    """Return the words up to a comma or another part of the sentence."""
    return re.split(r"[,.?!;]|\b(?:en|met|voor|omdat|want|welk|wat|dan)\b", text, maxsplit=1)[
        0
    ].strip()
