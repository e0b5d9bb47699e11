"""Puts the desk together: stores, the channels it speaks through, and opening hours."""

from __future__ import annotations

from bot.channels.speakers import Ring, Speakers, WebsiteSpeaker, no_bell
from bot.desk.service import Desk
from bot.desk.stores import Stores
from bot.desk.view import View
from bot.settings import Settings
from bot.storage.forget import WEBSITE
from bot.storage.website import WebsiteTalks

#: wakes whoever follows a talk, or the desk itself
RING: Ring = no_bell


def speakers_of(choices: Settings) -> Speakers:
    """Return the channels that can speak first, by the beginning of a sender's id."""
    return Speakers({WEBSITE: WebsiteSpeaker(WebsiteTalks(choices.database_url), RING)})


def desk_of(choices: Settings) -> Desk:
    """Return the use cases of the desk."""
    stores = Stores(choices.database_url, choices.secret)
    return Desk(stores, speakers_of(choices), RING)


def view_of(choices: Settings) -> View:
    """Return what the desk shows."""
    return View(Stores(choices.database_url, choices.secret), speakers_of(choices))
