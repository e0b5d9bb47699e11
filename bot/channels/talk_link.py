"""Links to something of one talk, given in it: nobody can make or guess them, and they stop working."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, ClassVar

from cryptography.fernet import InvalidToken

from bot.sealing import box
from bot.storage.moments import as_utc, in_amsterdam

#: how long a link works
HOURS = 24


@dataclass(frozen=True)
class TalkLink:
    """Makes and reads links of one kind.

    Attributes:
        secret: the operator's GEHEIM.
        address: where visitors reach the server, without a slash at the end.
        asks: asks for a link, as a whole message.
        purpose: what the link is for; one for another purpose opens nothing here.
        path: what stands before the token.
        words: the message, with ``{link}`` and ``{until}``.
    """

    secret: str
    address: str
    asks: ClassVar[re.Pattern[str]]
    purpose: ClassVar[str]
    path: ClassVar[str]
    words: ClassVar[str]

    def answer(self, text: str, sender_id: str, at: dt.datetime) -> dict[str, Any] | None:
        """Return the message with the link when a message asks for it, else None."""
        said = " ".join(text.lower().strip(" .!?").split())
        if not self.asks.fullmatch(said):
            return None
        until = f"{in_amsterdam(at + dt.timedelta(hours=HOURS)):%d-%m-%Y %H:%M} uur"
        link = f"{self.address}/{self.path}/{self.token(sender_id, at)}"
        return {"text": self.words.format(link=link, until=until)}

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
