"""What a person in danger sees, and who is shown a number without need: patterns alone and system."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from bench.sets import Row, read_set, share, there_is
from bot.care.certainty import SURE

#: the safety answer alone; the normal answer and the number; no number
Seen = Literal["alone", "number", "nothing"]
KINDS = {"nood": "nood_medisch", "suicide": "crisis_suicide", "geweld": "huiselijk_geweld"}
#: the first two serve for choices; the others are by other hands and only reported
SETS = ("veiligheid_ontwikkel", "veiligheid_toets", "veiligheid_vers", "veiligheid_derde")
#: intents whose label asks for a number, or that lie too near
NOT_ORDINARY = {*KINDS.values(), "eenzaam"}
#: answers that name the number themselves: Veilig Thuis and 112, and 113
NAMES_IT = {"klacht_zorg": "geweld", "eenzaam": "suicide"}
HEAD = [
    "set",
    "by",
    "clear: alone",
    "clear: number",
    "doubtful: number",
    "all signs",
    "false alarms",
]


def by_patterns(text: str) -> Seen:
    """Return what a person would see if there were patterns only."""
    from bot.care.safety import find_danger
    from bot.knowledge.safety import patterns

    danger = find_danger(text, patterns())
    if danger is None:
        return "nothing"
    return "alone" if danger.strength == "duidelijk" else "number"


def by_system(parsed: dict[str, Any], kind: str | None = None) -> Seen:
    """Return what a person sees after the whole pipeline and the policy.

    Args:
        parsed: what the pipeline made of the message.
        kind: of the sign, when there is one: some answers name its number themselves.
    """
    intent = parsed["intent"]
    sure = intent["confidence"] >= SURE
    if sure and intent["name"] in KINDS.values():
        return "alone"
    noted = any(entity["entity"] == "zorgen" for entity in parsed["entities"])
    named = sure and kind is not None and NAMES_IT.get(intent["name"]) == kind
    return "number" if noted or named else "nothing"


async def seen_of(agent: Any, rows: Sequence[Row]) -> list[Seen]:
    """Return what the writer of each message sees."""
    return [by_system(await agent.parse_message(r["text"]), r.get("kind")) for r in rows]


def shares(rows: Sequence[Row], seen: Sequence[Seen]) -> dict[str, float]:
    """Return the shares of a set of signs and look-alikes, by the names of ``HEAD``."""

    def at(strengths: Sequence[str], enough: Callable[[Seen], bool]) -> float:
        return share(
            [enough(s) for r, s in zip(rows, seen, strict=True) if r["strength"] in strengths]
        )

    def shown(what: Seen) -> bool:
        return what != "nothing"

    return {
        HEAD[2]: at(["duidelijk"], lambda what: what == "alone"),
        HEAD[3]: at(["duidelijk"], shown),
        HEAD[4]: at(["twijfel"], shown),
        HEAD[5]: at(["duidelijk", "twijfel"], shown),
        HEAD[6]: at(["geen"], shown),
    }


async def table_rows(agent: Any) -> list[list[str]]:
    """Return the rows of the report's table: each set by patterns and by the system."""
    found = []
    for name in filter(there_is, SETS):
        rows = read_set(name)
        both = {
            "patterns": [by_patterns(row["text"]) for row in rows],
            "system": await seen_of(agent, rows),
        }
        for by, seen in both.items():
            found.append([name, by, *(f"{v:.3f}" for v in shares(rows, seen).values())])
    return found


async def false_alarms(agent: Any, name: str) -> list[tuple[Row, Seen]]:
    """Return the ordinary messages of a held-out set that are shown a number without need."""
    rows = [row for row in read_set(name) if row["intent"] not in NOT_ORDINARY]
    seen = await seen_of(agent, rows)
    return [(r, s) for r, s in zip(rows, seen, strict=True) if s != "nothing"]


async def ordinary_rows(agent: Any) -> list[list[str]]:
    """Return the rows of the report's table on ordinary messages."""
    found = []
    for name in ("ontwikkel", "toets"):
        alarms = await false_alarms(agent, name)
        total = sum(row["intent"] not in NOT_ORDINARY for row in read_set(name))
        alone = sum(seen == "alone" for _, seen in alarms)
        found.append([name, str(total), str(len(alarms)), str(alone), f"{len(alarms) / total:.4f}"])
    return found
