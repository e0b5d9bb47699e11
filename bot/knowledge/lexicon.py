"""Reads what people tell in passing (words/verteld.yml) and refuses what no question can hold."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from bot.care.lexicon import Lexicon, Phrase
from bot.errors import KnowledgeRefused
from bot.knowledge.marked import Marked, read_marked
from bot.knowledge.questions import question

WORDS = Path(__file__).resolve().parent / "words" / "verteld.yml"
LISTS = frozenset({"grondslag", "hulp_nodig"})
TELLS = ("zegt", "dus", "misschien", "weerlegt", "datum")
TOKEN = re.compile(r"\[[a-z0-9 |*#]+\]|\([a-z0-9 |*#/]+\)|\.\.|[a-z0-9]+\*?|#|/")
#: words between two words of a phrase; a denial among them would turn it round
#: a word ends in a space, or with the clause
END = r"(?: |$)"
GAP = r"(?:(?!(?:niet|geen|nooit|zonder)\b)[a-z0-9]+ ){0,3}"


@functools.lru_cache(maxsize=2)
def lexicon(path: Path = WORDS) -> Lexicon:
    """Return the phrases that tell something, compiled once.

    Raises:
        KnowledgeRefused: a rule is wrong; the message says file, line and what to write.
    """
    rules = read_marked(path).mapping("verteld", ("regels",))["regels"]
    return Lexicon(tuple(_phrase(rule) for rule in rules.items("regels")), LISTS)


def _phrase(rule: Marked) -> Phrase:
    parts = rule.mapping("de regel", ("over", "zinnen"), (*TELLS, "alleen_bij", "niet_bij"))
    if not any(name in parts for name in TELLS):
        rule.refuse("de regel vertelt niets", "een van: " + ", ".join(TELLS))
    about = parts["over"].text("over")
    if about not in ("persoon", "zaak"):
        parts["over"].refuse(f"over '{about}' is onbekend", "persoon of zaak")
    tells = {name: _answers(parts[name]) for name in TELLS[:4] if name in parts}
    return Phrase(
        _any_of(parts["zinnen"]),
        says=tells.get("zegt", {}),
        implies=tells.get("dus", {}),
        maybe=tells.get("misschien", {}),
        denies=tells.get("weerlegt", {}),
        of_person=about == "persoon",
        date=_date(parts["datum"]) if "datum" in parts else None,
        needs=_any_of(parts["alleen_bij"]) if "alleen_bij" in parts else None,
        unless=_any_of(parts["niet_bij"]) if "niet_bij" in parts else None,
    )


def _answers(part: Marked) -> dict[str, str]:
    found = {}
    for slot, value in part.mapping("antwoorden").items():
        said = value.text(slot)
        try:
            known = question(slot).values
        except KnowledgeRefused:
            value.refuse(
                f"'{slot}' is geen vraag", "de naam van een vraag in data/flows/vragen.yml"
            )
        if said not in known:
            value.refuse(f"{slot}: '{said}' is geen antwoord", ", ".join(known))
        found[slot] = said
    return found


def _date(part: Marked) -> str:
    slot = part.text("datum")
    if not slot.endswith(("_op", "_datum")):
        part.refuse(f"'{slot}' is geen vraag naar een dag", "ontvangen_op of besluit_datum")
    return slot


def _any_of(part: Marked) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{compiled(line)})" for line in part.items("zinnen")))


def compiled(line: Marked) -> str:
    """Return the pattern for a phrase in the notation of the file.

    Raises:
        KnowledgeRefused: it holds a sign that the notation does not know.
    """
    text = line.text("zin")
    tokens = TOKEN.findall(text)
    if "".join(tokens).replace(" ", "") != text.replace(" ", ""):
        line.refuse(f"'{text}' kan niet worden gelezen", "kale woorden, (a|b), [x], woord* en ..")
    pattern = "".join(_token(part) for part in tokens)
    return rf"\b{pattern.removesuffix(' ')}"


def _token(part: str) -> str:
    if part == "..":
        return GAP
    if part == "/":
        return "$"
    inside = part.strip("[]()").replace("*", "[a-z0-9]*").replace("#", r"\d+").replace("/", "$")
    return f"(?:(?:{inside}){END})?" if part.startswith("[") else f"(?:{inside}){END}"
