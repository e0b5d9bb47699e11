"""The door that every message passes before Rasa: cleaned, masked, or answered on the spot."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from bot.care.talk_codes import Code, new_code, read_code, wants_code
from bot.channels.counts import MASKED
from bot.channels.inbound import OnTheSpot, Vocabulary, clean
from bot.settings import Settings
from bot.storage.forget import forget_on_request
from bot.storage.gesprekscodes import VALID, Gesprekscodes, Taken
from bot.storage.moments import utc_now
from bot.storage.telefoon import Telefoonnummers

log = logging.getLogger(__name__)
RECEIPT = (
    "Dit gesprek is verwijderd. Alles wat u hier vertelde, is weg. "
    "Er zijn {rows} regels gewist op {moment}. Uw bewijs: {bewijs}. "
    "Een nieuwe vraag begint een nieuw gesprek."
)
FORGET = {"vergeet dit gesprek", "vergeet mijn gesprek", "verwijder dit gesprek", "wis dit gesprek"}

#: what Rasa hears of a code that was right
GO_ON = "/ga_verder"
MADE = (
    "Uw code is **{code}**. Daarmee gaat u later verder, ook op een ander apparaat of in WhatsApp. "
    "Typ daar: code {code}. De code werkt {dagen} dagen, voor één apparaat. Schrijf hem op: ik laat "
    "hem maar één keer zien. Hier kunt u gewoon doorgaan."
)
NOT_TAKEN = {
    Taken.FOUT: (
        "Deze code ken ik niet. Kijk nog eens naar de letters en cijfers. Een code heeft twee keer "
        "vier tekens. Er zit nooit een nul, een één, een O of een I in."
    ),
    Taken.VERLOPEN: (
        "Deze code is verlopen. Een code werkt {dagen} dagen. Is het oude gesprek nog open? Typ daar "
        "'bewaar' voor een nieuwe code. Anders beginnen we hier gewoon opnieuw."
    ),
    Taken.GEBRUIKT: (
        "Met deze code is al op een ander apparaat verder gegaan. Typ daar 'bewaar' voor een nieuwe "
        "code."
    ),
    Taken.TE_VAAK: (
        "Er zijn te veel codes geprobeerd. Probeer het over een uur opnieuw. U kunt hier wel gewoon "
        "een vraag stellen."
    ),
}


@dataclass(frozen=True)
class Door:
    """What channels share before a message goes to Rasa.

    Attributes:
        settings: the operator's choices.
    """

    settings: Settings

    def let_in(
        self,
        text: str,
        sender_id: str,
        vocabulary: Vocabulary,
        at: dt.datetime,
        address: str = "",
    ) -> str:
        """Return the message as Rasa may see it: readable, and without personal numbers.

        A telephone number is kept apart when the assistant has just asked for one. Codes to go on
        with a talk are made and taken here: they never reach Rasa's memory or a log.

        Args:
            text: as it came in.
            sender_id: the talk.
            vocabulary: the payloads that exist.
            at: now.
            address: where it came from, to limit guessing at codes; empty when unknown.

        Raises:
            OnTheSpot: it was about a code, and this is the answer.
            Refused: it is empty, far too long, or a payload that does not exist.
        """
        if wants_code(text):
            raise OnTheSpot(self._new_code(sender_id, at))
        code = read_code(text)
        if code is not None:
            return self._take(code, sender_id, address, at)
        masked = clean(text, vocabulary)
        for kind in masked.kinds:
            log.info("masked kind=%s", kind)
            MASKED.labels(kind).inc()
        if masked.phones:
            numbers = Telefoonnummers(self.settings.database_url, self.settings.secret)
            if numbers.is_asked_for(sender_id):
                numbers.keep(sender_id, masked.phones[0], at)
        return masked.text

    def _new_code(self, sender_id: str, at: dt.datetime) -> str:
        code = new_code()
        Gesprekscodes(self.settings.database_url, self.settings.secret).keep(
            code.signs, sender_id, at
        )
        log.info("code_made")
        return MADE.format(code=code, dagen=VALID.days)

    def _take(self, code: Code, sender_id: str, address: str, at: dt.datetime) -> str:
        codes = Gesprekscodes(self.settings.database_url, self.settings.secret)
        outcome = codes.take(code.signs, sender_id, address, at)
        log.info("code_taken outcome=%s", outcome.value)
        if outcome is Taken.GOED:
            return GO_ON
        raise OnTheSpot(NOT_TAKEN[outcome].format(dagen=VALID.days))

    def asks_to_forget(self, text: str) -> bool:
        """Tell whether a message asks to delete the talk."""
        return " ".join(text.lower().strip(" .!?").split()) in FORGET

    def forget_if_asked(self, text: str, sender_id: str) -> str | None:
        """Delete the talk when that is what the message says; return the receipt to show.

        Deleting happens here and not in an action: Rasa would write the talk again after its turn.
        """
        if not self.asks_to_forget(text):
            return None
        return self.forget(sender_id)

    def forget(self, sender_id: str) -> str:
        """Delete everything of a talk and return the receipt to show."""
        receipt = forget_on_request(self.settings.database_url, sender_id, utc_now())
        log.info("forgotten rows=%d", receipt.rows)
        return receipt.fill(RECEIPT)
