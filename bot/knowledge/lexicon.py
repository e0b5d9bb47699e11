"""Reads what people tell in passing (words/verteld.yml) and refuses what no question can hold."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from bot.care.lexicon import Lexicon, Phrase
from bot.care.persons import RELATIONS
from bot.care.typing_errors import SHORTEST_MENDED, Mending
from bot.errors import KnowledgeRefused
from bot.knowledge.frequency import common_words
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
    parts = read_marked(path).mapping("verteld", ("regels",), ("sleutelwoorden",))
    rules = parts["regels"].items("regels")
    return Lexicon(tuple(_phrase(rule) for rule in rules), LISTS, _mending(parts, rules))


def _mending(parts: dict[str, Marked], rules: list[Marked]) -> Mending:
    """Return what forgives a typing error in a relation, and in the words that tell most."""
    used = re.compile("|".join(rf"\b{pattern}" for pattern in _words_of(rules)))
    strong = [name for name in RELATIONS if name.isascii() and len(name) >= SHORTEST_MENDED]
    written = parts["sleutelwoorden"].items("sleutelwoorden") if "sleutelwoorden" in parts else []
    for line in written:
        word = line.text("sleutelwoord")
        if not used.fullmatch(word) or len(word) < SHORTEST_MENDED:
            wrong = f"'{word}' staat in geen enkele zin, of is te kort"
            line.refuse(wrong, f"een woord van {SHORTEST_MENDED} letters of meer uit de zinnen")
        strong.append(word)
    return Mending.of(strong, common_words(), keeps_first=True)


def _words_of(rules: list[Marked]) -> set[str]:
    """Return the words of all phrases; one that goes on (``dement*``) as a pattern."""
    lines = (line for rule in rules for line in rule.mapping("de regel")["zinnen"].items("zinnen"))
    words = (word for line in lines for word in re.findall(r"[a-z0-9]+\*?", line.text("zin")))
    return {word.replace("*", "[a-z0-9]*") for word in words}


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
