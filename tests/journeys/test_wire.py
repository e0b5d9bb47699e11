"""The wire of `make chaos`: what is cut is lost in silence, and goes on when it is mended."""

import socket
import subprocess
import sys

import pytest

from bench.chaos.wire import wire

pytestmark = pytest.mark.journey

#: says what it hears, on a port that it names
ECHO = """
import socket, sys
with socket.create_server((sys.argv[1], 0)) as server:
    print(server.getsockname()[1], flush=True)
    line, _ = server.accept()
    while heard := line.recv(100):
        line.sendall(heard)
"""
#: seconds in which an answer over a whole wire has long come; packets sent again double their wait
SILENCE, PATIENCE = 0.5, 60


@pytest.fixture
def laid():
    with wire() as made:
        if made is None:
            pytest.skip("network namespaces need root and ip (Debian: iproute2)")
        yield made


def test_a_wire_that_is_cut_loses_and_one_that_is_mended_goes_on(laid):
    command = [*laid.place.inside, sys.executable, "-c", ECHO, laid.place.address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        port = int(server.stdout.readline())
        with socket.create_connection((laid.place.address, port), PATIENCE) as line:
            line.sendall(b"heel")
            assert line.recv(100) == b"heel"
            laid.cut_off()
            line.sendall(b"stil")
            line.settimeout(SILENCE)
            with pytest.raises(TimeoutError):
                line.recv(100)
            with pytest.raises(TimeoutError):
                socket.create_connection((laid.place.address, port), SILENCE)
            laid.mend()
            line.settimeout(PATIENCE)
            assert line.recv(100) == b"stil"
    assert server.returncode == 0


def test_nothing_of_a_wire_is_left(laid):
    def names():
        return subprocess.run(["ip", "netns", "list"], capture_output=True, text=True).stdout

    with wire() as other:
        space = other.place.inside[-1]
        assert space in names()
        assert space != laid.place.inside[-1]
    assert space not in names()
