"""Installs the official Dutch model of spaCy where it can be reached; it is on no package registry.

Where it cannot be reached the embedded pipeline is used (``bot/nlu/dutch_pipeline.py``). Only the
standard library is used, so that it runs right after the environment was made.

    python -m scripts.taalmodel UV [ADDRESS]   # UV: the uv that installs
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

NAME = "nl_core_news_sm-3.6.0-py3-none-any.whl"
ADDRESS = (
    f"https://github.com/explosion/spacy-models/releases/download/nl_core_news_sm-3.6.0/{NAME}"
)
#: the checksum of the wheel, in git; see docs/decisions/005-taalmodel.md for how it gets there
PIN = Path(__file__).with_name("taalmodel.sha256")
PATIENCE = 8  # seconds: a machine without internet must not wait long


class NotTheOfficialWheel(Exception):
    """What was fetched is not what the checksum in git says."""


def fetch(address: str) -> bytes | None:
    """Return what stands at an address, or None when it cannot be reached."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - fixed address
            return bytes(answer.read())
    except (urllib.error.URLError, OSError, ValueError):
        return None


def checked(wheel: bytes, pin: Path = PIN) -> str:
    """Return the wheel's checksum; the first one ever seen is written down, others must equal it.

    Raises:
        NotTheOfficialWheel: the checksum differs from the one in git.
    """
    found = hashlib.sha256(wheel).hexdigest()
    pinned = pin.read_text().strip() if pin.exists() else ""
    if pinned and pinned != found:
        raise NotTheOfficialWheel(f"sha256 is {found}, and {pin.name} says {pinned}")
    if not pinned:
        pin.write_text(found + "\n")
    return found


def install(wheel: bytes, uv: str) -> None:
    """Install a wheel into the environment that runs this."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        path.write_bytes(wheel)
        command = [
            uv,
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--python",
            sys.executable,
            str(path),
        ]
        subprocess.run(command, check=True)  # noqa: S603 - our own uv


def main(uv: str, address: str = ADDRESS, *, pin: Path = PIN) -> int:
    """Fetch, check and install; return 0 also when there was nothing to reach, 1 when refused."""
    wheel = fetch(address)
    if wheel is None:
        say("nl_core_news_sm cannot be reached from here; the embedded Dutch pipeline is used")
        return 0
    try:
        say(f"nl_core_news_sm 3.6.0 sha256 {checked(wheel, pin)}")
    except NotTheOfficialWheel as wrong:
        say(f"nl_core_news_sm is refused: {wrong}. The embedded Dutch pipeline is used")
        return 1
    install(wheel, uv)
    return 0


def say(line: str) -> None:
    """Write a line for whoever runs the set-up."""
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
