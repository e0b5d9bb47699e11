"""``make nlu-report``: how well people are understood, measured on sets that no example came from.

Writes docs/generated/begrijpen.md with a picture, the same figures for /verantwoording in
begrijpen_cijfers.json, and keeps what was predicted in begrijpen.json, so that the next report can
name the messages whose answer changed.
"""

from __future__ import annotations

import asyncio
import functools
import json
import random
import statistics
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import safety
from bench.sets import ROOT, Row, read_set, share
from bench.typos import with_typos
from bot.care.certainty import SURE
from bot.clock import now
from bot.knowledge.offers import offer
from bot.quiet import keep_quiet
from bot.server.training import current_model, fingerprint

OUT = ROOT / "docs/generated"
OUTSIDE = "buiten_scope"


@dataclass(frozen=True)
class Judged:
    """One message with what was predicted.

    Attributes:
        row: the message with its label, what else is acceptable, and who wrote it.
        ranking: intents with confidence, likeliest first.
        ms: how long it took.
    """

    row: Row
    ranking: list[tuple[str, float]]
    ms: float

    @property
    def accepted(self) -> set[str]:
        """The label and what a sensible adviser could also accept."""
        return {self.row["intent"], *self.row["ok"]}

    @property
    def first(self) -> bool:
        """Whether the first choice is the label."""
        return self.ranking[0][0] == self.row["intent"]

    def within(self, choices: int) -> bool:
        """Tell whether something acceptable is among the first choices."""
        return any(name in self.accepted for name, _ in self.ranking[:choices])

    def offered(self, choices: int) -> bool:
        """Tell whether something acceptable is among the first that may be offered as a choice."""
        named = [name for name, _ in self.ranking if offer(name)]
        return bool(self.accepted & set(named[:choices]))

    @property
    def helped(self) -> bool:
        """Whether the person is right at once, or after one "Bedoelt u ...?" with three choices."""
        return self.within(1) or (self.ranking[0][1] < SURE and self.offered(3))

    @property
    def last_resort(self) -> bool:
        """Whether two answers would be offered when this comes after another miss."""
        name, confidence = self.ranking[0]
        return confidence < SURE and name != OUTSIDE and self.row["intent"] != OUTSIDE


async def judge(agent: Any, rows: list[Row], typos: bool = False) -> list[Judged]:
    """Return what the model says of messages."""
    chance, found = random.Random(7), []
    for row in rows:
        text = with_typos(row["text"], chance) if typos else row["text"]
        started = time.perf_counter()
        parsed = await agent.parse_message(text)
        ms = (time.perf_counter() - started) * 1000
        ranking = [(i["name"], i["confidence"]) for i in parsed["intent_ranking"]]
        found.append(Judged(row, ranking, ms))
    return found


def figures(judged: list[Judged]) -> dict[str, float]:
    """Return the figures of a set."""
    inside = [j for j in judged if j.row["intent"] != OUTSIDE]
    outside = [j for j in judged if j.row["intent"] == OUTSIDE]
    return {
        "first choice": share([j.first for j in judged]),
        "acceptable": share([j.within(1) for j in judged]),
        "acceptable in three": share([j.within(3) for j in judged]),
        "right at once or after one Bedoelt u": share([j.helped for j in judged]),
        "asked back": share([j.ranking[0][1] < SURE for j in judged]),
        "asked back again: one of the nearest two is right": share(
            [j.offered(2) for j in judged if j.last_resort]
        ),
        "out of scope recall": share([j.within(1) for j in outside]),
        "false rejects": share([j.ranking[0][0] == OUTSIDE and not j.within(1) for j in inside]),
        "expected calibration error": calibration_error(judged),
        "p50 ms": statistics.median([j.ms for j in judged]),
    }


def calibration_error(judged: list[Judged]) -> float:
    """Return the expected calibration error over ten bins of confidence."""
    bins: dict[int, list[Judged]] = defaultdict(list)
    for one in judged:
        bins[min(9, int(one.ranking[0][1] * 10))].append(one)
    gaps = (
        len(b) * abs(statistics.mean(j.ranking[0][1] for j in b) - share([j.within(1) for j in b]))
        for b in bins.values()
    )
    return sum(gaps) / len(judged)


