"""``make bad-requests``: ten thousand requests that nobody should make, and what they do to the server.

Writes docs/generated/slechte_verzoeken.md. Fails when one gives a 5xx, when the server takes more memory
than at the start, or when a visitor is not answered any more. ``python -m bench.bad_requests 500`` does
fewer.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bench.bad_request_kinds import KINDS, NEVER_END, Maker
from bench.measure import Server
from bench.servers import ROOT, ours, resident_mb

OUT = ROOT / "docs/generated/slechte_verzoeken.md"
HOW_MANY = 10_000
#: after so many the caches of the server are full; growth is counted from here
WARM = 2_000
AT_ONCE = 8
#: seconds that an answer may take
PATIENCE = 30
#: what may be added after the warm-up, in MB
MOST_GROWTH = 25.0


@dataclass
class Heard:
    """What the server said.

    Attributes:
        statuses: kind -> status -> how often; 0 where the line was closed without an answer.
        faults: the first bytes of requests that gave a 5xx or no end, with what was said.
        slowest: seconds of the slowest answer.
    """

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0

    @property
    def total(self) -> int:
        """How many requests were made."""
        return sum(sum(found.values()) for found in self.statuses.values())

    def note(self, kind: str, sent: bytes, status: int, seconds: float) -> None:
        """Count an answer."""
        self.statuses.setdefault(kind, Counter())[status] += 1
        self.slowest = max(self.slowest, seconds)
        if status >= 500:
            self.faults.append(f"{kind}: {status} to {sent[:300]!r}")


async def send_all(
    address: str, numbers: Sequence[int], tokens: Sequence[str], heard: Heard
) -> None:
    """Make the bad requests with some numbers; each number is always the same request.

    Args:
        address: of the server, without a slash at the end.
        numbers: which ones.
        tokens: of real talks, so that requests get past the first door too.
        heard: gets what was said.
    """
    todo = iter(numbers)
    port = urlsplit(address).port or 80

    async def worker() -> None:
        for number in todo:
            maker = Maker(number, tokens, port)
            kind = KINDS[number % len(KINDS)]
            sent = kind(maker)
            began = time.perf_counter()
            status = await _ask(port, sent, kind in NEVER_END)
            heard.note(kind.__name__, sent, status, time.perf_counter() - began)

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))


async def _ask(port: int, sent: bytes, never_ends: bool) -> int:
    """Return the status of the answer; 0 for none, 599 when it does not come to an end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = bytearray()
    try:
        writer.write(sent)
        if never_ends:  # the server would rightly wait for the rest
            writer.write_eof()
        await asyncio.wait_for(_read(reader, answer), PATIENCE)
    except (ConnectionResetError, BrokenPipeError):
        pass  # it had heard enough; what it said before counts
    except asyncio.TimeoutError:
        return 599
    finally:
        writer.close()
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0


async def _read(reader: asyncio.StreamReader, answer: bytearray) -> None:
    while part := await reader.read(65_536):
        answer += part


async def begin_talks(address: str, how_many: int) -> list[str]:
    """Return the tokens of new talks."""
    found = []
    port = urlsplit(address).port or 80
    for _ in range(how_many):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"POST /webhooks/website/session HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
            b"content-length: 2\r\n\r\n{}"
        )
        answer = await reader.read()
        writer.close()
        found.append(answer.split(b'"token":"', 1)[1].split(b'"', 1)[0].decode())
    return found


def report(heard: Heard, before: float, warm: float, after: float, seconds: float) -> str:
    """Return the page."""
    names = {0: "geen antwoord"}
    lines = []
    for kind, found in sorted(heard.statuses.items()):
        said = ", ".join(f"{names.get(s, s)}: {n}" for s, n in sorted(found.items()))
        lines.append(f"| {kind.replace('_', ' ')} | {sum(found.values())} | {said} |")
    total = Counter[int]()
    for found in heard.statuses.values():
        total += found
    return "\n".join(
        [
            "# Slechte verzoeken",
            "",
            f"Gemaakt door `make bad-requests`: {heard.total} verzoeken die niemand hoort te doen, "
            f"{AT_ONCE} tegelijk, in {seconds:.0f} seconden.",
            "",
            f"- Fouten van de server (5xx): {sum(n for s, n in total.items() if s >= 500)}.",
            f"- Geheugen: {before:.0f} MB bij de start, {warm:.0f} MB na {WARM} verzoeken, "
            f"{after:.0f} MB aan het eind (groei na het opwarmen: {after - warm:+.0f} MB).",
            f"- Langste antwoord: {heard.slowest:.1f} s.",
            "- Een gewone bezoeker krijgt daarna antwoord: ja.",
            "",
            "| soort | aantal | antwoorden |",
            "| --- | --: | --- |",
            *lines,
            "",
        ]
    )


def main(how_many: int) -> int:
    """Measure, write the page for a full run, and return 1 when something is wrong."""
    (ROOT / "bench/uit").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "models").symlink_to(ROOT / "models")
        with ours(Path(folder)) as started:
            servers, server = started.processes, Server(started.urls)
            address = started.urls[0].removesuffix("/webhooks/rest/webhook")
            server.say("before", "wat is de wlz")
            before, began, heard = resident_mb(*servers), time.perf_counter(), Heard()
            tokens = asyncio.run(begin_talks(address, 60))
            asyncio.run(send_all(address, range(min(WARM, how_many)), tokens, heard))
            warm = resident_mb(*servers)
            asyncio.run(send_all(address, range(WARM, how_many), tokens, heard))
            after, seconds = resident_mb(*servers), time.perf_counter() - began
            server.say("after", "wat is de wlz")
    page = report(heard, before, warm, after, seconds)
    sys.stdout.write("\n".join([page, *heard.faults[:20], ""]))
    if how_many == HOW_MANY:
        OUT.write_text(page, encoding="utf-8")
    return 1 if heard.faults or after - warm > MOST_GROWTH else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else HOW_MANY))
