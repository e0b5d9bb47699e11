"""Reads what is said around an outcome; refuses a file in which a word is missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from bot.care.texts import placeholders
from bot.knowledge.marked import read_marked
from bot.knowledge.rules import leveringsvormen, triage, wzd

NEWLINES = re.compile(r"\s*\n\s*")
FILE = Path(__file__).parent / "words" / "uitkomsten.yml"
#: what the talk fills in, by part of the file; facts may stand anywhere
FILLED = {
    "anders": {"stel", "loket", "route"},
    "loket": {"regio", "zorgkantoor", "website", "gemeente"},
    "zin": {"plan_tot", "naam"},
}
LOKETTEN = ("zorgkantoor", "gemeente", "jeugdhulp")
Words = Mapping[str, Mapping[str, str]]


@lru_cache(maxsize=1)
def outcome_words() -> Words:
    """Return the words of this project by part and key, read once.

    Raises:
        KnowledgeRefused: the file is wrong (see ``load_outcome_words``).
    """
    return load_outcome_words(FILE)


def load_outcome_words(path: Path) -> Words:
    """Return the words in a file by part and key.

    Raises:
        KnowledgeRefused: a key is missing or unknown, a text is empty, or its braces are wrong.
    """
    keys = _keys()
    parts = read_marked(path).mapping("uitkomsten", tuple(keys))
    found: dict[str, dict[str, str]] = {}
    for name, wanted in keys.items():
        entries = parts[name].mapping(name, wanted)
        found[name] = {key: NEWLINES.sub(" ", p.text(key)) for key, p in entries.items()}
        for key, text in found[name].items():
            unknown = set(placeholders(text)) - FILLED.get(name, set())
            if unknown and name != "route":  # a route may name a phone line
                entries[key].refuse(f"{{{unknown.pop()}}} kan hier niet", "een andere zin")
    entries = parts["let_op"].mapping("let_op")
    for key in found["reden"].keys() & found["let_op"].keys():
        entries[key].refuse(f"{key} staat ook bij reden", "alleen bij reden of bij let_op")
    return found


def _keys() -> dict[str, tuple[str, ...]]:
    """Return which keys each part must have; most follow from the tables of the law."""
    forms = leveringsvormen().vormen
    reasons = {reason.key: reason.points for form in forms for reason in form.reasons}
    found = [row.outcome for table in (triage(), wzd()) for row in table.rows]
    laws = dict.fromkeys(row.outcome["wet"] for row in triage().rows)
    return {
        "zekerheid": tuple(dict.fromkeys(outcome["zekerheid"] for outcome in found)),
        "wet": tuple(law for law in laws if law != "open"),
        "anders": ("past", "misschien", "open", "route", "opnieuw"),
        "route": tuple(row.id for row in wzd().rows if row.id != "open"),
        "loket": LOKETTEN,
        "loket_knop": LOKETTEN,
        "zin": ("plan", "loopt", "liep", "gelezen", "na_verhuizing"),
        "reden": tuple(key for key, points in reasons.items() if points > 0),
        "let_op": tuple(key for key, points in reasons.items() if points <= 0),
        "kan_niet": tuple(dict.fromkeys(why.key for form in forms for why in form.never)),
    }
