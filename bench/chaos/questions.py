"""What simulated visitors ask, and how an answer shows whose it is."""

from __future__ import annotations

import csv
import random
import re
from dataclasses import dataclass

from bot.care.zorgkantoor import Found, find_zorgkantoor
from bot.clock import today
from bot.knowledge.zorgkantoren import region_tables
from tests.services import ROOT

PLACES = ROOT / "bot/knowledge/regions/gemeenten.csv"
REGIONS = ROOT / "bot/knowledge/regions/zorgkantoren.csv"
#: names of one word that stand in no other name and are no other word
PLAIN = re.compile(r"[A-Z][a-z]{5,}")
GENERAL = ("wat is een pgb", "wat is de wlz", "wat is de wmo", "wat doet het CIZ")
FLOW = (
    "Heb ik Wlz of Wmo nodig?",
    '/antwoord{"voor_wie": "naaste"}',
    "84",
    '/antwoord{"blijvend": "ja"}',
    '/antwoord{"toezicht24": "ja"}',
    "stop",
)


@dataclass(frozen=True)
class Ask:
    """Something to say.

    Attributes:
        text: what is said.
        place: the place that its answer must name, and no other visitor's answer may; or empty.
    """

    text: str
    place: str = ""


def places(number: int) -> list[str]:
    """Return as many places, none of which stands in another's name or exists twice.

    Of a place that exists twice the answer names both municipalities, and one may be somebody else's.
    """
    with PLACES.open(newline="") as file:
        names = [row["gemeente"] for row in csv.DictReader(file) if not row["valid_until"]]
    plain = [name for name in names if PLAIN.fullmatch(name)]
    answers = REGIONS.read_text()  # an answer names its region, which may be somebody's place too
    alone = [
        name
        for name in plain
        if name not in answers
        and not any(name in other and name != other for other in names)
        and isinstance(find_zorgkantoor(name, region_tables(), today()), Found)
    ]
    return [alone[i % len(alone)] for i in range(number)]


def talk_of(number: int, place: str, length: int) -> list[Ask]:
    """Return what a visitor says: their own place first and again, questions, part of a flow."""
    chance = random.Random(number)
    own = Ask(f"welk zorgkantoor hoort bij {place}", place)
    said = [own]
    while len(said) < length:
        if number % 3 == 0 and chance.random() < 0.4:
            said += [Ask(text) for text in FLOW]
        said += [own, Ask(chance.choice(GENERAL))]
    return said[:length]


def names_another(text: str, place: str, everyone: set[str]) -> bool:
    """Tell whether an answer names a place of somebody else."""
    return any(word in everyone and word != place for word in PLAIN.findall(text))
