"""The desk's pages on a small server without Rasa: the real routes on the real storage."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from argon2 import PasswordHasher
from sanic import Sanic

from bot.care.safety import find_danger
from bot.channels.bell import BellHere
from bot.channels.silence import Silence
from bot.channels.speakers import AlreadyAsked, Speakers, WebsiteSpeaker
from bot.desk.passwords import SignIn
from bot.desk.port import BuiltInDesk, Desks
from bot.desk.service import Desk
from bot.desk.stores import Stores
from bot.desk.view import View
from bot.desk.web.pages import desk_pages
from bot.desk.web.redactie import editor_pages
from bot.desk.web.room import Room
from bot.knowledge.opening import opening
from bot.knowledge.safety import patterns
from bot.storage.accounts import Accounts
from bot.storage.advisers import Adviser, Advisers, Presence
from bot.storage.database import migrate
from bot.storage.handoff import Handoffs
from bot.storage.handoff_rows import Overdracht
from bot.storage.handoff_thread import Thread
from bot.storage.moments import utc_now
from bot.storage.website import WebsiteTalks
from tests.desk.asking import wait

SECRET = "g" * 40
PASSWORD = "een lang wachtwoord"
#: the cheapest argon2 there is: these tests are not about its strength
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CSRF = re.compile(r'name="csrf" (?:value|content)="([^"]+)"')
PEOPLE = (
    Adviser("anna", "Anna", team="noord", capacity=3),
    Adviser("bram", "Bram", team="noord"),
    Adviser("zoe", "Zoë", team="zuid"),
    Adviser("lea", "Lea", roles=frozenset({"teamleider"}), team="noord"),
    Adviser("rik", "Rik", roles=frozenset({"redacteur"})),
    Adviser("bea", "Bea", roles=frozenset({"beheerder"})),
)


@dataclass
class Clock:
    """The moment now; a test may let time go by."""

    ahead: dt.timedelta = dt.timedelta()
    stands: dt.datetime | None = None

    def now(self) -> dt.datetime:
        return (self.stands or utc_now()) + self.ahead


@dataclass
class WhatsApp:
    """A channel of which the window may be shut."""

    until: dt.datetime | None = None
    template: str = ""
    said: list = field(default_factory=list)

    def speak(self, sender_id, body, at):
        self.said.append(body)
        return body["key"]

    def window_open_until(self, sender_id):
        return self.until

    def template_name(self):
        return self.template

    def speak_template(self, sender_id, at, key):
        if key in self.said:
            raise AlreadyAsked(sender_id)
        self.said.append(key)
        return key


@dataclass
class House:
    """A running desk, and ways to be a visitor or somebody of the desk."""

    url: str
    room: Room
    clock: Clock
    whatsapp: WhatsApp
    bell: BellHere
    slept: list = field(default_factory=list)
    address: str = ""
    silence: Silence | None = None

    def client(self, **options) -> httpx.Client:
        """Return a browser without pages: it keeps cookies and follows no redirects."""
        return httpx.Client(
            base_url=self.address, timeout=60, trust_env=False, verify=False, **options
        )

    def everybody_is_there(self) -> None:
        """Give everybody's sign of life, as open pages do every few seconds."""
        for one in PEOPLE:
            Advisers(self.url).choose(one.id, Presence.HERE, utc_now())

    def signed_in(self, name: str) -> Member:
        """Return somebody who is signed in by a session of his own."""
        client = self.client()
        member = Member(client, self)
        key = self.room.accounts.begin(name, "wachtwoord", self.clock.now())
        client.cookies.set("desk", self.room._signer.dumps(key))
        return member

    def visitor(self, **details) -> Visitor:
        """Return somebody on the website who waits for an adviser."""
        talk = WebsiteTalks(self.url).start(utc_now())
        details = {"consent": True, "team": "noord", **details}
        row = wait(self.url, f"web-{talk}", self.clock.now(), **details)
        self.bell.ring("desk", {"kind": "moved", "overdracht": row.id})
        return Visitor(self, talk, row)


