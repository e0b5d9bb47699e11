"""Links that carry what a document is made from, so that nothing of it has to be kept.

A link is locked and stops working after ``VALID``: who sees it, in a log or over a shoulder, cannot
read it. It holds days, kinds and answers by slot; never a name, a number to call or what somebody
typed.
"""

from __future__ import annotations

import datetime as dt
import json
import time
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from cryptography.fernet import InvalidToken

from bot.errors import WegwijzerError
from bot.sealing import box

PURPOSE = "bestand"
VALID = dt.timedelta(hours=24)
#: characters; a longer link is cut off by some programs
LONGEST = 3000
#: slots with words of the person themself, which no link may carry
OWN_WORDS = ("plek", "overdracht_onderwerp", "overdracht_naam", "terugbellen")
#: kind of document -> formats
FORMATS = {
    "agenda": ("ics",),
    "brief": ("docx", "pdf"),
    "meeneemblad": ("pdf", "html", "txt"),
}
Answers = Mapping[str, Any]


class LinkRefused(WegwijzerError):
    """A link is not ours, was changed, or is too long."""


class LinkExpired(LinkRefused):
    """A link worked, and does not any more."""


class DocumentUnknown(WegwijzerError):
    """There is no such document, for example since a later release has another letter."""


class LinkTooLong(WegwijzerError):
    """There is more to say than a link can carry."""


@dataclass(frozen=True)
class Ended:
    """How a guided flow ended: which outcome, on which answers, with which days.

    Attributes:
        uitkomst: name of the outcome without ``utter_``, such as ``uitkomst_triage_open``.
        antwoorden: the answers on which it rests, by slot.
        dagen: days that the outcome names, as ISO dates.
    """

    uitkomst: str
    antwoorden: Answers = field(default_factory=dict)
    dagen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wish:
    """The document that somebody asked for.

    Attributes:
        soort: ``agenda``, ``brief`` or ``meeneemblad``.
        dagen: days by name, as ISO dates: for a calendar those to show, for a letter those it names.
        onzeker: nobody knows how long the term stood still.
        brief: which letter.
        aan: to whom it goes.
        crisis: the shorter term of a crisis holds.
        uitkomsten: for a sheet: how the flows ended.
        slots: for a sheet: who it is about (``voor_wie``, ``relatie``).
        regio: for a sheet: code of the region whose zorgkantoor was found.
    """

    soort: str
    dagen: Mapping[str, str] = field(default_factory=dict)
    onzeker: bool = False
    brief: str = ""
    aan: str = ""
    crisis: bool = False
    uitkomsten: tuple[Ended, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    regio: str = ""


class Links:
    """Makes and reads links.

    Args:
        secret: the operator's secret that locks them.
        valid: how long they work.
    """

    def __init__(self, secret: str, valid: dt.timedelta = VALID) -> None:
        self._box = box(secret, PURPOSE)
        self._valid = valid

    def token(self, wish: Wish) -> str:
        """Return the part of a link that carries a wish.

        Raises:
            LinkTooLong: it would be longer than ``LONGEST``.
        """
        held = {name: value for name, value in asdict(wish).items() if value}
        for ended in held.get("uitkomsten", ()):
            ended["antwoorden"] = _without_own_words(ended["antwoorden"])
        text = self._locked(held)
        if len(text) > LONGEST:
            raise LinkTooLong(f"{len(text)} characters")
        return text

    def read(self, token: str) -> Wish:
        """Return the wish in a link.

        Raises:
            LinkExpired: it is older than it may be.
            LinkRefused: it is not ours, was changed, or is too long.
        """
        if len(token) > LONGEST:
            raise LinkRefused("too long")
        token += "=" * (-len(token) % 4)
        try:
            held = json.loads(zlib.decompress(self._box.decrypt(token)))
            ended = tuple(Ended(**one) for one in held.pop("uitkomsten", ()))
            wish = Wish(**held, uitkomsten=ended)
        except (InvalidToken, ValueError, TypeError, AttributeError) as wrong:
            raise LinkRefused(type(wrong).__name__) from wrong
        if time.time() - self._box.extract_timestamp(token) > self._valid.total_seconds():
            raise LinkExpired("expired")
        if wish.soort not in FORMATS:
            raise LinkRefused("kind")
        return wish

    def _locked(self, held: Any) -> str:
        """Return content as a token, without the padding that an address would have to escape."""
        token = self._box.encrypt(zlib.compress(json.dumps(held).encode(), 9))
        return token.decode().rstrip("=")


def _without_own_words(answers: Answers) -> Answers:
    return {slot: value for slot, value in answers.items() if slot not in OWN_WORDS}


def valid_in_words() -> str:
    """Return how long a link works, as a reader sees it."""
    return f"{int(VALID.total_seconds() // 3600)} uur"
