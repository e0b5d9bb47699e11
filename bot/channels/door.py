"""The door that every message passes before Rasa: cleaned, masked, or answered on the spot."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from bot.channels.inbound import Vocabulary, clean
from bot.settings import Settings
from bot.storage.forget import forget
from bot.storage.telefoon import Telefoonnummers

log = logging.getLogger(__name__)
RECEIPT = (
    "Dit gesprek is verwijderd. Alles wat u hier vertelde, is weg. "
    "Er zijn {rows} regels gewist. Een nieuwe vraag begint een nieuw gesprek."
)
FORGET = {"vergeet dit gesprek", "vergeet mijn gesprek", "verwijder dit gesprek", "wis dit gesprek"}


@dataclass(frozen=True)
class Door:
    """What channels share before a message goes to Rasa.

    Attributes:
        settings: the operator's choices.
    """

    settings: Settings

    def let_in(self, text: str, sender_id: str, vocabulary: Vocabulary, at: dt.datetime) -> str:
        """Return the message as Rasa may see it: readable, and without personal numbers.

        A telephone number is kept apart when the assistant has just asked for one.

        Raises:
            Refused: it is empty, far too long, or a payload that does not exist.
        """
        masked = clean(text, vocabulary)
        for kind in masked.kinds:
            log.info("masked kind=%s", kind)
        if masked.phones:
            numbers = Telefoonnummers(self.settings.database_url, self.settings.secret)
            if numbers.is_asked_for(sender_id):
                numbers.keep(sender_id, masked.phones[0], at)
        return masked.text

    def asks_to_forget(self, text: str) -> bool:
        """Tell whether a message asks to delete the talk."""
        return " ".join(text.lower().strip(" .!?").split()) in FORGET

    def forget_if_asked(self, text: str, sender_id: str) -> str | None:
        """Delete the talk when that is what the message says; return the receipt to show.

        Deleting happens here and not in an action: Rasa would write the talk again after its turn.
        """
        if not self.asks_to_forget(text):
            return None
        rows = forget(self.settings.database_url, sender_id)
        log.info("forgotten rows=%d", rows)
        return RECEIPT.format(rows=rows)
