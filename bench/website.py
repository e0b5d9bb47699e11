"""``python -m bench.website``: how long a visitor of the website waits, from send to first reply.

Twenty visitors at once, each with a stream of its own, type as people do: a message, the answer, a
pause of a second on average. Together that is some twenty messages a second; faster than people can
be, the figure would say how long the queue is and not how long a visitor waits.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp

from bench.servers import REST, ROOT, ours
from bench.talk import TALK

VISITORS = 20
PAUSE = (0.5, 1.5)  # seconds, evenly spread
TARGET = 150  # milliseconds, for 95 of 100 replies
PATIENCE = 60  # seconds


class Visitor:
    """One visitor: a session, a stream that is read all the time, and a talk."""

    def __init__(self, client: aiohttp.ClientSession, base: str, number: int) -> None:
        self._client = client
        self._base = base
        self._luck = random.Random(number)
        self._headers: dict[str, str] = {}
        self._replied = asyncio.Event()
        self._asked = ""

    async def talk(self, turns: int) -> list[float]:
        """Have the talk and return the milliseconds to each first reply."""
        async with self._client.post(f"{self._base}/session") as answer:
            self._headers = {"Authorization": f"Bearer {(await answer.json())['token']}"}
        reading = asyncio.ensure_future(self._read())
        try:
            return [await self._say(f"bericht-{i:04}", text) for i, text in enumerate(TALK[:turns])]
        finally:
            reading.cancel()

    async def _say(self, name: str, text: str) -> float:
        await asyncio.sleep(self._luck.uniform(*PAUSE))
        self._asked = f"{name}/0"
        self._replied.clear()
        headers = {**self._headers, "Prefer": "respond-async"}
        started = time.perf_counter()
        body = {"id": name, "text": text}
        async with self._client.post(f"{self._base}/messages", json=body, headers=headers) as sent:
            if sent.status != 202:
                raise RuntimeError(f"status {sent.status}: {await sent.text()}")
        await asyncio.wait_for(self._replied.wait(), PATIENCE)
        return (time.perf_counter() - started) * 1000

    async def _read(self) -> None:
        async with self._client.get(f"{self._base}/stream", headers=self._headers) as stream:
            async for line in stream.content:
                if line.startswith(b"data: ") and any(
                    message["id"] == self._asked for message in _messages(line[6:])
                ):
                    self._replied.set()


def _messages(data: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(data).get("messages", [])
    return found


async def _crowd(base: str, turns: int) -> list[float]:
    limits = aiohttp.TCPConnector(limit=0, force_close=True)
    timeout = aiohttp.ClientTimeout(total=None)
    options: dict[str, Any] = {"read_bufsize": 2**20}  # a line of the stream is one whole event
    async with aiohttp.ClientSession(connector=limits, timeout=timeout, **options) as client:
        talks = [Visitor(client, base, number).talk(turns) for number in range(VISITORS)]
        return [ms for talk in await asyncio.gather(*talks) for ms in talk]


def first_replies(address: str, turns: int = len(TALK)) -> dict[str, float]:
    """Return p50 and p95 of the milliseconds from send to first reply.

    Args:
        address: of a running server, without a slash at the end.
        turns: messages of each visitor.
    """
    waited = asyncio.run(_crowd(f"{address}/webhooks/website", turns))
    return {"p50": statistics.median(waited), "p95": statistics.quantiles(waited, n=20)[18]}


def line_of(figures: dict[str, float]) -> str:
    """Return the figures as a line of the report."""
    verdict = "gehaald" if figures["p95"] <= TARGET else "niet gehaald"
    return (
        f"Website, {VISITORS} visitors at once with a pause of a second between answer and next "
        f"message: from send to first reply p50 {figures['p50']:.0f} ms, p95 {figures['p95']:.0f} ms "
        f"(target: at most {TARGET}: {verdict})."
    )


def main() -> None:
    """Measure on the model that is there."""
    (ROOT / "bench/uit").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "models").symlink_to(ROOT / "models")
        with ours(Path(folder)) as server:
            figures = first_replies(server.urls[0].removesuffix(REST))
    sys.stdout.write(line_of(figures) + "\n")


if __name__ == "__main__":
    main()
