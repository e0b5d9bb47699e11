"""What a long measurement says meanwhile, and how it ends when it is broken off."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from types import FrameType


def steps(name: str) -> Callable[[str], None]:
    """Return what tells the step that begins, on stderr, with the minutes since now.

    Args:
        name: of the measurement.
    """
    began = time.monotonic()

    def step(what: str) -> None:
        minutes, seconds = divmod(int(time.monotonic() - began), 60)
        sys.stderr.write(f"{name} {minutes:02}:{seconds:02} {what}\n")
        sys.stderr.flush()

    return step


def stop_what_was_started() -> None:
    """Make SIGTERM end this process as Ctrl-C does: what it started is stopped too."""
    signal.signal(signal.SIGTERM, _leave)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
