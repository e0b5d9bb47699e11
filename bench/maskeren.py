"""``make maskeren``: how much that is personal is taken out, and how much that is not stays.

Reads tests/care/maskeren, writes docs/generated/maskeren.md. The floors are a fast test.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.care.masking import mask

ROOT = Path(__file__).parents[1]
SETS = ROOT / "tests/care/maskeren"
OUT = ROOT / "docs/generated/maskeren.md"
#: what people wrote in the sets for understanding and safety; nothing personal stands in them
MESSAGES = sorted((ROOT / "tests/nlu").glob("*.jsonl"))
#: the two among them in which a house number stands, rightly masked
WITH_ADDRESS = ("Kan u direct hulp sturen naar Dorpsstraat 8", "het huisnummer is 112")
#: with how many spellings each sentence is read, with something personal in it or without
SPELLINGS = {True: 3, False: 5}


@dataclass(frozen=True)
class Case:
    """One message.

    Attributes:
        kind: of the personal data, or of what only looks like it.
        text: the message.
        wanted: what must be left of it.
        hidden: what must be gone; nothing when all of it must stay.
    """

    kind: str
    text: str
    wanted: str
    hidden: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Whether nothing that must be gone is left."""
        left = left_of(self.text)
        return not any(part in left for part in self.hidden)

    @property
    def exact(self) -> bool:
        """Whether precisely what must stay is left."""
        return left_of(self.text) == self.wanted


@functools.lru_cache(maxsize=10_000)
def left_of(text: str) -> str:
    """Return what is left of a message; each is read once for all figures."""
    return mask(text).text


@functools.lru_cache(maxsize=8)
def cases(name: str) -> tuple[Case, ...]:
    """Return the messages of a set: ``wel`` or ``niet``."""
    content = yaml.safe_load((SETS / f"{name}.yml").read_text(encoding="utf-8"))
    return tuple(case for kind, part in content.items() for case in _cases(kind, part))


def _cases(kind: str, part: dict[str, Any]) -> Iterator[Case]:
    spellings, mark = part["spellings"], part.get("mark", "")
    times = min(SPELLINGS[bool(mark)], len(spellings))
    for at, sentence in enumerate(part["sentences"]):
        for time in range(times):
            first = spellings[(at * times + time) % len(spellings)]
            other = spellings[(at * times + time + 1) % len(spellings)]
            used = [first, other] if "{1}" in sentence else [first]
            yield Case(
                kind,
                _filled(sentence, [_text(one) for one in used]),
                _filled(sentence, [_left(one, mark) for one in used]),
                tuple(_text(one) for one in used) if mark else (),
            )


def _filled(sentence: str, parts: list[str]) -> str:
    return sentence.replace("{1}", parts[-1]).replace("{}", parts[0])


def _text(spelling: Any) -> str:
    return str(spelling["text"]) if isinstance(spelling, dict) else str(spelling)


def _left(spelling: Any, mark: str) -> str:
    if not mark:
        return _text(spelling)
    if not isinstance(spelling, dict):
        return mark
    stays = spelling["blijft"]
    return f"{mark} {stays}" if mark == "[geboortedag]" else f"{stays} {mark}"


@functools.lru_cache(maxsize=1)
def fresh() -> tuple[Case, ...]:
    """Return the messages that were written after the patterns; ``[...]`` in them must be gone."""
    content = yaml.safe_load((SETS / "vers.yml").read_text(encoding="utf-8"))
    hiding = [
        Case("vers", re.sub(r"[\[\]]", "", text), "", tuple(re.findall(r"\[(.*?)\]", text)))
        for text in content["wel"]
    ]
    return (*hiding, *(Case("vers", text, text) for text in content["niet"]))


@functools.lru_cache(maxsize=1)
def messages() -> tuple[Case, ...]:
    """Return what people wrote in the other sets, all of which must stay but for two addresses."""
    lines = [line for path in MESSAGES for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [json.loads(line)["text"] for line in lines]
    kind = "berichten uit de andere toetsen"
    return tuple(Case(kind, text, text) for text in texts if not text.startswith(WITH_ADDRESS))


def recall(found: tuple[Case, ...]) -> float:
    """Return which part of what must be gone is gone."""
    hiding = [case for case in found if case.hidden]
    return sum(case.found for case in hiding) / len(hiding)


def precision() -> float:
    """Return which part of the messages in which something was masked held something to mask."""
    right = sum(case.found for case in cases("wel"))
    wrong = sum(not case.exact for case in (*cases("niet"), *messages()))
    return right / (right + wrong)


def _percent(part: float) -> str:
    return f"{100 * part:.1f}%".replace(".", ",")


def report() -> str:
    """Return the page."""
    new = fresh()
    hiding, staying = [c for c in new if c.hidden], [c for c in new if not c.hidden]
    missed = [f"- {case.text}" for case in hiding if not case.found]
    return "\n".join(
        [
            "# Maskeren",
            "",
            "Gemaakt door `make maskeren`; de ondergrens staat in tests/care/test_masking_sets.py.",
            "",
            f"Gevonden: {_percent(recall(cases('wel')))} van {len(cases('wel'))} berichten met iets "
            "persoonlijks.",
            "",
            f"Precisie: {_percent(precision())} over die berichten en "
            f"{len(cases('niet')) + len(messages())} berichten zonder.",
            "",
            "| wat | berichten | weg | de rest precies gebleven |",
            "| --- | --: | --: | --: |",
            *_lines(cases("wel"), hide=True),
            "",
            "| wat er op lijkt, en moet blijven | berichten | precies gebleven |",
            "| --- | --: | --: |",
            *_lines((*cases("niet"), *messages()), hide=False),
            "",
            "De patronen zijn bij deze berichten gemaakt. Daarna zijn er nieuwe geschreven, die bij "
            f"de eerste lezing telden en nooit zijn gebruikt om iets te verbeteren: van "
            f"{len(hiding)} met iets persoonlijks {sum(c.found for c in hiding)} gevonden, van "
            f"{len(staying)} zonder {sum(c.exact for c in staying)} precies gebleven. Gemist:",
            "",
            *missed,
            "",
            "Niet gezocht: namen van mensen, en cijfers die als woorden zijn getypt.",
            "",
        ]
    )


def _lines(found: tuple[Case, ...], hide: bool) -> Iterator[str]:
    for kind in dict.fromkeys(case.kind for case in found):
        mine = [case for case in found if case.kind == kind]
        gone = f" {sum(case.found for case in mine)} |" if hide else ""
        exact = sum(case.exact for case in mine)
        yield f"| {kind.replace('_', ' ')} | {len(mine)} |{gone} {exact} |"


if __name__ == "__main__":
    OUT.write_text(report(), encoding="utf-8")
