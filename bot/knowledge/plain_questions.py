"""The information answers as a reader without JavaScript gets them: by theme, filled in for a day."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.care.facts import dutch_date
from bot.errors import KnowledgeRefused
from bot.knowledge.answers import DATA
from bot.knowledge.dated import filled
from bot.knowledge.facts import facts
from bot.knowledge.files import read_yaml, refuse

#: file with answers -> heading, in the order of the page
THEMES = {
    "veiligheid": "Als het dringend is",
    "wlz": "De Wlz",
    "ciz": "Aanvragen bij het CIZ",
    "zorgkantoor": "Het zorgkantoor",
    "leveringsvormen": "Zorg kiezen",
    "wonen_en_thuis": "Wonen en thuis",
    "wmo_zvw_jeugd": "Wmo, zorgverzekering en Jeugdwet",
    "geld": "Geld",
    "bopz": "Opname en dwang",
    "rechten_en_hulp": "Rechten en hulp",
}


@dataclass(frozen=True)
class PlainAnswer:
    """An answer as text, with ``- `` before the parts of a list and ``**`` around bold.

    Attributes:
        name: the intent that it answers, part of its address.
        label: what it is about.
        texts: the answer and, where there is one, the longer explanation.
        source: where it comes from, with the day it was checked; empty for none.
    """

    name: str
    label: str
    texts: tuple[str, ...]
    source: str


@functools.lru_cache(maxsize=1)
def themes(data: Path = DATA) -> dict[str, dict[str, dict[str, Any]]]:
    """Return for each heading the answers by name, as they stand in their file."""
    found = {}
    for stem, heading in THEMES.items():
        path = data / "nlu" / f"{stem}.yml"
        responses = (read_yaml(path) or {}).get("responses")
        if not responses:
            raise refuse(path, 1, "er staan geen antwoorden in", "'responses:' met antwoorden")
        found[heading] = {
            name.removeprefix("utter_"): variants[0]
            for name, variants in responses.items()
            if (variants[0].get("metadata") or {}).get("label")
        }
    return found


def labels_by_theme() -> dict[str, list[tuple[str, str]]]:
    """Return for each heading the names and labels of its answers."""
    return {
        heading: [(name, str(variant["metadata"]["label"])) for name, variant in answers.items()]
        for heading, answers in themes().items()
    }


def plain_answer(name: str, on: dt.date) -> PlainAnswer | None:
    """Return an answer as it holds on a day, or None when there is none of that name."""
    for answers in themes().values():
        if name in answers:
            variant = answers[name]
            meta = variant["metadata"]
            texts = [variant["text"], *([meta["meer"]] if meta.get("meer") else [])]
            filled = [_filled(text, meta.get("verlopen"), on) for text in texts]
            return PlainAnswer(name, str(meta["label"]), tuple(filled), _source(meta))
    return None


def phone(name: str, on: dt.date) -> str:
    """Return a telephone number by the name of its fact."""
    return facts()[name].spoken(on)


def _filled(text: str, stale: str | None, on: dt.date) -> str:
    def value(name: str) -> str:
        if name not in facts():
            raise KnowledgeRefused(f"{{{name}}} is geen feit; zie bot/knowledge/law/facts.yml")
        return facts()[name].spoken(on)

    return filled(text, value, stale).strip()


def _source(meta: dict[str, Any]) -> str:
    if not meta.get("bron"):
        return ""
    day = dt.date.fromisoformat(str(meta["checked_on"]))
    return f"{meta['bron']} (gecontroleerd op {dutch_date(day)})"
