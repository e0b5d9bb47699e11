"""``python -m bench.whatsapp.rasa``: people's own messages through the real assistant, with one kill.

Messages come from the development set of tests/nlu. Counted is what the phones were sent by the ids
that we give to each message: every one exactly once, and an answer to each turn.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from sqlalchemy import func, select

from bench.begrijpen import read_set
from bench.whatsapp.soak import ROOT, SECRET, number_of, share
from bot.storage.database import transaction
from bot.storage.whatsapp_tables import inbox, outbox
from tests.fakes import VARIABLES, FailingMeta, said
from tests.meta_server import MetaServer
from tests.services import free_port

PATIENCE = 600
REPORT = ROOT / "docs/generated/whatsapp.md"
HEAD = "## The real assistant, SQLite (`python -m bench.whatsapp.rasa`)"


class Assistant:
    """The server as `make run` starts it."""

    def __init__(self, url: str, port: int, meta: str, log: Path) -> None:
        self._address = f"http://127.0.0.1:{port}/gereed"
        self._log = log.open("ab")
        self._environment = {
            **os.environ,
            **VARIABLES,
            "DATABASE_URL": url,
            "PORT": str(port),
            "GEHEIM": SECRET,
            "WHATSAPP_API_URL": meta,
        }

    def start(self) -> None:
        """Start, and return when it is ready to talk."""
        command = [sys.executable, "-m", "bot.server"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdout=self._log, stderr=self._log
        )
        until = time.time() + PATIENCE
        while time.time() < until and self._process.poll() is None:
            try:
                urllib.request.urlopen(self._address, timeout=2)
                return
            except OSError:
                time.sleep(0.5)
        raise RuntimeError(f"the server did not start; see {self._log.name}")

    def kill(self) -> None:
        """Kill it in the middle of whatever it does."""
        self._process.kill()
        self._process.wait()


def main() -> int:
    """Send, kill halfway, wait, count; return 1 when something was lost or doubled."""
    options = argparse.ArgumentParser()
    options.add_argument("--messages", type=int, default=300)
    options.add_argument("--people", type=int, default=60)
    options.add_argument("--rate", type=float, default=4.0, help="messages a second")
    chosen = options.parse_args()
    chance = random.Random(11)
    texts = [row["text"] for row in chance.sample(read_set("ontwikkel"), chosen.messages)]
    with tempfile.TemporaryDirectory() as folder:
        url, port = f"sqlite:///{Path(folder) / 'rasa.db'}", free_port()
        meta = FailingMeta(rate=0.02)
        webhook = f"http://127.0.0.1:{port}/webhooks/whatsapp/webhook"
        stand_in = MetaServer(meta, webhook, random.Random(11)).start()
        server = Assistant(url, port, stand_in.url, Path(folder) / "server.log")
        server.start()
        try:
            for number, text in enumerate(texts):
                if number == len(texts) // 2:
                    server.kill()
                    server.start()
                person = number_of(number % chosen.people)
                stand_in.deliver(said(person, f"wamid.R{number}", time.time(), body=text))
                time.sleep(1 / chosen.rate)
            waited = wait_until_done(url, stand_in)
            return report(url, meta, stand_in, chosen.messages, waited)
        finally:
            server.kill()
            stand_in.stop()


def wait_until_done(url: str, stand_in: MetaServer) -> bool:
    """Wait until nothing waits in the database; tell whether that came."""
    until = time.time() + PATIENCE
    left = (
        select(func.count()).select_from(inbox).where(inbox.c.handled_at.is_(None)),
        select(func.count()).select_from(outbox).where(outbox.c.state == "waiting"),
    )
    while time.time() < until:
        with transaction(url) as connection:
            waiting = sum(connection.execute(query).scalar_one() for query in left)
        if not waiting and not stand_in.under_way:
            return True
        time.sleep(1)
    return False


def report(url: str, meta: FailingMeta, stand_in: MetaServer, messages: int, done: bool) -> int:
    """Write what was counted."""
    sent = [one["message"]["biz_opaque_callback_data"] for p in meta.phones.values() for one in p]
    with transaction(url) as connection:
        turns = set(connection.execute(select(inbox.c.turn_id)).scalars())
        stored = connection.execute(select(func.count()).select_from(inbox)).scalar_one()
        rows = connection.execute(select(outbox.c.id, outbox.c.turn_id)).all()
    lost = messages - stored + len(turns - {row.turn_id for row in rows})
    doubled = len(sent) - len(set(sent)) + len(set(sent) - {row.id for row in rows})
    missing = len({row.id for row in rows} - set(sent))
    p95 = share([s * 1000 for s in stand_in.seconds], 0.95)
    line = (
        f"{messages} messages of {len(meta.phones)} people, {len(turns)} turns, {len(sent)} answers "
        f"sent, one kill, {sum(meta.failed.values())} failures of Meta: {lost} lost, {doubled} "
        f"doubled, {missing} not sent, {len(meta.refused)} refused as not right; "
        f"webhook to stored p95 {p95:.0f} ms; finished: {'yes' if done else 'no'}."
    )
    sys.stdout.write(f"{line}\n")
    before = REPORT.read_text().split(HEAD)[0] if REPORT.exists() else ""
    REPORT.write_text(f"{before.rstrip()}\n\n{HEAD}\n\n{line}\n")
    return 0 if done and not (lost or doubled or missing or meta.refused) else 1


if __name__ == "__main__":
    sys.exit(main())
