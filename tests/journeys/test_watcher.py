"""The watcher itself: what it must see, it sees; else an empty list of connections proves nothing."""

import subprocess
import sys

import pytest

from tests.journeys.servers import outside, watched

pytestmark = pytest.mark.journey

#: 203.0.113.0/24 is kept for documentation (RFC 5737) and .invalid is nobody's (RFC 2606)
TRIES = {
    "a socket": (
        "import socket; s = socket.socket(); s.settimeout(1); s.connect(('203.0.113.7', 443))",
        "socket.connect 203.0.113.7",
    ),
    "a socket that does not wait": (
        "import socket; s = socket.socket(); s.setblocking(False); s.connect_ex(('203.0.113.7', 443))",
        "socket.connect 203.0.113.7",
    ),
    "a datagram": (
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('203.0.113.7', 53))",
        "socket.sendto 203.0.113.7",
    ),
    "a name": (
        "import socket; socket.getaddrinfo('wegwijzer.invalid', 443)",
        "socket.getaddrinfo wegwijzer.invalid",
    ),
    "a name, the old way": (
        "import socket; socket.gethostbyname('wegwijzer.invalid')",
        "socket.gethostbyname wegwijzer.invalid",
    ),
    "urllib": (
        "import urllib.request as r\n"
        "r.build_opener(r.ProxyHandler({})).open('http://203.0.113.7', timeout=1)",
        "socket.getaddrinfo 203.0.113.7",
    ),
}
#: the loop is chosen by Sanic itself, as in the server
ASYNCHRONOUS = """
import asyncio
import aiohttp
from sanic.server import try_use_uvloop

async def go():
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(2)) as session:
        await session.get("{url}")

try_use_uvloop()
asyncio.run(go())
"""
TRIES["aiohttp under Sanic's loop"] = (
    ASYNCHRONOUS.format(url="http://203.0.113.7/"),
    "socket.connect 203.0.113.7",
)
TRIES["a name by aiohttp under Sanic's loop"] = (
    ASYNCHRONOUS.format(url="http://wegwijzer.invalid/"),
    "socket.getaddrinfo wegwijzer.invalid",
)


def run(folder, program):
    return subprocess.run(
        [sys.executable, "-c", program],
        env=watched(folder),
        cwd=folder,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("way", TRIES)
def test_a_way_out_is_written_down(tmp_path, way):
    program, noted = TRIES[way]
    tried = run(tmp_path, program)
    assert noted in outside(tmp_path).splitlines(), tried.stderr.decode()


def test_what_stays_on_this_machine_is_not_written_down(tmp_path):
    program = (
        "import socket; door = socket.create_server(('127.0.0.1', 0))\n"
        "socket.create_connection(door.getsockname()).sendall(b'x')\n"
        "socket.create_connection(('localhost', door.getsockname()[1]))"
    )
    done = run(tmp_path, program)
    assert done.returncode == 0, done.stderr.decode()
    assert outside(tmp_path) == ""
