"""A person's own data: the words that ask for them, and the link behind which they can be had or wiped."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from bot.channels.talk_link import TalkLink, works_until

#: asks for one's own data, as a whole message
ASKS = re.compile(
    r"(?:(?:mag|kan|wil) ik |kun(?:t u|\s?je) (?:mij )?|stuur (?:mij |me )?|ik wil (?:graag )?|graag |"
    r"(?:geef|toon|laat) (?:mij |me )?|download )?(?:al )?(?:mijn gegevens|inzage(?: in mijn gegevens)?|"
    r"(?:een )?(?:export|overzicht|kopie) van mijn gegevens|link om te (?:wissen|vergeten))"
    r"(?: (?:inzien|zien|krijgen|hebben|opvragen|downloaden|sturen|wissen|verwijderen|graag))*"
    r"|(?:wat|welke gegevens) (?:bewaart|heeft|heb|weet|bewaar) (?:u|je|jij|jullie) "
    r"(?:van|over) mij(?: bewaard)?",
)


@dataclass(frozen=True)
class Rights:
    """Makes and reads links.

    Attributes:
        secret: the operator's GEHEIM.
        address: where visitors reach the server, without a slash at the end.
    """

    secret: str
    address: str

    def answer(self, text: str, sender_id: str, at: dt.datetime) -> dict[str, Any] | None:
        """Return the message with the link when a message asks for one's own data, else None."""
        words = " ".join(text.lower().strip(" .!?").split())
        if not ASKS.fullmatch(words):
            return None
        link = f"{self.address}/gegevens/{self.token(sender_id, at)}"
        return {
            "text": (
                f"Hier ziet u wat er van dit gesprek bewaard is: {link}\n\nU kunt het daar ook "
                f"downloaden of wissen. De link werkt tot {works_until(at)}. Wie de link "
                "heeft, kan dit ook. Geef hem dus niet zomaar door."
            )
        }

    def token(self, sender_id: str, at: dt.datetime) -> str:
        """Return what stands in the link."""
        return self._link.token(sender_id, at)

    def talk_of(self, token: str, at: dt.datetime) -> str | None:
        """Return the talk of a link; None for one that is made up or too old."""
        return self._link.talk_of(token, at)

    @property
    def _link(self) -> TalkLink:
        return TalkLink(self.secret, "gegevens van een gesprek")
