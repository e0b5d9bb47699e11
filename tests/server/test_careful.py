"""What cannot be read, or can be read in two ways, is said 400 to and never waited for."""

import asyncio
import socket

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sanic import Sanic, response

from bot.server.connections import Careful

Sanic.test_mode = True
HEAD = b"POST /echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"


class Server:
    """A small server in a loop of its own, asked in raw bytes."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.loop.run_until_complete(self.start())

    async def start(self):
        app = Sanic("zorgvuldig", configure_logging=False)
        app.config.REQUEST_MAX_SIZE = 1000

        @app.post("/echo")
        async def echo(request):
            return response.json([request.body.decode("latin-1"), dict(request.headers)])

        @app.get("/kort")
        async def short(request):
            return response.text(str(request.headers.get("x", "")))

        door = socket.create_server(("127.0.0.1", 0))
        self.port = door.getsockname()[1]
        self.server = await app.create_server(
            sock=door, protocol=Careful, return_asyncio_server=True, access_log=False
        )
        await self.server.startup()

    def ask(self, *parts):
        return self.loop.run_until_complete(self._ask(b"".join(parts)))

    async def _ask(self, sent):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(sent)
        writer.write_eof()
        try:
            return await asyncio.wait_for(reader.read(), 5)
        except ConnectionResetError:
            return b""
        finally:
            writer.close()


@pytest.fixture(scope="module")
def server():
    running = Server()
    yield running
    running.server.close()
    running.loop.run_until_complete(asyncio.sleep(0))


@pytest.mark.parametrize(
    "lines",
    [
        b"content-length: abc\r\n",
        b"content-length: -5\r\n",
        b"content-length: +5\r\n",
        b"content-length: 5\r\ncontent-length: 6\r\n",
        b"content-length: 5\r\ntransfer-encoding: chunked\r\n",
        b"transfer-encoding: gzip\r\n",
        b"transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n",
        "content-length: ٥\r\n".encode(),
    ],
)
def test_a_length_that_can_be_read_in_two_ways_is_refused(server, lines):
    assert server.ask(HEAD, lines, b"\r\nhallo").startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /\xff\xfe HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET /kort HTTP/9.1\r\n\r\n",
        b"onzin\r\n\r\n",
        b"GET  /kort HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused(server, sent):
    assert server.ask(sent).startswith(b"HTTP/1.1 400")


def test_a_body_of_one_length_is_read_whole(server):
    answer = server.ask(HEAD, b"content-length: 5\r\n\r\nhallo")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'["hallo"' in answer
    chunked = server.ask(HEAD, b"transfer-encoding: chunked\r\n\r\n5\r\nhallo\r\n0\r\n\r\n")
    assert b'["hallo"' in chunked


def test_bytes_in_a_header_that_are_no_text_do_not_get_further(server):
    answer = server.ask(b"GET /kort HTTP/1.1\r\nx: a\xffb\r\nconnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"a?b")
    assert "é".encode() in server.ask(
        "GET /kort HTTP/1.1\r\nx: é\r\nconnection: close\r\n\r\n".encode()
    )


def test_a_broken_body_that_nobody_asked_for_ends_the_line_quietly(server, caplog):
    answer = server.ask(
        b"GET /kort HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n\r\n"
    )
    assert answer.startswith(b"HTTP/1.1 200")
    assert "uncaught" not in caplog.text


@given(
    line=st.binary(max_size=60),
    head=st.lists(st.binary(max_size=40), max_size=4),
    body=st.binary(max_size=60),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_bytes_at_all_give_a_fault_of_ours(server, line, head, body):
    answer = server.ask(b"\r\n".join([line, *head]), b"\r\n\r\n", body)
    assert not answer or answer.startswith(
        (b"HTTP/1.1 400", b"HTTP/1.1 404", b"HTTP/1.1 405", b"HTTP/1.1 408")
    )
