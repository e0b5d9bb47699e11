"""``make bench-desk``: how soon a visitor's message stands on the desk, with a full house.

One server process with the real website channel, the real storage (SQLite) and the real pages; beside
an adviser Rasa sees no message, so no model is loaded. 200 conversations are with 20 advisers, each of
whom has a page open that follows what is pushed. Timed is from just before the visitor's browser sends
until the event reaches the adviser's browser; client and server share the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hmac
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
from itsdangerous import URLSafeSerializer

from bench.servers import ROOT, free_port, process, wait_for

ADVISERS, EACH = 20, 10
SECRET = "b" * 40
TARGET = 300  # ms
#: messages a second of all visitors together: each writes every 20 seconds, or every 10
RATES = (10.0, 20.0)
REPORT = ROOT / "docs/generated/desk.md"


def serve() -> None:
    """Serve the website channel and the desk until stopped."""
    from bot.quiet import keep_quiet

    keep_quiet()
    from sanic import Sanic, response

    from bot.channels.website import WebsiteInput
    from bot.knowledge.answers import answers
    from bot.knowledge.safety import patterns
    from bot.server.desk import beside_advisers
    from bot.server.desk_pages import add_desk
    from bot.settings import settings

    async def no_bot(message: object) -> None:
        """Stand where Rasa stands: nothing is asked of it here but the greeting."""

    patterns()  # the model's own safety net reads them when it is loaded
    answers()
    choices = settings()
    app = Sanic("bench", configure_logging=False)
    app.ctx.agent = SimpleNamespace(domain=SimpleNamespace(intents=["groet"], entities=[]))
    channel = WebsiteInput.from_credentials(None).blueprint(beside_advisers(choices, no_bot))
    channel.url_prefix = "/webhooks/website"
    app.blueprint(channel)
    add_desk(app, choices)

    @app.get("/gezond")
    async def gezond(request: object) -> object:
        return response.json({})

    app.run("127.0.0.1", choices.port, access_log=False, motd=False)


class House:
    """The advisers and visitors of the bench.

    Args:
        url: SQLAlchemy URL of the database.
        address: of the server.
    """

    def __init__(self, url: str, address: str) -> None:
        self.url = url
        self.address = address
        self.sent: dict[str, list[tuple[float, asyncio.Event]]] = {}
        self.took: list[float] = []
        self.count = 0
        self.talks: list[tuple[str, str]] = []
        self.desks: list[tuple[str, str]] = []

    async def fill(self, client: httpx.AsyncClient) -> None:
        """Make accounts, and give each adviser conversations."""
        from bot.storage.accounts import Accounts
        from bot.storage.advisers import Adviser, Advisers, Presence
        from bot.storage.moments import utc_now

        for number in range(ADVISERS):
            name = f"adviseur-{number}"
            Advisers(self.url).save(Adviser(name, name, capacity=EACH))
            Advisers(self.url).choose(name, Presence.HERE, utc_now())
            ids = [await self._talk(client, name) for _ in range(EACH)]
            key = Accounts(self.url).begin(name, "wachtwoord", utc_now())
            self.desks.append((key, ids[0]))

    async def _talk(self, client: httpx.AsyncClient, adviser: str) -> str:
        from bot.care.handoff import Actor, Reason, State, Wish
        from bot.storage.handoff import Handoffs
        from bot.storage.handoff_rows import Asked
        from bot.storage.moments import utc_now

        begun = (await client.post("/webhooks/website/session")).json()
        token = begun["token"]
        talk = json.loads(_payload(token))
        asked = Asked(f"web-{talk}", "website", "drukte", consent=True)
        handoffs = Handoffs(self.url)
        row = handoffs.ask(asked, Wish(State.WACHTRIJ, Actor.VISITOR, Reason.REQUEST), utc_now())
        take = Wish(State.ADVISEUR, Actor.ADVISER, Reason.TAKEN, adviser, adviser)
        handoffs.move(row.id, take, utc_now())
        self.talks.append((row.id, token))
        return row.id

    async def follow(self, key: str, open_id: str, ready: asyncio.Event) -> None:
        """Be an adviser with one page open, as a browser is."""
        signed = URLSafeSerializer(SECRET, salt="desk-sessie").dumps(key)
        csrf = hmac.new(SECRET.encode(), f"desk.csrf.{key}".encode(), "sha256").hexdigest()
        form = {"cookie": f"desk={signed}", "csrf": csrf}
        async with (
            httpx.AsyncClient(base_url=self.address, timeout=None, trust_env=False) as client,
            client.stream(
                "GET",
                "/desk/stroom",
                params={"gesprek": open_id},
                headers={"cookie": form["cookie"]},
            ) as stream,
        ):
            kind = ""
            async for line in stream.aiter_lines():
                if line.startswith("event: "):
                    kind = line[7:]
                elif line.startswith("data: "):
                    data = json.loads(line[6:])
                    if kind == "stand":
                        ready.set()
                    elif kind in ("regels", "ongelezen"):
                        self._arrives(data["overdracht"])
                    await self._answers(client, kind, data, form)

    async def _answers(
        self, client: httpx.AsyncClient, kind: str, data: Any, form: dict[str, str]
    ) -> None:
        """Do what the page's script does: give signs of life and of reading."""
        if kind == "hart":
            path, more = "leef", {}
        elif kind == "regels":
            path, more = f"gesprek/{data['overdracht']}/gelezen", {"tot": str(data["laatste"])}
        else:
            return
        headers = {"accept": "application/json", "cookie": form["cookie"]}
        fields = {"csrf": form["csrf"], **more}
        (await client.post(f"/desk/{path}", data=fields, headers=headers)).raise_for_status()

    def _arrives(self, overdracht_id: str) -> None:
        """Note that all that was sent in a conversation is at the desk."""
        for begun, arrived in self.sent.pop(overdracht_id, []):
            self.took.append((time.perf_counter() - begun) * 1000)
            arrived.set()

    async def say(self, client: httpx.AsyncClient, place: int) -> None:
        """Be a visitor who sends one message and is heard."""
        overdracht_id, token = self.talks[place]
        arrived = asyncio.Event()
        self.sent.setdefault(overdracht_id, []).append((time.perf_counter(), arrived))
        self.count += 1
        body = {"id": f"bericht-{self.count:06}", "text": f"Bericht {self.count} van mij."}
        headers = {"authorization": f"Bearer {token}"}
        answer = await client.post("/webhooks/website/messages", json=body, headers=headers)
        answer.raise_for_status()
        await asyncio.wait_for(arrived.wait(), 60)


