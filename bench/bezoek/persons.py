"""Who the simulated visitor is: what they would answer to every question of a flow, and how."""

from __future__ import annotations

import datetime as dt
import functools
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bench.stromen.courses import walked
from bot.care.paths import Path as Way
from bot.knowledge.questions import question
from bot.knowledge.rules import leveringsvormen

WORDS = Path(__file__).with_name("woorden.yml")
LISTS = ("grondslag", "hulp_nodig")
DATES = (
    *("ontvangen_op", "info_gevraagd_op", "info_compleet_op", "besluit_datum"),
    *("gemeld_op", "aanvraag_op"),
)
YES_NO = {"ja", "nee", "weet_niet"}
MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december"
).split()
#: made up for these talks; nobody is called
PHONES = ("06 00 00 00 01", "06-00000002", "+31 6 00000003", "0600000004")
UNKNOWN = "weet_niet"
HANDOFF = {"overdracht_akkoord": "ja", "overdracht_hoe": "terugbellen"}
LONG_ENOUGH_FOR_A_TYPO = 7


@functools.lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return how the visitor says things."""
    return dict(yaml.safe_load(WORDS.read_text(encoding="utf-8")))


@dataclass
class Person:
    """A visitor.

    Attributes:
        flow: name of the flow that they want.
        chance: where every choice of theirs comes from.
        would: what they answer, by slot; for ``plek`` the ways to name it.
        day: today.
    """

    flow: str
    chance: random.Random
    day: dt.date
    would: dict[str, Any] = field(default_factory=dict)

    def answer(self, slot: str) -> Any:
        """Return what they answer to a question; made up when they had not thought about it."""
        if slot not in self.would:
            self.would[slot] = self._made_up(slot)
        return self.would[slot]

    def _made_up(self, slot: str) -> Any:
        if slot == "leeftijd":
            return self.chance.randint(1, 99)
        if slot in DATES:
            return self._day(slot).isoformat()
        if slot == "zorgprofiel":
            return self.chance.choice(leveringsvormen().inquiry.by_slot["zorgprofiel"].values)
        if slot == "plek":
            return self.chance.choice(words()["vrij"]["plek"]["vrij"])
        if slot in HANDOFF:  # nobody is at the desk here, so it always ends in a call-back
            return HANDOFF[slot]
        if slot in ("overdracht_onderwerp", "overdracht_naam", "terugbellen"):
            return "vrij" if self.chance.random() < 0.7 else "geen"
        value = self.chance.choice(question(slot).values)
        return [value] if slot in LISTS else value

    def _day(self, slot: str) -> dt.date:
        """Return a day that can follow the earlier ones."""
        before = {"info_gevraagd_op": "ontvangen_op", "info_compleet_op": "info_gevraagd_op"}
        first = self.day - dt.timedelta(days=150)
        if slot in before and self.would.get(before[slot], UNKNOWN) != UNKNOWN:
            first = dt.date.fromisoformat(self.would[before[slot]])
        span = (self.day - first).days
        return first + dt.timedelta(days=self.chance.randint(0, span))


def from_path(flow: str, way: Way, kinds: Any, chance: random.Random, day: dt.date) -> Person:
    """Return a visitor who walks a path, with any answer of each kind on it."""
    person = Person(flow, chance, day)
    for slot, stands_for in way.steps:
        alike = next(kind for kind in kinds[slot] if kind[0] == stands_for)
        value = chance.choice(alike)
        if slot in DATES:
            value = UNKNOWN if value == UNKNOWN else person._day(slot).isoformat()
        person.would[slot] = sorted(value) if isinstance(value, frozenset) else value
    return person


def people(flow: str, number: int, chance: random.Random, day: dt.date) -> list[Person]:
    """Return visitors for a flow: outcome after outcome in turn, a path that leads there by chance."""
    if flow in ("zorgkantoor", "overdracht"):
        return [Person(flow, chance, day) for _ in range(number)]
    stretch = walked(flow)[0]
    by_end: dict[str, list[Way]] = {}
    for path in stretch.paths:
        by_end.setdefault(path.end.id, []).append(path)
    ends = list(by_end)
    return [
        from_path(
            flow, chance.choice(by_end[ends[at % len(ends)]]), stretch.course.kinds, chance, day
        )
        for at in range(number)
    ]


def spoken_day(iso: str, chance: random.Random) -> str:
    """Return a day as someone types it; the year is left out only for a day of this year."""
    day = dt.date.fromisoformat(iso)
    month = MONTHS[day.month - 1]
    return str(chance.choice(words()["dagen"])).format(
        d=day.day, dd=f"{day.day:02}", m=day.month, mm=f"{day.month:02}", jaar=day.year,
        maand=month, mnd=month[:3],
    )  # fmt: skip


def in_free_words(person: Person, slot: str, value: Any) -> str | None:
    """Return an answer in the visitor's own words, or None when there are none for it."""
    said = words()["vrij"]
    own, chance = said.get(slot, {}), person.chance
    if isinstance(value, list) and len(value) > 1:
        return _enumerated([_shortest(own.get(one, [])) for one in value])
    one = value[0] if isinstance(value, list) else value
    if slot == "leeftijd" and one != UNKNOWN:
        return str(chance.choice(own["jaren"])).format(n=one)
    if slot in DATES and one != UNKNOWN:
        return spoken_day(one, chance)
    if slot == "zorgprofiel" and one != UNKNOWN:
        return str(chance.choice(own["profiel"])).format(n=one)
    found = list(own.get(one, []))
    if set(question(slot).values) == YES_NO:
        found += said["ja_nee"][one]
    if one == UNKNOWN and slot not in ("overdracht_onderwerp", "overdracht_naam", "terugbellen"):
        found += said["iedereen"][UNKNOWN]
    return str(chance.choice(found)) if found else None


def _shortest(said: list[str]) -> str:
    return min(said, key=lambda words: len(words.split()), default="")


def _enumerated(parts: list[str]) -> str | None:
    """Return things as someone sums them up: ``dementie, kanker en blind``."""
    return f"{', '.join(parts[:-1])} en {parts[-1]}" if all(parts) else None


def mistyped(text: str, chance: random.Random) -> str | None:
    """Return a text with two neighbouring letters of a long word swapped; None for short words."""
    long = [w for w in text.split() if w.isalpha() and len(w) >= LONG_ENOUGH_FOR_A_TYPO]
    if not long:
        return None
    word = chance.choice(long)
    at = chance.randint(1, len(word) - 3)
    if word[at] == word[at + 1]:
        return None
    return text.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1)
