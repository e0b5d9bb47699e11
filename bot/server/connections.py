"""Connections by address: nobody can take them all, and who does something keeps what he has."""

from __future__ import annotations

import json
import logging
import resource
from collections import defaultdict
from typing import Any, ClassVar

from sanic.server.protocols.http_protocol import HttpProtocol

from bot.channels.rate import TOO_FAST

log = logging.getLogger(__name__)
#: a browser opens six, an office behind one address a few hundred
MOST = 500
_BODY = json.dumps({"error": TOO_FAST}).encode()
REFUSAL = (
    b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nRetry-After: 30\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
)


class SharedFairly(HttpProtocol):
    """Sanic's own way of talking HTTP, with a limit for each address.

    Over the limit the oldest connection on which nothing happens makes room; when all are busy the
    new one is refused.
    """

    __slots__ = ("_from",)
    #: address -> its connections, oldest first
    taken: ClassVar[defaultdict[str, dict[SharedFairly, None]]] = defaultdict(dict)

    def connection_made(self, transport: Any) -> None:
        """Take a connection in, or refuse it."""
        self._from = self._address(transport)
        mine = self.taken[self._from]
        if len(mine) >= MOST and not self._make_room(mine):
            log.warning("connection_refused open=%d", len(mine))
            transport.write(REFUSAL)
            transport.close()
            return
        mine[self] = None
        super().connection_made(transport)

    def connection_lost(self, failure: Exception | None) -> None:
        """Give the place back."""
        mine = self.taken.get(self._from, {})
        mine.pop(self, None)
        if not mine:
            self.taken.pop(self._from, None)
        super().connection_lost(failure)

    @staticmethod
    def _make_room(mine: dict[SharedFairly, None]) -> bool:
        for one in mine:
            if one.close_if_idle():
                del mine[one]
                return True
        return False

    @staticmethod
    def _address(transport: Any) -> str:
        peer = transport.get_extra_info("peername")
        return str(peer[0]) if isinstance(peer, tuple) else "socket"


def allow_many_files() -> None:
    """Raise the number of open files, which every connection is, to what the system allows us."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
