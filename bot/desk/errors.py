"""What the desk refuses, each with the Dutch sentence that an adviser reads."""

from __future__ import annotations

from bot.care.handoff import MoveRefused, NotYours
from bot.channels.speakers import AlreadyAsked, CannotBeReached, WindowClosed
from bot.errors import WegwijzerError
from bot.storage.advisers import NoAdviser
from bot.storage.handoff_writes import SlotFull


class NotAllowed(WegwijzerError):
    """The roles or the team of this adviser do not include it."""


class FullHands(WegwijzerError):
    """An adviser has as many conversations as he can have at once."""


class NoWords(WegwijzerError):
    """A message or note holds nothing that can be sent."""


class HasBsn(WegwijzerError):
    """A message of an adviser holds a BSN, which has no place in a chat."""


SENTENCES: dict[type[WegwijzerError], str] = {
    NotAllowed: "Dat mag u niet met dit gesprek.",
    FullHands: "U heeft al zoveel gesprekken als u tegelijk kunt voeren. Sluit er eerst een af.",
    NoWords: "Er staat niets in uw bericht.",
    HasBsn: "Er staat een BSN in uw bericht. Haal dat weg; een BSN hoort niet in de chat.",
    NotYours: "U heeft dit gesprek niet (meer). Een collega heeft het, of het is afgesloten.",
    WindowClosed: "WhatsApp laat na 24 uur stilte alleen nog een vast bericht (sjabloon) toe.",
    AlreadyAsked: "Het vaste bericht is al gestuurd. Wacht tot de bezoeker antwoordt.",
    CannotBeReached: "Deze bezoeker is niet (meer) te bereiken.",
    NoAdviser: "Deze medewerker ken ik niet.",
    SlotFull: "Dat tijdvak is net vol geraakt. Kies een ander.",
    MoveRefused: "Dat kan niet meer: een collega of de bezoeker was u voor.",
}


def sentence(failure: WegwijzerError) -> str:
    """Return what an adviser reads about a refusal."""
    for kind in type(failure).__mro__:
        if kind in SENTENCES:
            return SENTENCES[kind]
    return "Er ging iets mis aan onze kant. Probeer het nog een keer."
