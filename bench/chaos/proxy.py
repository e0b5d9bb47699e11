"""A proxy before the workers, and one that can cut a line: both in a thread with a loop of its own."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import threading

from tests.services import free_port

PIECE = 65536
#: how often a worker is asked whether it is ready
ASK_EVERY = 0.25
ASK = b"GET /gereed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Proxy:
    """Passes connections on, each to the next target that is ready; bytes are not looked at.

    Args:
        targets: the ports of the workers, or the one port of a service.
        asks: whether targets are asked if they are ready.
    """

    how = "proxy"

    def __init__(self, targets: list[int], asks: bool = True) -> None:
        self.port = free_port()
        self.cut = False
        self._targets = targets
        self._asks = asks
        self._ready: set[int] = set() if asks else set(targets)
        self._next = itertools.count()
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._began = threading.Event()

    def start(self) -> Proxy:
        """Begin; returns when it listens."""
        self._thread.start()
        self._began.wait(10)
        return self

    def stop(self) -> None:
        """End, with every connection."""
        self._loop.call_soon_threadsafe(self._end)
        self._thread.join(10)

    def _end(self) -> None:
        self._break()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.call_later(0.2, self._loop.stop)

    def cut_off(self) -> None:
        """Drop what passes from now on, in silence: lines stay open and nothing comes through."""
        self.cut = True

    def mend(self) -> None:
        """Let new lines through; those that were cut break."""
        self.cut = False
        self._loop.call_soon_threadsafe(self._break)

    def _break(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        serving = asyncio.start_server(self._pass, "127.0.0.1", self.port, backlog=1000)
        self._loop.run_until_complete(serving)
        if self._asks:
            self._loop.create_task(self._ask_all())
        self._began.set()
        self._loop.run_forever()

    async def _ask_all(self) -> None:
        while True:
            for port in self._targets:
                ready = await _is_ready(port)
                (self._ready.add if ready else self._ready.discard)(port)
            await asyncio.sleep(ASK_EVERY)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            there = None if self.cut else await self._connected()
            if there is None and not self.cut:
                return
            if there is None:
                await asyncio.sleep(3600)
                return
            self._open.add(there[1])
            try:
                ways = [self._pump(reader, there[1]), self._pump(there[0], writer)]
                tasks = [asyncio.ensure_future(way) for way in ways]
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in tasks:
                    task.cancel()
            finally:
                self._open.discard(there[1])
                there[1].close()
        finally:
            self._open.discard(writer)
            with contextlib.suppress(Exception):
                writer.close()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """Return a line to the next target that takes one; to one that is not ready at last."""
        turn = next(self._next)
        order = [self._targets[(turn + i) % len(self._targets)] for i in range(len(self._targets))]
        for port in sorted(order, key=lambda port: port not in self._ready):
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
            self._ready.discard(port)
        return None

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(PIECE):
                if self.cut:
                    await asyncio.sleep(3600)
                writer.write(piece)
                await writer.drain()


async def _is_ready(port: int) -> bool:
    with contextlib.suppress(OSError, asyncio.TimeoutError):
        reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), 1)
        try:
            writer.write(ASK)
            return b" 200 " in await asyncio.wait_for(reader.readline(), 1)
        finally:
            writer.close()
    return False
