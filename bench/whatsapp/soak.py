"""Many people write at once while the process is killed and the database goes away; then it is counted."""

from __future__ import annotations

import itertools
import os
import random
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bench.whatsapp.databases import Database
from tests.fakes import VARIABLES, FailingMeta, said
from tests.meta_server import MetaServer
from tests.services import free_port

ROOT = Path(__file__).parents[2]
SECRET = "een-geheim-dat-alleen-voor-de-duurproef-is"
TAG = re.compile(r"m(\d+)-(\d+)")
#: seconds within which everything must be answered once the last message has gone
PATIENCE = 180


@dataclass(frozen=True)
class Plan:
    """What happens.

    Attributes:
        people: how many write.
        messages: how many each writes, one to four seconds after each other.
        seconds: in which everybody begins.
        kills: how often the process is killed (SIGKILL) meanwhile.
        restarts: how often the database goes away.
        faults: share of the calls to Meta that go wrong.
        seed: makes the chance repeatable.
    """

    people: int
    messages: int = 5
    seconds: float = 240.0
    kills: int = 5
    restarts: int = 1
    faults: float = 0.03
    seed: int = 7


@dataclass
class Result:
    """What was counted.

    Attributes:
        lost: messages without an answer.
        doubled: answers to a message that was answered before.
        disordered: people whose answers are not in the order of their messages.
        introductions: people who were told what this is not exactly once, first.
        figures: name to value, for the report.
    """

    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    introductions: int = 0
    figures: dict[str, float | str] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Whether each message was answered exactly once, in order."""
        return not (self.lost or self.doubled or self.disordered or self.introductions)


class Server:
    """The channel in a process of its own, that may be killed."""

    def __init__(self, url: str, port: int, meta: str, log: Path) -> None:
        self._log = log.open("ab")
        self._environment = {
            **os.environ,
            **VARIABLES,
            "DATABASE_URL": url,
            "PORT": str(port),
            "GEHEIM": SECRET,
            "WHATSAPP_API_URL": meta,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and return when it serves."""
        command = [sys.executable, "-m", "bench.whatsapp.server"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdout=subprocess.PIPE, stderr=self._log
        )
        assert self._process.stdout is not None
        if b"staat klaar" not in self._process.stdout.readline():
            raise RuntimeError(f"the server did not start; see {self._log.name}")

    def kill(self) -> None:
        """Kill it in the middle of whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def number_of(person: int) -> str:
    """Return the telephone number of a person."""
    return f"3197{person:08d}"


def schedule(plan: Plan, chance: random.Random) -> list[tuple[float, int, int]]:
    """Return when who writes which message: seconds from the start, person, number of the message."""
    found = []
    for person in range(plan.people):
        at = chance.random() * plan.seconds
        for message in range(plan.messages):
            found.append((at, person, message))
            at += 1.0 + chance.random() * 3.0  # Meta's moments are whole seconds
    return sorted(found)


def run(plan: Plan, database: Database, folder: Path) -> Result:
    """Do it, and count."""
    chance = random.Random(plan.seed)
    meta, port = FailingMeta(plan.seed, plan.faults), free_port()
    webhook = f"http://127.0.0.1:{port}/webhooks/whatsapp/webhook"
    stand_in = MetaServer(meta, webhook, random.Random(plan.seed)).start()
    server = Server(database.url, port, stand_in.url, folder / "server.log")
    server.start()
    began = time.time()
    helper = ThreadPoolExecutor(max_workers=1)
    trouble = helper.submit(disturb, plan, server, database, began)
    try:
        sent_at = write(plan, chance, stand_in, began)
        trouble.result()
        wait_until_answered(plan, meta, stand_in)
        seconds = time.time() - began
        result = count(plan, meta)
        result.figures = figures(plan, meta, stand_in, sent_at, seconds)
        return result
    finally:
        server.kill()
        stand_in.stop()


def write(
    plan: Plan, chance: random.Random, stand_in: MetaServer, began: float
) -> dict[tuple[int, int], float]:
    """Let everybody write; return when each message was sent."""
    sent: dict[tuple[int, int], float] = {}
    ids = itertools.count()
    for at, person, message in schedule(plan, chance):
        time.sleep(max(0.0, began + at - time.time()))
        sent[person, message] = time.time()
        # what was planned counts: two messages of a person are never in the same second
        moment = began + at
        text = f"m{person}-{message}"
        wamid = f"wamid.IN{next(ids):08d}"
        stand_in.deliver(said(number_of(person), wamid, moment, body=text))
    return sent


def disturb(plan: Plan, server: Server, database: Database, began: float) -> None:
    """Kill the process and take the database away, spread over the time of writing."""
    ways = [server.kill] * plan.kills + [database.restart] * plan.restarts
    random.Random(plan.seed).shuffle(ways)
    for number, way in enumerate(ways, 1):
        at = began + plan.seconds * number / (len(ways) + 1)
        time.sleep(max(0.0, at - time.time()))
        way()
        if way == server.kill:
            server.start()


def wait_until_answered(plan: Plan, meta: FailingMeta, stand_in: MetaServer) -> None:
    """Wait until every message has an answer, and then for what may still come twice."""
    until = time.time() + PATIENCE
    wanted = plan.people * plan.messages
    while time.time() < until and len(answered(plan, meta)) < wanted:
        time.sleep(1)
    while time.time() < until and stand_in.under_way:
        time.sleep(0.5)
    time.sleep(5)


def answered(plan: Plan, meta: FailingMeta) -> set[tuple[str, str]]:
    """Return person and number of the messages that have an answer."""
    texts = (text for person in range(plan.people) for text in meta.texts(number_of(person)))
    return {tag for text in texts for tag in TAG.findall(text)}


def count(plan: Plan, meta: FailingMeta) -> Result:
    """Compare what people were sent with what they should have been."""
    result = Result()
    for person in range(plan.people):
        texts = meta.texts(number_of(person))
        tags = [int(number) for text in texts for _, number in TAG.findall(text)]
        result.lost += len(set(range(plan.messages)) - set(tags))
        result.doubled += len(tags) - len(set(tags))
        result.disordered += tags != sorted(tags)
        told = [at for at, text in enumerate(texts) if "digitale assistent" in text]
        result.introductions += told != [0]
    return result


def share(values: list[float], part: float) -> float:
    """Return the value below which a share of the values lies, in order; 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


