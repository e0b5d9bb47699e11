"""A copy of a talk on request: a link that nobody can make or guess, and that stops working."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from bot.channels.talk_link import TalkLink, works_until

#: asks for a copy, as a whole message
ASKS = re.compile(
    r"(?:(?:mag|kan|wil) ik |kun(?:t u|\s?je) (?:mij )?|stuur (?:mij |me )?|ik wil (?:graag )?|graag )?"
    r"(?:een |de )?(?:kopie|afschrift|transcript)(?: van (?:dit|het|ons) gesprek)?"
    r"(?: (?:krijgen|hebben|sturen|ontvangen|printen|graag))*"
    r"|(?:dit|het) gesprek (?:printen|afdrukken|opslaan|bewaren|downloaden)",
)


@dataclass(frozen=True)
class Copies:
    """Makes and reads links.

    Attributes:
        secret: the operator's GEHEIM.
        address: where visitors reach the server, without a slash at the end.
    """

    secret: str
    address: str

    def answer(self, text: str, sender_id: str, at: dt.datetime) -> dict[str, Any] | None:
        """Return the message with the link when a message asks for a copy, else None."""
        words = " ".join(text.lower().strip(" .!?").split())
        if not ASKS.fullmatch(words):
            return None
        link = f"{self.address}/kopie/{self.token(sender_id, at)}"
        return {
            "text": (
                f"Hier staat een kopie van dit gesprek: {link}\n\nDe link werkt tot "
                f"{works_until(at)}. U kunt de pagina opslaan of afdrukken. Wie de link "
                "heeft, kan het gesprek lezen. Geef hem dus niet zomaar door."
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
        return TalkLink(self.secret, "kopie van een gesprek")
