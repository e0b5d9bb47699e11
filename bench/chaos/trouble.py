"""What happens to the house while people talk, in a fixed order, spread over the time."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable

from bench.chaos.house import House, Line

#: seconds for which the network between two is cut
CUT = 8.0
#: seconds for which Redis is gone
GONE = 5.0


def ways(house: House) -> list[tuple[str, Callable[[], None]]]:
    """Return what can happen, by name."""
    one, two = house.workers[0], house.workers[1]

    def redis_gone() -> None:
        house.redis.stop(signal.SIGKILL)
        time.sleep(GONE)
        house.redis.start()

    def cut(line: Line) -> None:
        line.cut_off()
        try:
            time.sleep(CUT)
        finally:
            line.mend()

    return [
        ("worker 1 killed (SIGKILL)", lambda: one.again(signal.SIGKILL)),
        ("Redis killed, away for 5 s", redis_gone),
        ("worker 2 restarted (SIGTERM)", lambda: two.again(signal.SIGTERM)),
        ("PostgreSQL restarted", house.postgres.restart),
        (
            f"network to PostgreSQL cut for 8 s ({house.to_postgres.how})",
            lambda: cut(house.to_postgres),
        ),
        ("worker 2 killed (SIGKILL)", lambda: two.again(signal.SIGKILL)),
        (f"network to Redis cut for 8 s ({house.to_redis.how})", lambda: cut(house.to_redis)),
        ("PostgreSQL stopped at once (immediate)", lambda: house.postgres.restart("immediate")),
        ("worker 1 restarted (SIGTERM)", lambda: one.again(signal.SIGTERM)),
    ]


def disturb(
    house: House, seconds: float, rounds: int, seed: int, step: Callable[[str], None]
) -> None:
    """Let everything happen ``rounds`` times within the seconds; write down what did, and tell it."""
    chance = random.Random(seed)
    everything = ways(house) * rounds
    chance.shuffle(everything)
    began = time.monotonic()
    for number, (name, way) in enumerate(everything, 1):
        at = began + seconds * number / (len(everything) + 1)
        time.sleep(max(0.0, at - time.monotonic()))
        step(name)
        way()
        house.done.append(name)