def risk_coverage(judged: list[Judged]) -> list[tuple[float, float]]:
    """Return coverage and share of wrong answers when only the surest are answered."""
    surest = sorted(judged, key=lambda j: -j.ranking[0][1])
    steps = [max(1, len(surest) * part // 20) for part in range(1, 21)]
    return [(n / len(surest), 1 - share([j.within(1) for j in surest[:n]])) for n in steps]


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table in Markdown."""
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def by(judged: list[Judged], field: str) -> list[list[str]]:
    """Return rows of first choice and acceptable for each value of a field, weakest first."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.row[field]].append(one)
    rows = [
        (share([j.within(1) for j in g]), name, len(g), share([j.first for j in g]))
        for name, g in groups.items()
    ]
    return [[name, str(n), f"{first:.2f}", f"{ok:.2f}"] for ok, name, n, first in sorted(rows)]


def draw(judged: list[Judged], path: Path) -> None:
    """Draw the risk-coverage curve and the calibration."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.6))
    left.plot(*zip(*risk_coverage(judged), strict=True), marker="o", markersize=3)
    left.set(xlabel="share of messages answered, surest first", ylabel="share answered wrong")
    bins = [
        [j for j in judged if k / 10 <= j.ranking[0][1] < (k + 1) / 10 + (k == 9)]
        for k in range(10)
    ]
    points = [
        (statistics.mean(j.ranking[0][1] for j in b), share([j.within(1) for j in b]))
        for b in bins
        if b
    ]
    right.plot([0, 1], [0, 1], color="0.7")
    right.plot(*zip(*points, strict=True), marker="o")
    right.set(xlabel="confidence", ylabel="share acceptable")
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def changed(judged: list[Judged], path: Path) -> list[list[str]]:
    """Return the messages whose first choice differs from the last report, and keep today's."""
    before = json.loads(path.read_text()) if path.exists() else {}
    now = {j.row["text"]: j.ranking[0][0] for j in judged}
    path.write_text(json.dumps(now, ensure_ascii=False, indent=0, sort_keys=True))
    labels = {j.row["text"]: j.row["intent"] for j in judged}
    return [
        [text[:90].replace("|", "/"), labels[text], before[text], intent]
        for text, intent in now.items()
        if before.get(text, intent) != intent
    ]


def report(
    dev: list[Judged],
    test: list[Judged],
    typo: list[Judged],
    fresh: list[Judged],
    diff: list[list[str]],
    danger: list[str],
) -> str:
    """Return the report in Markdown."""
    columns = [figures(dev), figures(test), figures(typo), figures(fresh)]
    rows = [[name, *(f"{c[name]:.3f}" for c in columns)] for name in columns[0]]
    pairs = Counter(
        (j.row["intent"], j.ranking[0][0]) for j in (*dev, *test) if not j.within(1)
    ).most_common(25)
    parts = [
        "# Begrijpen: how well people are understood",
        "Measured by `make nlu-report` on messages by hands that wrote no examples. The development "
        "half serves to make choices, the test half is only reported. In the third column the test "
        "half has typing errors (about one in every twenty letters). `vers` is a set by a further hand, "
        "only reported.",
        table(["figure", "development", "test", "test with typing errors", "vers"], rows),
        "![Risk and coverage; calibration](begrijpen.png)",
        *danger,
        "## By register (test)",
        table(["register", "messages", "first", "acceptable"], by(test, "register")),
        "## By intent (development and test), weakest first",
        table(["intent", "messages", "first", "acceptable"], by([*dev, *test], "intent")[:40]),
        "The other intents have no or few errors.",
        "## What is taken for what",
        table(["label", "taken for", "times"], [[a, b, str(n)] for (a, b), n in pairs]),
        "## Changed since the last report",
        table(["message", "label", "was", "is"], diff[:60]) if diff else "Nothing.",
    ]
    return "\n\n".join(parts) + "\n"


def for_the_page(
    sets: dict[str, list[Judged]], signs: list[list[str]], path: Path, made_from: str
) -> None:
    """Write the figures as data for /verantwoording, with the fingerprint of what was measured."""
    kept = {
        name: {"messages": len(judged), **{k: round(v, 4) for k, v in figures(judged).items()}}
        for name, judged in sets.items()
    }
    danger = [dict(zip(safety.HEAD, row, strict=True)) for row in signs]
    measured = {"measured_on": now().date().isoformat(), "made_from": made_from}
    found = {**measured, "sets": kept, "danger": danger}
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def safety_part(signs: list[list[str]], ordinary: list[list[str]]) -> list[str]:
    """Return the paragraphs on the safety net."""
    return [
        "## The safety net",
        "What the writer sees: the safety answer alone, or the normal answer and the number. "
        "veiligheid_ontwikkel and veiligheid_toets (200 signs and 350 hard look-alikes each, one "
        "hand) serve for choices; veiligheid_vers and veiligheid_derde are by two other hands and only "
        "reported. The writer of the patterns saw the first two, the detector learned from neither.",
        table(safety.HEAD, signs),
        "Ordinary messages (label no safety intent and not eenzaam) that are shown a number:",
        table(["set", "messages", "shown a number", "of these alone", "share"], ordinary),
    ]


@functools.lru_cache(maxsize=1)
def load() -> Any:
    """Return Rasa's agent with the newest model."""
    from rasa.core.agent import Agent

    from bot.settings import settings

    model = current_model(settings().models, fingerprint())
    if model is None:
        raise SystemExit("There is no model of today's data; run `make train`.")
    return Agent.load(str(model))


async def main() -> None:
    """Measure and write."""
    agent = load()
    dev, rows = await judge(agent, read_set("ontwikkel")), read_set("toets")
    test, typo = await judge(agent, rows), await judge(agent, rows, typos=True)
    fresh = await judge(agent, read_set("vers"))
    OUT.mkdir(parents=True, exist_ok=True)
    diff = changed([*dev, *test], OUT / "begrijpen.json")
    signs = await safety.table_rows(agent)
    danger = safety_part(signs, await safety.ordinary_rows(agent))
    sets = {"ontwikkel": dev, "toets": test, "toets_tikfouten": typo, "vers": fresh}
    for_the_page(sets, signs, OUT / "begrijpen_cijfers.json", fingerprint())
    (OUT / "begrijpen.md").write_text(report(dev, test, typo, fresh, diff, danger))
    draw(test, OUT / "begrijpen.png")
    print("\n".join(f"{k}: {v:.3f}" for k, v in figures(test).items()))  # noqa: T201


if __name__ == "__main__":
    keep_quiet()
    asyncio.run(main())
