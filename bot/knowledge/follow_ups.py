"""Reads how people ask on (words/vervolg.yml) and refuses intents and answers that do not exist."""

from __future__ import annotations

import functools
import re
from fnmatch import fnmatchcase
from pathlib import Path

from bot.care.follow_up import FollowUps, Kind, Subject
from bot.knowledge.answers import answers, labels
from bot.knowledge.marked import Marked, read_marked

WORDS = Path(__file__).resolve().parent / "words" / "vervolg.yml"


@functools.lru_cache(maxsize=2)
def follow_ups(path: Path = WORDS) -> FollowUps:
    """Return the kinds of follow-ups and the subjects, compiled once.

    Raises:
        KnowledgeRefused: an intent, a kind or an answer does not exist, or a phrase is wrong.
    """
    parts = read_marked(path).mapping("vervolg", ("soorten", "onderwerpen"))
    kinds = parts["soorten"].mapping("soorten")
    subjects = parts["onderwerpen"].mapping("onderwerpen")
    return FollowUps(
        tuple(Kind(name, _whole(part)) for name, part in kinds.items()),
        tuple(_subject(name, part, frozenset(kinds)) for name, part in subjects.items()),
    )


def _whole(part: Marked) -> re.Pattern[str]:
    return re.compile("|".join(_phrase(line) for line in part.items("soorten")))


def _phrase(line: Marked) -> str:
    """Return a pattern for a whole message; what may be left out may hold a choice."""
    text = line.text("zin")
    if re.sub(r"[a-z0-9 |*\[\]()]", "", text):
        line.refuse(f"'{text}' kan niet worden gelezen", "kale woorden, (a|b), [x] en woord*")
    pattern = re.sub(r"\[([^\]]+)\] ?", r"(?:(?:\1) )?", text + " ")
    pattern = re.sub(r"(?<![\w\]])\*", "[a-z0-9]+", pattern).replace("*", "[a-z0-9]*")
    try:
        re.compile(pattern)
    except re.error:
        line.refuse(f"'{text}' heeft een haak te veel of te weinig", "(a|b) en [x]")
    return f"(?:{_tight(pattern)})"


def _tight(pattern: str) -> str:
    """Return the pattern so that a space stands between words and none is left at the end."""
    return pattern.replace(" ", r"(?: |$)")


def _subject(name: str, part: Marked, kinds: frozenset[str]) -> Subject:
    parts = part.mapping(name, ("na", "leidt_tot"))
    after = [_answer(line) for line in parts["na"].items("na")]
    leads = {}
    for kind, intent in parts["leidt_tot"].mapping("leidt_tot").items():
        if kind not in kinds:
            intent.refuse(f"{name}: soort '{kind}' bestaat niet", ", ".join(sorted(kinds)))
        leads[kind] = intent.text(kind)
        if leads[kind] not in labels():
            intent.refuse(
                f"{name}: intent '{leads[kind]}' bestaat niet", "een intent uit domain.yml"
            )
    return Subject(name, tuple(after), leads)


def _answer(line: Marked) -> str:
    name = line.text("na")
    known = {*(key.removeprefix("utter_") for key in answers()), *labels()}
    if not any(fnmatchcase(key, name) for key in known):
        line.refuse(f"antwoord '{name}' bestaat niet", "de naam van een antwoord zonder utter_")
    return name