def _payload(token: str) -> str:
    import base64

    part = token.split(".")[0]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()


async def measure(url: str, address: str, seconds: float) -> dict[float, list[float]]:
    """Return the milliseconds of each message, by rate.

    Args:
        url: of the database.
        address: of the server.
        seconds: how long at each rate.
    """
    async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as client:
        house = House(url, address)
        await house.fill(client)
        opened = [asyncio.Event() for _ in house.desks]
        followers = [
            asyncio.ensure_future(house.follow(*desk, event))
            for desk, event in zip(house.desks, opened, strict=True)
        ]
        await asyncio.wait_for(asyncio.gather(*(event.wait() for event in opened)), 60)
        found = {}
        for rate in RATES:
            house.took = []
            await _talking(house, client, rate, seconds)
            found[rate] = house.took
        for follower in followers:
            follower.cancel()
            with contextlib.suppress(asyncio.CancelledError, httpx.HTTPError):
                await follower
        return found


async def _talking(house: House, client: httpx.AsyncClient, rate: float, seconds: float) -> None:
    """Let visitors send, one after the other by the clock, whether the last one was heard or not."""
    said = []
    begun = time.perf_counter()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        place = (number * 7) % len(house.talks)
        said.append(asyncio.ensure_future(house.say(client, place)))
    await asyncio.gather(*said)


def report(found: dict[float, list[float]], load: float) -> str:
    """Return the page for docs/generated."""
    return (
        "# Hoe snel een bericht op de desk staat\n\nGemaakt door `make bench-desk`. "
        f"{ADVISERS * EACH} gesprekken bij {ADVISERS} adviseurs, elk met een open pagina. Van het "
        "versturen door de bezoeker tot het bericht bij de pagina van de adviseur is. Eén "
        "serverproces, SQLite, geen model geladen (naast een adviseur komt een bericht niet bij "
        f"Rasa); de meting zelf draait op dezelfde machine ({os.cpu_count()} kernen, gemiddelde "
        f"drukte door ander werk vooraf {load:.1f}). Doel: p95 hoogstens {TARGET} ms.\n\n"
        "| berichten per seconde | gemeten | p50 | p95 | p99 | langste | doel |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        + "".join(_row(rate, took) for rate, took in found.items())
    )


def _row(rate: float, took: list[float]) -> str:
    cuts = statistics.quantiles(took, n=100)
    p50, p95, p99 = (round(cuts[place]) for place in (49, 94, 98))
    held = "gehaald" if p95 <= TARGET else "niet gehaald"
    times = f"{p50} ms | {p95} ms | {p99} ms | {round(max(took))} ms"
    return f"| {rate:g} | {len(took)} | {times} | {held} |\n"


def main() -> int:
    """Measure and write the report; 1 when the target is missed at the first rate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", default="measure", choices=("measure", "serve"))
    parser.add_argument("--seconds", type=float, default=30.0)
    choices = parser.parse_args()
    if choices.what == "serve":
        serve()
        return 0
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        found = _in_house(Path(folder), choices.seconds)
    page = report(found, load)
    REPORT.write_text(page)
    sys.stdout.write(page)
    return int(statistics.quantiles(found[RATES[0]], n=20)[18] > TARGET)


def _in_house(folder: Path, seconds: float) -> dict[float, list[float]]:
    from bot.storage.database import migrate

    url, port = f"sqlite:///{folder / 'desk.db'}", free_port()
    migrate(url)
    address = f"http://127.0.0.1:{port}"
    variables = {"DATABASE_URL": url, "PORT": str(port), "GEHEIM": SECRET}
    variables["PYTHONPATH"] = str(ROOT)
    with process([sys.executable, "-m", "bench.desk", "serve"], ROOT, **variables) as running:
        wait_for(f"{address}/gezond", running)
        return asyncio.run(measure(url, address, seconds))


if __name__ == "__main__":
    sys.exit(main())