def figures(
    plan: Plan,
    meta: FailingMeta,
    stand_in: MetaServer,
    sent_at: dict[tuple[int, int], float],
    seconds: float,
) -> dict[str, float | str]:
    """Return the figures of a run."""
    waits = []
    for person in range(plan.people):
        for one in meta.phones.get(number_of(person), []):
            text = one["message"].get("text", {}).get("body", "")
            waits += [one["at"] - sent_at[person, int(n)] for _, n in TAG.findall(text)]
    answers = sum(len(TAG.findall(t)) > 0 for n in meta.phones for t in meta.texts(n))
    ms = [value * 1000 for value in stand_in.seconds]
    return {
        "people": plan.people,
        "messages": plan.people * plan.messages,
        "answers (messages within seconds of each other are one thought)": answers,
        "deliveries to the webhook": stand_in.sent,
        "of which on purpose a second time": stand_in.repeated,
        "processes killed (SIGKILL)": plan.kills,
        "database away": plan.restarts,
        "calls to Meta that went wrong": ", ".join(f"{n} {w}" for w, n in meta.failed.items()),
        "seconds": round(seconds),
        "webhook to stored, p50 ms": round(share(ms, 0.5), 1),
        "webhook to stored, p95 ms": round(share(ms, 0.95), 1),
        "webhook to stored, p99 ms": round(share(ms, 0.99), 1),
        "message to answer, p50 s": round(share(waits, 0.5), 1),
        "message to answer, p95 s": round(share(waits, 0.95), 1),
        "refused by Meta as not right": len(meta.refused),
    }
