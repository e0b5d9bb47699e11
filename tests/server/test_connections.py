"""Connections are shared fairly: the oldest idle one makes room, a busy one does not."""

import asyncio
import socket

import pytest
from sanic import Sanic, response

from bot.server import connections
from bot.server.connections import SharedFairly

Sanic.test_mode = True
GET = b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n"


def served(talk):
    """Run a talk with a small server; it gets the port and the event that lets slow answers go."""

    async def run():
        app = Sanic("eerlijk", configure_logging=False)
        may_go = asyncio.Event()

        @app.get("/snel")
        async def quick(request):
            return response.text("snel")

        @app.get("/traag")
        async def slow(request):
            await may_go.wait()
            return response.text("traag")

        sock = socket.create_server(("127.0.0.1", 0))
        port = sock.getsockname()[1]
        server = await app.create_server(
            sock=sock, protocol=SharedFairly, return_asyncio_server=True, access_log=False
        )
        await server.startup()
        try:
            return await asyncio.wait_for(talk(port, may_go), 10)
        finally:
            server.close()

    return asyncio.run(run())


async def line(port):
    return await asyncio.open_connection("127.0.0.1", port)


async def ask(connection, path):
    connection[1].write(GET % path)
    return await connection[0].readuntil(path)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(connections, "MOST", 3)
    SharedFairly.taken.clear()


def test_the_oldest_idle_connection_makes_room_for_a_new_one():
    async def talk(port, may_go):
        lines = [await line(port) for _ in range(3)]
        await ask(lines[1], b"snel")
        new = await line(port)
        answer = await ask(new, b"snel")
        return await lines[0][0].read(), answer, await ask(lines[1], b"snel")

    closed, answer, other = served(talk)
    assert closed == b""
    assert b"200 OK" in answer
    assert b"200 OK" in other


def test_who_is_being_answered_keeps_the_connection_and_the_new_one_is_refused_in_dutch():
    async def talk(port, may_go):
        lines = [await line(port) for _ in range(3)]
        for _, writer in lines:
            writer.write(GET % b"traag")
        await asyncio.sleep(0.1)
        refused = await (await line(port))[0].read()
        may_go.set()
        return refused, [await reader.readuntil(b"traag") for reader, _ in lines]

    refused, answers = served(talk)
    assert refused.startswith(b"HTTP/1.1 429 ")
    assert "Wacht even" in refused.decode()
    assert all(b"200 OK" in answer for answer in answers)


def test_a_connection_that_ends_gives_its_place_back():
    async def talk(port, may_go):
        for _ in range(9):
            one = await line(port)
            await ask(one, b"snel")
            one[1].close()
            await one[1].wait_closed()
        await asyncio.sleep(0.1)
        return dict(SharedFairly.taken)

    assert served(talk) == {}


def test_of_a_connection_that_has_gone_nothing_is_kept(monkeypatch):
    timers = []

    def noted(self, timeout=None):
        close(self, timeout)
        timers.append(self._cut_off)

    close = SharedFairly.close
    monkeypatch.setattr(SharedFairly, "close", noted)

    async def talk(port, may_go):
        reader, writer = await line(port)
        await ask((reader, writer), b"snel")
        [there] = SharedFairly.taken["127.0.0.1"]
        writer.write(b"GEEN HTTP " + b"x" * 20_000 + b"\r\n\r\n")
        answer = await reader.read()
        writer.close()
        while "127.0.0.1" in SharedFairly.taken:
            await asyncio.sleep(0.01)
        there.close()
        return answer, there

    answer, gone = served(talk)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert gone.recv_buffer == b""
    begun = [timer for timer in timers if timer is not None]
    assert begun, "who does not go is cut off later"
    assert all(timer.cancelled() for timer in begun)
    assert timers[-1] is None, "closing again begins nothing"


def test_who_does_not_go_is_cut_off(monkeypatch):
    async def talk(port, may_go):
        reader, writer = await line(port)
        await ask((reader, writer), b"snel")
        [there] = SharedFairly.taken["127.0.0.1"]
        monkeypatch.setattr(there.transport, "close", lambda: None)  # as if it hangs
        there.close(0.01)
        return await reader.read()

    assert served(talk) == b""


def test_of_many_that_come_at_the_same_moment_no_more_are_kept_than_fit():
    async def talk(port, may_go):
        # the loop takes them all in one turn, before any of them is looked at
        crowd = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
        lines = [await asyncio.open_connection(sock=one) for one in crowd]
        gone = [asyncio.ensure_future(reader.read()) for reader, _ in lines]
        done, left = set(), set(gone)
        while len(left) > 3:
            more, left = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
            done |= more
        kept = len(SharedFairly.taken["127.0.0.1"])
        for one in left:
            one.cancel()
        return kept, [one.result() for one in done]

    kept, ended = served(talk)
    assert kept == 3
    assert set(ended) == {b""}
