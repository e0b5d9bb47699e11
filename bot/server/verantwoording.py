"""The public page ``/verantwoording``: what this is, how well it works, what is kept, who to complain to."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.care.facts import dutch_date
from bot.care.opening import Opening
from bot.clock import today
from bot.errors import KnowledgeRefused
from bot.knowledge.answers import answers, labels
from bot.knowledge.domain import domain_names
from bot.knowledge.glossary import glossary
from bot.knowledge.opening import opening
from bot.knowledge.plain_questions import phone
from bot.server.last_good import Standing
from bot.server.plain_pages import pages
from bot.server.training import fingerprint
from bot.settings import ROOT, Settings
from bot.storage.answer_counts import KEPT

FIGURES = ROOT / "docs/generated/begrijpen_cijfers.json"
#: set of the report -> what is shown of it
SETS = {
    "toets": "Berichten zonder tikfouten",
    "toets_tikfouten": "Dezelfde berichten met tikfouten",
    "vers": "Berichten van een andere schrijver",
}
DANGER_SET, DANGER_BY = "veiligheid_vers", "system"
#: the answer that is given in each of these languages, and how it names them at the head of a line
IN_LANGUAGES = "utter_taal_anders"
LANGUAGE = re.compile(r"^(\w+): ", re.MULTILINE)
NAMES = {
    "English": "Engels",
    "Deutsch": "Duits",
    "Türkçe": "Turks",
    "العربية": "Arabisch",
    "Polski": "Pools",
    "Українська": "Oekraïens",
    "Papiamento": "Papiaments",
}
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
LAST = dt.time(23, 59)


@dataclass(frozen=True)
class Measured:
    """How well people are understood, in numbers of every hundred.

    Attributes:
        on: the day of the measurement, in Dutch.
        made_from: the fingerprint of the examples and settings that were measured; "" when unknown.
        sets: words for a set, messages in it, right at once, right after one question back, of what
            does not belong here what is recognised, and of what does what is taken not to.
        signs: of messages with a sign of danger, how many got a number to call.
        alarms: of messages that only look like it, how many got one too.
    """

    on: str
    made_from: str
    sets: tuple[tuple[str, int, int, int, int, int], ...]
    signs: int | None
    alarms: int | None


@functools.lru_cache(maxsize=2)
def measured(path: Path = FIGURES) -> Measured | None:
    """Return what ``make nlu-report`` measured, or None when it was not run."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        sets = tuple(_of_set(words, found["sets"][name]) for name, words in SETS.items())
        day = dutch_date(dt.date.fromisoformat(found["measured_on"]))
        made_from = str(found.get("made_from", ""))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    danger: dict[str, Any] = {}
    for row in found.get("danger", []):
        danger = row if (row["set"], row["by"]) == (DANGER_SET, DANGER_BY) else danger
    return Measured(
        day, made_from, sets, _hundreds(danger, "all signs"), _hundreds(danger, "false alarms")
    )


def _of_set(words: str, of: dict[str, Any]) -> tuple[str, int, int, int, int, int]:
    shares = ("acceptable", "right at once or after one Bedoelt u", "out of scope recall")
    right, helped, outside = (round(of[name] * 100) for name in shares)
    return words, int(of["messages"]), right, helped, outside, round(of["false rejects"] * 100)


def _hundreds(row: dict[str, Any], name: str) -> int | None:
    return round(float(row[name]) * 100) if name in row else None


def page(choices: Settings, standing: Standing, model: Path | None, made_from: str = "") -> str:
    """Return the page as it holds today.

    Args:
        choices: the settings.
        standing: which content is served.
        model: which model is served.
        made_from: the fingerprint of what that was made from; figures are of the same one, or old.
    """
    return pages.get_template("verantwoording.html").render(
        measured=measured(),
        made_from=made_from,
        days=choices.retention_days,
        count_days=KEPT.days,
        whatsapp=choices.whatsapp is not None,
        outside_desk=choices.chatwoot is not None,
        hours=hours(opening(choices.opening_hours)),
        number=lambda name: phone(name, today()),
        model=_model(model),
        intents=len(domain_names().intents & labels().keys()),
        terms=len(glossary().terms),
        languages=languages(),
        version=standing.version,
        good_since=_moment(standing.good_since),
        checked=_newest_check(),
        today=dutch_date(today()),
    )


def languages() -> str:
    """Return the languages in which we say that we speak Dutch alone: ``Engels, Duits of Pools``.

    Raises:
        KnowledgeRefused: a language of the answer has no name here.
    """
    own = LANGUAGE.findall(str(answers()[IN_LANGUAGES][0]["text"]))
    unknown = [name for name in own if name not in NAMES]
    if unknown:
        raise KnowledgeRefused(f"{IN_LANGUAGES}: {unknown[0]} heeft geen naam in verantwoording.py")
    *first, last = [NAMES[name] for name in own]
    return f"{', '.join(first)} of {last}" if first else last


def hours(found: Opening) -> list[tuple[str, str]]:
    """Return the days on which klantadviseurs are there, with their hours in words."""
    shown = []
    for day, blocks in zip(DAYS, found.week, strict=True):
        parts = [
            f"{b.start:%H:%M} tot {'24:00' if b.end > LAST else f'{b.end:%H:%M}'} uur"
            for b in blocks
        ]
        shown.append((day, " en ".join(parts) or "gesloten"))
    return shown


def _model(model: Path | None) -> tuple[str, str]:
    """Return the name of the model and the day on which it was made."""
    if model is None:
        return "onbekend", "onbekend"
    name = model.name.removesuffix(".tar.gz")
    try:
        day = dt.date(int(name[:4]), int(name[4:6]), int(name[6:8]))
    except ValueError:
        return name, "onbekend"
    return name, dutch_date(day)


def _moment(text: str) -> str:
    return dutch_date(dt.date.fromisoformat(text[:10])) if text else "onbekend"


def _newest_check() -> str:
    """Return the last day on which the source of an answer was read."""
    found = [(v.get("metadata") or {}).get("checked_on") for vs in answers().values() for v in vs]
    return dutch_date(dt.date.fromisoformat(max(str(day) for day in found if day)))


def add_verantwoording(app: Sanic, choices: Settings, standing: Standing, model: Path) -> None:
    """Add the page; it is made anew for each visit, since a day may change it."""
    made_from = fingerprint()

    @app.get("/verantwoording")
    async def verantwoording(request: Request) -> HTTPResponse:
        return response.html(
            page(choices, standing, model, made_from), headers={"Cache-Control": "no-cache"}
        )
