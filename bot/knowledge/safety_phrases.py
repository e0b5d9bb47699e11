"""The small language of the patterns of danger: from a written line to slots, steps and rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NoReturn

from bot.care.safety_patterns import Danger, Phrase, Rule, Step
from bot.care.safety_text import CLAUSE, END, NUMBER, START, YEAR, pieces, plain
from bot.knowledge.marked import Marked

#: words (a star at the end: every word that begins so) and phrases that may stand in one place
Choices = frozenset["str | Phrase"]
GAPS = {"..": 3, "...": 8}
SIGNS = {CLAUSE, START, END, NUMBER, YEAR}
#: between the phrases of a rule: near it, anywhere, not near it, nowhere
OPERATORS = ("&", "&&", "!", "!!")
SHORTEST_PREFIX = 3
SIGN = re.compile(r"\{\w+\}|\.{2,3}(?!\.)|[()|\[\]?]|[^\s()|\[\]{}?.]+|\S")
WRITE = "woorden, (a|b), {groep}, woord*, x?, .. of ..., en tussen delen & && ! !!"


@dataclass
class Place:
    """One place of a phrase while it is read; see ``Step``."""

    choices: Choices
    gap: int
    optional: bool = False
    in_brackets: bool = False


@dataclass
class Book:
    """The slots and groups read so far.

    Attributes:
        rewritten: words that the spellings turn into other words; no pattern may hold them.
        words: the slots of a word.
        prefixes: the slots of every word with this beginning.
        phrases: for each slot the phrases that may stand in it.
    """

    rewritten: frozenset[str]
    words: dict[str, list[int]] = field(default_factory=dict)
    prefixes: dict[str, list[int]] = field(default_factory=dict)
    phrases: list[tuple[Phrase, ...]] = field(default_factory=list)
    slots: dict[Choices, int] = field(default_factory=dict)
    groups: dict[str, tuple[Choices, Marked]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def group(self, name: str, part: Marked) -> None:
        """Read a named group: words in one text, or a list of words and phrases."""
        if isinstance(part.content, list):
            entries = [(entry.text(name), entry) for entry in part.items(name)]
        else:
            entries = [(word, part) for word in part.text(name).split()]
        found: Choices = frozenset()
        for text, entry in entries:
            found |= _Reader(text, entry, self).choice()
        self.groups[name] = (found, part)

    def refuse_unused(self) -> None:
        """Refuse a group that no pattern uses: it was mistyped there, or can go."""
        for name, (_, part) in self.groups.items():
            if name not in self.used:
                part.refuse(f"de groep '{name}' wordt nergens gebruikt", "een patroon ermee")

    def knows(self, word: str) -> bool:
        """Tell whether a word stands in a pattern, itself or by its beginning."""
        return word in self.words or any(word.startswith(start) for start in self.prefixes)

    def above(self) -> dict[int, tuple[int, ...]]:
        """Return for each slot the slots with a phrase of which it is the rarest part.

        A slot with few words is taken for a rare one.
        """
        size = {slot: len(choices) for choices, slot in self.slots.items()}
        found: dict[int, set[int]] = {}
        for slot, phrases in enumerate(self.phrases):
            for phrase in phrases:
                needed = [s.slot for s in phrase.steps if not s.optional]
                rarest = min(needed, key=lambda needs: (size[needs], -needs))
                found.setdefault(rarest, set()).add(slot)
        return {slot: tuple(sorted(higher)) for slot, higher in found.items()}

    def phrase(self, places: Iterable[Place]) -> Phrase:
        """Return places as a phrase; when none is in brackets a harmless one wipes out all words."""
        places = list(places)
        marked = any(place.in_brackets for place in places)
        steps = []
        for place in places:
            erases = place.in_brackets if marked else not place.choices <= SIGNS
            steps.append(Step(self._slot(place.choices), place.gap, place.optional, erases))
        return Phrase(tuple(steps), _bits(step.slot for step in steps if not step.optional))

    def _slot(self, choices: Choices) -> int:
        """Return the number of the slot in which these choices may stand."""
        if choices in self.slots:
            return self.slots[choices]
        slot = self.slots[choices] = len(self.phrases)
        self.phrases.append(tuple(c for c in choices if isinstance(c, Phrase)))
        for choice in choices:
            if isinstance(choice, Phrase):
                continue
            if choice.endswith("*"):
                self.prefixes.setdefault(choice[:-1], []).append(slot)
            else:
                self.words.setdefault(choice, []).append(slot)
        return slot


def rule(part: Marked, book: Book, danger: Danger | None) -> Rule:
    """Return the rule on one line.

    Raises:
        KnowledgeRefused: a sign, a word or a group is wrong.
    """
    texts = re.split(r"\s+(&&?|!!?)\s+", part.text("een patroon").strip())
    found: dict[str, list[Phrase]] = {operator: [] for operator in OPERATORS}
    for operator, text in zip(["&", *texts[1::2]], texts[::2], strict=True):
        found[operator].append(book.phrase(_Reader(text, part, book).whole()))
    near, anywhere, not_near, nowhere = (tuple(found[operator]) for operator in OPERATORS)
    need = 0
    for phrase in (*near, *anywhere):
        need |= phrase.need
    return Rule(danger, near, anywhere, not_near, nowhere, need, part.line)


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str, part: Marked, book: Book) -> None:
        self.text, self.part, self.book = text, part, book
        self.signs = SIGN.findall(text)
        self.at = 0

    def refuse(self, problem: str, write: str = WRITE) -> NoReturn:
        self.part.refuse(f"'{self.text}': {problem}", write)

    def whole(self) -> list[Place]:
        """Return the places of the whole text."""
        places = self._sequence()
        if self.at < len(self.signs):
            self.refuse(f"'{self.signs[self.at]}' staat er los bij")
        return places

    def choice(self) -> Choices:
        """Return the whole text as what may stand in one place."""
        return self._as_choices(self.whole())

    def _as_choices(self, places: list[Place]) -> Choices:
        if len(places) == 1:
            return places[0].choices
        return frozenset({self.book.phrase(places)})

    def _sequence(self) -> list[Place]:
        places: list[Place] = []
        gap = 0
        while self._next() not in ("", ")", "|", "]"):
            if self._next() in GAPS:
                gap = GAPS[self._take()]
                continue
            place = self._place(gap)
            if place.optional and not places:
                self.refuse("begint met iets dat weg mag", "het vaste deel eerst")
            places.append(place)
            gap = 0
        if not places or gap or places[0].gap:
            self.refuse("begint of eindigt niet met een woord", "een woord aan elke kant")
        return places

    def _place(self, gap: int) -> Place:
        in_brackets = self._next() == "["
        if in_brackets:
            self._take()
        place = Place(self._choices(), gap, in_brackets=in_brackets)
        if in_brackets and self._take() != "]":
            self.refuse("']' ontbreekt")
        if self._next() == "?":
            self._take()
            place.optional = True
        return place

    def _choices(self) -> Choices:
        sign = self._take()
        if sign.startswith("{"):
            return self._group(sign[1:-1])
        if sign != "(":
            return frozenset({self._word(sign)})
        found = self._as_choices(self._sequence())
        while self._next() == "|":
            self._take()
            found |= self._as_choices(self._sequence())
        if self._take() != ")":
            self.refuse("')' ontbreekt")
        return found

    def _group(self, name: str) -> Choices:
        if name not in self.book.groups:
            self.refuse(f"de groep '{name}' bestaat niet (hierboven)", ", ".join(self.book.groups))
        self.book.used.add(name)
        return self.book.groups[name][0]

    def _word(self, word: str) -> str:
        bare = word.removesuffix("*")
        if word in SIGNS:
            return word
        if not bare.isalnum() or pieces(bare) != [bare]:
            self.refuse(f"'{word}' is geen kaal woord", f"'{plain(bare)}', of {WRITE}")
        if word in self.book.rewritten:
            self.refuse(f"'{word}' wordt al anders gelezen", "het woord uit schrijfwijzen")
        if bare != word and len(bare) < SHORTEST_PREFIX:
            self.refuse(f"'{word}' is te kort voor een ster", f"{SHORTEST_PREFIX} letters of meer")
        return word

    def _next(self) -> str:
        return self.signs[self.at] if self.at < len(self.signs) else ""

    def _take(self) -> str:
        sign = self._next()
        self.at += 1
        return sign


def _bits(slots: Iterable[int]) -> int:
    bits = 0
    for slot in slots:
        bits |= 1 << slot
    return bits
