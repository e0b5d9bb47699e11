"""A desk on a database of its own, with a website on which everything that is said can be read."""

import datetime as dt
from types import SimpleNamespace

from bot.channels.speakers import Speakers, WebsiteSpeaker
from bot.desk.service import Desk
from bot.desk.stores import Stores
from bot.desk.view import View
from bot.storage.advisers import Adviser, Presence
from bot.storage.website import WebsiteTalks
from tests.desk.asking import wait

NOW = dt.datetime(2026, 11, 23, 10, tzinfo=dt.timezone.utc)
SECRET = "s" * 40


def later(seconds):
    return NOW + dt.timedelta(seconds=seconds)


class Bells:
    """Notes what rings."""

    def __init__(self):
        self.rung = []

    def __call__(self, topic, note=None):
        self.rung.append((topic, note))

    def changed(self, kind, overdracht_id):
        self.rung.append((kind, overdracht_id))


def desk_room(url, is_open=lambda at: True):
    """Return desk, view and what goes with them; advisers anna, bob (wlz), lea (lead), rik, bea."""
    talks, bell, desks = WebsiteTalks(url), Bells(), Bells()
    stores = Stores(url, SECRET)
    speakers = Speakers({"web-": WebsiteSpeaker(talks, bell)})
    desk = Desk(stores, speakers, desks, is_open)
    for one in (
        Adviser("anna", "Anna", capacity=2),
        Adviser("bob", "Bob", team="wlz"),
        Adviser("lea", "Lea", roles=frozenset({"teamleider"})),
        Adviser("rik", "Rik", roles=frozenset({"redacteur"})),
        Adviser("bea", "Bea", roles=frozenset({"beheerder"})),
    ):
        stores.advisers.save(one)
    for one in ("anna", "bob"):
        desk.choose_presence(one, Presence.HERE, NOW)
    return SimpleNamespace(
        url=url,
        talks=talks,
        bell=bell,
        desks=desks,
        stores=stores,
        speakers=speakers,
        desk=desk,
        view=View(stores, speakers),
    )


def visitor_waits(room, at=NOW, **details):
    """Start a talk on the website and join the queue; returns the talk and the overdracht."""
    talk = room.talks.start(at)
    return talk, wait(room.url, f"web-{talk}", at, **details)


def told(room, talk):
    """Return who said what in a talk, without the visitor."""
    return [(m["from"], m["text"]) for m in room.talks.since(talk, 0) if m["from"] != "visitor"]
