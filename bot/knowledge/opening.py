"""Reads when the desk is open, and refuses a file that is wrong with line and what to write."""

from __future__ import annotations

import datetime as dt
import functools
import re
from itertools import pairwise
from pathlib import Path

from bot.care.opening import Block, CallBacks, Opening
from bot.knowledge.marked import Marked, read_marked

OWN = Path(__file__).resolve().parent / "desk" / "openingstijden.yml"
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
SECTIONS = ("openingstijden", "feestdagen", "gesloten", "terugbellen")
NONE = "geen"
BLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24):([0-5]\d)", re.ASCII)
EXAMPLE = '"09:00-12:30", met aanhalingstekens'
#: name -> lowest and highest value that makes sense
NUMBERS = {
    "minuten_per_tijdvak": (10, 600),
    "plaatsen_per_tijdvak": (1, 500),
    "dagen_vooruit": (1, 30),
    "minuten_vooraf": (0, 2880),
}


@functools.lru_cache(maxsize=4)
def opening(path: Path = OWN) -> Opening:
    """Return when the desk is open.

    Raises:
        KnowledgeRefused: the file is wrong; the message says file, line and what to write.
    """
    parts = read_marked(path).mapping("het bestand", SECTIONS)
    week = parts["openingstijden"].mapping("openingstijden", DAYS)
    holidays = parts["feestdagen"].text("feestdagen")
    if holidays not in ("dicht", "open"):
        parts["feestdagen"].refuse(f"feestdagen: '{holidays}' is onbekend", "dicht of open")
    numbers = parts["terugbellen"].mapping("terugbellen", tuple(NUMBERS))
    return Opening(
        week=tuple(_blocks(week[day], day) for day in DAYS),
        on_holidays=holidays == "open",
        closed=_closed(parts["gesloten"]),
        callbacks=CallBacks(*(_number(numbers[name], name) for name in NUMBERS)),
    )


def _blocks(part: Marked, day: str) -> tuple[Block, ...]:
    if part.content == NONE:
        return ()
    found = [_block(item, day) for item in part.items(day)]
    for earlier, later in pairwise(found):
        if later.start < earlier.end:
            part.refuse(f"{day}: de blokken lopen door elkaar", "de blokken op volgorde")
    return tuple(found)


def _block(part: Marked, day: str) -> Block:
    text = part.text(day)
    match = BLOCK.fullmatch(text)
    if match is None:
        part.refuse(f"{day}: '{text}' is geen blok", EXAMPLE)
    start, end = text.split("-")
    # midnight at the end of the day is the last moment of it
    until = dt.time.max if end == "24:00" else _time(end, part, day)
    block = Block(_time(start, part, day), until)
    if block.end <= block.start:
        part.refuse(f"{day}: '{text}' eindigt voor het begint", EXAMPLE)
    return block


def _time(text: str, part: Marked, day: str) -> dt.time:
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        part.refuse(f"{day}: {text} bestaat niet", EXAMPLE)


def _closed(part: Marked) -> dict[dt.date, str]:
    if part.content == NONE:
        return {}
    found = {}
    for day, reason in part.mapping("gesloten").items():
        key = Marked(reason.path, reason.line, day, "str").day("gesloten")
        found[key] = reason.text(day)
    return found


def _number(part: Marked, name: str) -> int:
    low, high = NUMBERS[name]
    number = part.number(name)
    if not low <= number <= high:
        part.refuse(f"{name} is {number}", f"een getal van {low} tot en met {high}")
    return number