@dataclass
class Member:
    """Somebody of the desk."""

    client: httpx.Client
    house: House

    def get(self, path: str, **options) -> httpx.Response:
        return self.client.get(path, **options)

    def page(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    @property
    def csrf(self) -> str:
        key = self.house.room._signer.loads(self.client.cookies["desk"])
        return self.house.room.token(f"csrf.{key}")

    def post(self, path: str, json: bool = False, **fields) -> httpx.Response:
        headers = {"accept": "application/json"} if json else {}
        return self.client.post(path, data={"csrf": self.csrf, **fields}, headers=headers)


class Heard:
    """An output channel that remembers what the service said in a turn."""

    def __init__(self) -> None:
        self.messages = []

    async def send_response(self, recipient_id, message) -> None:
        self.messages.append(message)


@dataclass
class Message:
    """A message as Rasa's channels make it."""

    text: str
    sender_id: str
    message_id: str
    output_channel: Heard = field(default_factory=Heard)


@dataclass
class Visitor:
    """Somebody on the website."""

    house: House
    talk: str
    row: Overdracht
    count: int = 0

    @property
    def id(self) -> str:
        return self.row.id

    def says(self, text: str) -> None:
        """Send a message the way every channel does: past the silence."""
        self.count += 1
        message = Message(text, f"web-{self.talk}", f"bericht-{self.count:04}")
        passed_on = self.house.silence.pass_on(message, nobody_answers)
        with ThreadPoolExecutor(1) as apart:  # Playwright's own loop runs in this thread
            apart.submit(asyncio.run, passed_on).result()

    def types(self) -> None:
        self.house.silence.visitor_types(f"web-{self.talk}")

    def reads(self) -> None:
        """See all that was said."""
        self.house.silence.visitor_read(f"web-{self.talk}", lambda key: True)

    def heard(self) -> list[str]:
        """Return what adviser and service said."""
        said = WebsiteTalks(self.house.url).since(self.talk, 0)
        return [m["text"] for m in said if m["from"] != "visitor"]


async def nobody_answers(message) -> None:
    """Stand in for the bot."""


@contextmanager
def running(folder: Path, **changes) -> Iterator[House]:
    """Serve a desk on a free port until the block ends; ``changes`` go to the room."""
    house = _house(f"sqlite:///{folder / 'desk.db'}", changes)
    app = Sanic(f"desk{id(house)}", configure_logging=False)
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.blueprint(desk_pages(house.room))
    app.blueprint(editor_pages(house.room))
    with served(app) as address:
        house.address = address
        yield house
        house.bell.close()


def _house(url: str, changes: dict) -> House:
    migrate(url)
    clock, whatsapp, bell, slept = Clock(), WhatsApp(), BellHere(), []
    stores = Stores(url, SECRET)
    speakers = Speakers(
        {"web-": WebsiteSpeaker(WebsiteTalks(url), bell.ring), "whatsapp:": whatsapp}
    )
    desks = Desks((BuiltInDesk(bell.ring),))
    desk = Desk(stores, speakers, desks)
    accounts = Accounts(url)

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    sign_in = SignIn(accounts, Advisers(url), QUICK, sleep)
    room = Room(
        desk=desk,
        view=View(stores, speakers),
        sign_in=sign_in,
        accounts=accounts,
        hours=opening(),
        secret=SECRET,
        address="http://localhost:5005",
        bell=bell,
        now=clock.now,
    )
    for one in PEOPLE:
        Advisers(url).save(one)
        sign_in.set_password(one.id, PASSWORD, utc_now())
    house = House(url, replace(room, **changes), clock, whatsapp, bell, slept)
    house.everybody_is_there()
    house.silence = Silence(
        handoffs=Handoffs(url),
        thread=Thread(url),
        find_danger=lambda text: find_danger(text, patterns()),
        number_for=lambda danger: {"text": "Bel 112"},
        copy_of=lambda text, sender, at: None,
        tell=desk.announcer.tell,
        changed=desks.changed,
    )
    return house


@contextmanager
def served(app: Sanic) -> Iterator[str]:
    """Serve an app on a free port, in a thread of its own; gives the address."""
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    Sanic.test_mode = True  # several servers in one process
    door = socket.socket()  # given as it is: Sanic takes port 0 for its own 8000
    door.bind(("127.0.0.1", 0))

    async def serve() -> None:
        server = await app.create_server(
            sock=door, return_asyncio_server=True, asyncio_server_kwargs=None
        )
        await server.startup()
        await server.start_serving()
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(60)
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
