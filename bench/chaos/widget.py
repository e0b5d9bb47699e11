"""A visitor of the website as the widget is: sends again until it is stored, follows a stream."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bench.chaos.questions import Ask

#: seconds: a call, and a stream on which nothing is heard (the widget waits 40)
CALL, SILENT, PATIENT = 12.0, 20.0, 40.0
LATER = {"Prefer": "respond-async"}
WANTS_HUMAN = (
    {"text": "Ik wil een medewerker spreken"},
    {"payload": '/antwoord{"overdracht_akkoord": "ja"}', "title": "Ja"},
    {"payload": '/antwoord{"overdracht_onderwerp": "een aanvraag"}', "title": "Een aanvraag"},
    {"text": "De Vries"},
    {"payload": '/antwoord{"overdracht_hoe": "wachten"}', "title": "Wachten"},
)


@dataclass
class Widget:
    """One visitor.

    Attributes:
        number: who.
        base: address of the channel.
        asks: what is said, in order.
        ids: the ids of what was sent, in order.
        messages: what came in, by its number in the talk.
        twice: how often the server sent a number that it had been told we have.
        waits: seconds from sending to the first answer.
    """

    number: int
    base: str
    asks: list[Ask]
    human: bool = False
    ids: list[str] = field(default_factory=list)
    asked: dict[str, Ask] = field(default_factory=dict)
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    twice: int = 0
    waits: list[float] = field(default_factory=list)
    retries: int = 0
    head: dict[str, str] = field(default_factory=dict)
    session: str = ""

    def __post_init__(self) -> None:
        self._news = asyncio.Event()
        self._done: set[str] = set()  # beside an adviser there is no answer
        self._chance = random.Random(self.number)

    async def visit(self, client: aiohttp.ClientSession, seconds: float) -> None:
        """Talk, spread over a number of seconds."""
        began = time.monotonic()
        await asyncio.sleep(seconds / 5 * self._chance.random())
        await self._begin(client)
        reading = asyncio.ensure_future(self._follow(client))
        says = [{"text": ask.text} for ask in self.asks]
        if self.human:
            says[len(says) // 2 : len(says) // 2] = list(WANTS_HUMAN)
        pause = (began + seconds - time.monotonic()) / (len(says) + 1)
        began = time.monotonic()
        try:
            for index, body in enumerate(says):
                at = began + pause * (index + self._chance.random())
                await asyncio.sleep(max(0.0, at - time.monotonic()))
                await self._say(client, body)
        finally:
            self._reading = reading

    async def finish(self, seconds: float) -> None:
        """Wait for what is still to come, and close the page."""
        until = time.monotonic() + seconds
        while self.unanswered and time.monotonic() < until:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), 1.0)
            self._news.clear()
        self._reading.cancel()

    @property
    def unanswered(self) -> list[str]:
        """The messages of which nothing came back."""
        return [one for one in self.ids if not self._has_answer(one)]

    def _has_answer(self, name: str) -> bool:
        mine = f"{name}/"
        return name in self._done or any(m["id"].startswith(mine) for m in self.messages.values())

    async def whole(self, client: aiohttp.ClientSession) -> list[dict[str, Any]]:
        """Return the talk as the server has it."""
        for _ in range(20):
            with contextlib.suppress(aiohttp.ClientError, asyncio.TimeoutError):
                url = f"{self.base}/messages?after=0"
                async with client.get(url, headers=self.head, timeout=_within(CALL)) as answer:
                    if answer.status == 200:
                        return list((await answer.json())["messages"])
            await asyncio.sleep(1.0)
        return []

    async def _begin(self, client: aiohttp.ClientSession) -> None:
        while not self.head:
            with contextlib.suppress(aiohttp.ClientError, asyncio.TimeoutError):
                url = f"{self.base}/session"
                async with client.post(url, timeout=_within(PATIENT)) as answer:
                    if answer.status == 201:
                        body = await answer.json()
                        self.head = {"Authorization": f"Bearer {body['token']}"}
                        self._take(body["messages"])
                        return
            await asyncio.sleep(5.0 + 10 * self._chance.random())

    async def _say(self, client: aiohttp.ClientSession, body: dict[str, Any]) -> None:
        name = f"v{self.number:04}-{len(self.ids):04}"
        self.ids.append(name)
        text = str(body.get("text") or "")
        self.asked[name] = next((ask for ask in self.asks if ask.text == text), Ask(text))
        began = time.monotonic()
        while not await self._sent(client, {"id": name, **body}):
            self.retries += 1
            await asyncio.sleep(0.5 + self._chance.random())
        while not self._has_answer(name) and time.monotonic() - began < 60:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), 0.5)
            self._news.clear()
        if self._has_answer(name):
            self.waits.append(time.monotonic() - began)

    async def _sent(self, client: aiohttp.ClientSession, body: dict[str, Any]) -> bool:
        headers = {**self.head, **LATER}
        try:
            async with client.post(
                f"{self.base}/messages", json=body, headers=headers, timeout=_within(CALL)
            ) as answer:
                return answer.status in (200, 202)
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False

    async def _follow(self, client: aiohttp.ClientSession) -> None:
        while True:
            with contextlib.suppress(aiohttp.ClientError, asyncio.TimeoutError, ValueError):
                await self._stream(client)
            await asyncio.sleep(0.5 + self._chance.random())

    async def _stream(self, client: aiohttp.ClientSession) -> None:
        after = max(self.messages, default=0)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CALL, sock_read=SILENT)
        url = f"{self.base}/stream?after={after}"
        async with client.get(url, headers=self.head, timeout=timeout) as stream:
            if stream.status != 200:
                return
            async for line in stream.content:
                if line.startswith(b"data: "):
                    data = json.loads(line[6:])
                    found = data.get("messages", [])
                    self._done |= {data["answered"]} if "answered" in data else set()
                    self.twice += sum(message["seq"] <= after for message in found)
                    after = max([after, *(message["seq"] for message in found)])
                    self._take(found)

    def _take(self, found: list[dict[str, Any]]) -> None:
        for message in found:
            self.messages[message["seq"]] = message
        self._news.set()


def _within(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds)
