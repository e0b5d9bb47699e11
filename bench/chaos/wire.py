"""A network of its own for a service, at the end of a wire that can be cut: namespaces of Linux.

What is cut is the network itself, as between two machines: packets are lost in silence, lines stay
open, and when it is mended they go on where they were. It needs root; elsewhere a proxy that passes
nothing on stands in (``bench/chaos/proxy.py``).
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator

from tests.services import Place

#: private addresses (RFC 1918) in a range that hardly anybody uses; four for each wire
NETWORK = "10.213"
_numbers = itertools.count()


class Wire:
    """A pair of ends: one on this machine, one where the service is.

    Args:
        number: which wire of this process; gives names and addresses of its own.
    """

    how = "network namespace"

    def __init__(self, number: int) -> None:
        own = (os.getpid() * 8 + number) % (64 * 256)
        start = f"{NETWORK}.{own // 64}.{own % 64 * 4}"
        base, last = start.rsplit(".", 1)
        self._here, self._there = f"{base}.{int(last) + 1}", f"{base}.{int(last) + 2}"
        self._space = f"wegwijzer-{os.getpid()}-{number}"
        self._ends = (f"ww{own}h", f"ww{own}t")

    @property
    def place(self) -> Place:
        """Where a service at the other end runs."""
        return Place(self._there, ("ip", "netns", "exec", self._space))

    def lay(self) -> None:
        """Lay the wire.

        Raises:
            subprocess.CalledProcessError: this machine does not allow it.
        """
        here, there = self._ends
        _ip("netns", "add", self._space)
        _ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", self._space)
        _ip("addr", "add", f"{self._here}/30", "dev", here)
        _ip("link", "set", here, "up")
        _ip("-n", self._space, "addr", "add", f"{self._there}/30", "dev", there)
        for end in ("lo", there):
            _ip("-n", self._space, "link", "set", end, "up")

    def remove(self) -> None:
        """Take the wire away, with both ends; also when it was laid in part."""
        with contextlib.suppress(subprocess.CalledProcessError):
            _ip("netns", "del", self._space)
        with contextlib.suppress(subprocess.CalledProcessError):
            _ip("link", "del", self._ends[0])

    def cut_off(self) -> None:
        """Lose from now on all that the service sends."""
        _ip("-n", self._space, "route", "add", "blackhole", f"{self._here}/32")

    def mend(self) -> None:
        """Let everything through again."""
        _ip("-n", self._space, "route", "del", "blackhole", f"{self._here}/32")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextlib.contextmanager
def wire() -> Iterator[Wire | None]:
    """Lay a wire, gone afterwards; None where this machine does not allow it."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        yield None
        return
    made = Wire(next(_numbers))
    try:
        made.lay()
    except subprocess.CalledProcessError:
        made.remove()
        yield None
        return
    try:
        yield made
    finally:
        made.remove()
