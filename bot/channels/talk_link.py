"""Links to something of one talk: nobody can make or guess them, and they stop working."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cryptography.fernet import InvalidToken

from bot.sealing import box
from bot.storage.moments import as_utc, in_amsterdam

#: how long a link works
HOURS = 24


@dataclass(frozen=True)
class TalkLink:
    """Makes and reads what stands in a link.

    Attributes:
        secret: the operator's GEHEIM.
        purpose: what the link is for; one for another purpose opens nothing here.
    """

    secret: str
    purpose: str

    def token(self, sender_id: str, at: dt.datetime) -> str:
        """Return what stands in the link: the talk and the moment, encrypted and signed."""
        moment = int(as_utc(at).timestamp())
        return box(self.secret, self.purpose).encrypt_at_time(sender_id.encode(), moment).decode()

    def talk_of(self, token: str, at: dt.datetime) -> str | None:
        """Return the talk of a link; None for one that is made up or too old."""
        moment = int(as_utc(at).timestamp())
        try:
            opened = box(self.secret, self.purpose).decrypt_at_time(
                token.encode(), HOURS * 3600, moment
            )
            return opened.decode()
        except (InvalidToken, UnicodeEncodeError):
            return None


def works_until(at: dt.datetime) -> str:
    """Return until when a link of now works, as a visitor reads it."""
    return f"{in_amsterdam(at + dt.timedelta(hours=HOURS)):%d-%m-%Y %H:%M} uur"
