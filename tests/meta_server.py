"""Puts a stand-in for Meta on a port of this machine, and delivers as Meta does: until it hears "ok"."""

from __future__ import annotations

import asyncio
import json
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import web

from tests.fakes import Json, Meta, signed

#: Meta waits longer; a test need not
AGAIN = (0.1, 0.2, 0.5)


class MetaServer:
    """Serves a stand-in in a thread of its own.

    Args:
        meta: what decides.
        webhook: where to deliver.
        chance: deliver late, twice and in another order; None for at once.
        port: 0 for any.
        routes: adds pages of one's own.
    """

    def __init__(
        self,
        meta: Meta,
        webhook: str,
        chance: random.Random | None = None,
        port: int = 0,
        routes: Callable[[web.Application, MetaServer], None] | None = None,
    ) -> None:
        self.meta = meta
        self.webhook = webhook
        self.chance = chance
        self.port = port
        #: seconds from sending a delivery to "ok", for each that was taken at the first try
        self.seconds: list[float] = []
        self.sent = 0
        self.repeated = 0
        self.under_way = 0
        self._routes = routes
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        """The address, to be used as WHATSAPP_API_URL."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> MetaServer:
        """Begin to serve."""
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def stop(self) -> None:
        """Stop serving; what was not delivered is lost."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def deliver(self, payload: Json) -> None:
        """Bring something to the webhook, from any thread."""
        asyncio.run_coroutine_threadsafe(self._deliver(payload), self._loop)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._begin())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._session.close())
        self._loop.run_until_complete(self._runner.cleanup())

    async def _begin(self) -> None:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=30), connector=aiohttp.TCPConnector(limit=0)
        )
        app = web.Application()
        if self._routes is not None:
            self._routes(app, self)
        app.router.add_post("/{version}/{number}/messages", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        headers = {key.lower(): value for key, value in request.headers.items()}
        try:
            body = await request.read()
        except ConnectionResetError:  # the caller was killed while it called
            return web.Response(status=400)
        reply = self.meta.take(request.path, headers, body)
        pending, self.meta.pending = self.meta.pending, []
        for payload in pending:
            self._loop.create_task(self._deliver(payload))
        if reply.cut:
            assert request.transport is not None
            request.transport.close()
        return web.json_response(reply.body, status=reply.status, headers=reply.headers)

    async def _deliver(self, payload: Json) -> None:
        self.under_way += 1
        try:
            if self.chance is not None:
                await asyncio.sleep(self.chance.random() * 0.5)
            await self._bring(payload)
            if self.chance is not None and self.chance.random() < 0.2:
                await asyncio.sleep(self.chance.random() * 3)
                self.repeated += 1
                await self._bring(payload)
        finally:
            self.under_way -= 1

    async def _bring(self, payload: Json) -> None:
        body, headers = signed(payload)
        self.sent += 1
        attempt = 0
        while not await self._try(body, headers, attempt == 0 and _has_messages(payload)):
            await asyncio.sleep(AGAIN[min(attempt, len(AGAIN) - 1)])
            attempt += 1

    async def _try(self, body: bytes, headers: dict[str, str], measured: bool) -> bool:
        began = time.perf_counter()
        try:
            async with self._session.post(self.webhook, data=body, headers=headers) as answer:
                taken = answer.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False
        if taken and measured:
            self.seconds.append(time.perf_counter() - began)
        return taken


def _has_messages(payload: Json) -> bool:
    value: dict[str, Any] = payload["entry"][0]["changes"][0]["value"]
    return "messages" in value


def as_json(payload: Json) -> str:
    """Return a delivery as a text."""
    return json.dumps(payload, ensure_ascii=False)
