"""Carries the bell to the other workers, through Redis: who rings here is heard there.

It never makes anybody wait: what cannot be sent is dropped, and while Redis is away followers look
into the database every second (``Bell.patience``).
"""

from __future__ import annotations

import contextlib
import json
import logging
import queue
import secrets
import threading
from typing import Any

import redis
from redis.exceptions import RedisError

from bot.channels.bell import BellHere, Note

log = logging.getLogger(__name__)
CHANNEL = "wegwijzer:bel"
#: rings that wait to be sent; more than this is a Redis that is away
WAITING = 10_000
#: seconds
LISTEN, REST, SLOWEST = 1.0, 0.5, 2.0


class Carrier:
    """Two threads: one that sends what is rung here, one that rings what was sent elsewhere.

    Args:
        url: address of Redis.
        bell: the bell of this worker.
    """

    def __init__(self, url: str, bell: BellHere) -> None:
        self._url = url
        self._bell = bell
        self._own = secrets.token_hex(8)
        self._outgoing: queue.Queue[str | None] = queue.Queue(WAITING)
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=work, daemon=True, name=f"bel-{name}")
            for name, work in (("uit", self._send), ("in", self._receive))
        ]

    def start(self) -> None:
        """Begin; the bell rings here only until Redis is reached."""
        self._bell.carry = self.carry
        self._bell.reaches_all = False
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Send what waits, and end."""
        self._bell.carry = None
        self._stopped.set()
        with contextlib.suppress(queue.Full):
            self._outgoing.put_nowait(None)
        for thread in self._threads:
            thread.join(LISTEN + SLOWEST)
        self._bell.reaches_all = True

    def carry(self, talk_id: str, note: Note | None) -> None:
        """Send a ring along; returns at once."""
        ring = {"by": self._own, "talk": talk_id, "note": note}
        with contextlib.suppress(queue.Full):
            self._outgoing.put_nowait(json.dumps(ring))

    def _redis(self) -> Any:
        return redis.from_url(
            self._url,
            socket_timeout=SLOWEST,
            socket_connect_timeout=SLOWEST,
            socket_keepalive=True,
            health_check_interval=2,
        )

    def _send(self) -> None:
        client = self._redis()
        while (ring := self._outgoing.get()) is not None:
            try:
                client.publish(CHANNEL, ring)
            except (RedisError, OSError):
                self._stopped.wait(REST)  # dropped: followers look for themselves

    def _receive(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except (RedisError, OSError) as failure:
                if self._bell.reaches_all:
                    log.warning("bell_here_only failure=%s", type(failure).__name__)
                self._bell.reaches_all = False
                self._stopped.wait(REST)

    def _listen(self) -> None:
        with self._redis().pubsub() as heard:
            heard.subscribe(CHANNEL)
            while not self._stopped.is_set():
                message = heard.get_message(timeout=LISTEN)
                if message is None:
                    heard.check_health()
                elif message["type"] == "subscribe":
                    self._bell.reaches_all = True
                    self._bell.ring_all()  # what was rung meanwhile was not heard
                    log.info("bell_of_all_workers")
                elif message["type"] == "message":
                    self._ring(message["data"])

    def _ring(self, data: bytes) -> None:
        ring = json.loads(data)
        if ring["by"] != self._own:
            self._bell.ring_here(ring["talk"], ring["note"])
