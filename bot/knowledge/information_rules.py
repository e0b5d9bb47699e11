"""What the answer to a question for information must have: an explanation, an easier form, choices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.knowledge.files import refuse
from bot.knowledge.marked import Marked
from bot.knowledge.offers import offer
from bot.knowledge.readability import CORE, levels_of
from bot.knowledge.said import PAYLOAD, Rule, Said

HUMAN = "vraag_medewerker"
NEEDED = {
    "meer": "'meer: |' met de uitleg",
    "makkelijker": "'makkelijker: |' met kortere zinnen en gewone woorden",
    "label": "'label: \"een klacht over zorg\"', zoals in 'Bedoelt u …?'",
    "zekerheid": "'zekerheid: \"V\"', zie docs/redactie.md",
}
#: words of each part
MOST_WORDS = {"text": 60, "meer": 150, "makkelijker": 60}
FEWEST_CHOICES, MOST_CHOICES = 2, 3
#: how much higher the easier form must score, and from how many letters on a word is long
EASIER, LONG_WORD = 3, 10
STEPS_TO_A_HUMAN = 3


def _has_its_parts(one: Said) -> None:
    at = one.parts.get("metadata", one.variant)
    for key, write in NEEDED.items():
        if key not in one.meta:
            at.refuse(f"{one.name}: '{key}' ontbreekt", write)


def _lengths(one: Said) -> None:
    for key, most in MOST_WORDS.items():
        part = one.parts["text"] if key == "text" else one.meta.get(key)
        words = len(str(part.content).split()) if part else 0
        if part and words > most:
            rest = "; de rest bij 'meer'" if key == "text" else ""
            part.refuse(f"{one.name} ({key}) heeft {words} woorden", f"hoogstens {most}{rest}")


def _easier(one: Said) -> None:
    levels = levels_of(one.name, one.plain())
    if "makkelijker" not in levels:
        return
    core, easier, part = levels[CORE], levels["makkelijker"], one.meta["makkelijker"]
    if easier.score < min(core.score + EASIER, 100):
        _not_easier(one, f"score {easier.score}, de kern {core.score}", "gewonere woorden")
    if easier.words_per_sentence >= core.words_per_sentence:
        per = f"{easier.words_per_sentence} woorden per zin, de kern {core.words_per_sentence}"
        _not_easier(one, per, "kortere zinnen")
    long = long_words(str(part.content))
    if len(long) > len(long_words(str(one.parts["text"].content))):
        _not_easier(one, f"meer lange woorden dan de kern: {', '.join(long)}", "kortere woorden")


def _not_easier(one: Said, why: str, write: str) -> None:
    one.meta["makkelijker"].refuse(f"{one.name}: 'makkelijker' is dat niet ({why})", write)


def long_words(text: str) -> list[str]:
    """Return the words of ten letters or more."""
    return [word for word in re.findall(r"[^\W\d_]+", text) if len(word) >= LONG_WORD]


def _choices(one: Said) -> None:
    buttons = one.buttons()
    if not FEWEST_CHOICES <= len(buttons) <= MOST_CHOICES:
        at = one.parts.get("buttons", one.variant)
        write = f"{FEWEST_CHOICES} of {MOST_CHOICES} knoppen: wat kan iemand hierna doen of vragen?"
        at.refuse(f"{one.name} heeft {len(buttons)} keuzes", write)
    seen: set[str] = set()
    for part, target in _targets(buttons):
        if target == one.intent:
            part.refuse(f"{one.name}: de knop leidt terug naar dit antwoord", "een ander onderwerp")
        if target in seen:
            part.refuse(f"{one.name}: twee knoppen leiden naar {target}", "elk onderwerp één keer")
        if target != HUMAN and offer(target) is None:
            part.refuse(f"{one.name}: {target} helpt niemand verder", "een vraag of vragenlijst")
        seen.add(target)


def _targets(buttons: Sequence[Marked]) -> Iterator[tuple[Marked, str]]:
    for button in buttons:
        part = button.mapping("een knop")["payload"]
        match = PAYLOAD.fullmatch(str(part.content))
        if match:
            yield part, match["intent"]


def _for_information(rule: Rule) -> Rule:
    def of_information(one: Said) -> None:
        if one.is_information:
            rule(one)

    return of_information


INFORMATION_RULES: list[Rule] = [
    _for_information(rule) for rule in (_has_its_parts, _lengths, _easier, _choices)
]


def a_human_is_near(every: Sequence[Said]) -> Iterator[str]:
    """Yield a refusal for each answer from which a human is more than three choices away."""
    leads = {one.intent: set(one.targets()) for one in every}
    for one in every:
        if one.is_information and one.buttons() and not _reaches(one.intent, leads):
            at = one.parts["buttons"]
            problem = f"{one.name}: een medewerker is meer dan {STEPS_TO_A_HUMAN} keuzes ver"
            yield str(refuse(at.path, at.line, problem, f"een knop met payload '/{HUMAN}'"))


def _reaches(intent: str, leads: Mapping[str, set[str]]) -> bool:
    found = leads[intent]
    for _ in range(STEPS_TO_A_HUMAN - 1):
        found = found | {target for step in found for target in leads.get(step, ())}
    return HUMAN in found
