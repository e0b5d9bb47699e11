"""The small language of the patterns of danger: from a written line to slots, steps and rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NoReturn

from bot.care.safety_match import SHORTEST_PART
from bot.care.safety_patterns import Danger, Phrase, Rule, Slot, Step
from bot.care.safety_text import CLAUSE, END, NUMBER, START, YEAR, pieces, plain
from bot.knowledge.marked import Marked

#: words (with a star: every word that begins or ends so) and phrases that may stand in one place
Choices = frozenset[str | Phrase]
GAPS = {"..": 3, "...": 8}
SIGNS = {CLAUSE, START, END, NUMBER, YEAR}
#: between the phrases of a rule: near it, anywhere, not near it, nowhere
OPERATORS = ("&", "&&", "!", "!!")
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
        common: words so common that a rule had better be triggered by another word.
        slots: what may stand in a place, by number.
    """

    rewritten: frozenset[str]
    common: frozenset[str]
    slots: list[Slot] = field(default_factory=list)
    _numbers: dict[Choices, int] = field(default_factory=dict)
    _groups: dict[str, tuple[Choices, Marked]] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def group(self, name: str, part: Marked) -> None:
        """Read a named group: words in one text, or a list of words and phrases."""
        if isinstance(part.content, list):
            entries = [(entry.text(name), entry) for entry in part.items(name)]
        else:
            entries = [(word, part) for word in part.text(name).split()]
        found: Choices = frozenset()
        for text, entry in entries:
            found |= _Reader(text, entry, self).choice()
        self._groups[name] = (found, part)

    def refuse_unused(self) -> None:
        """Refuse a group that no pattern uses: it was mistyped there, or can go."""
        for name, (_, part) in self._groups.items():
            if name not in self._used:
                part.refuse(f"de groep '{name}' wordt nergens gebruikt", "een patroon ermee")

    def named(self, name: str) -> Choices | None:
        """Return what stands in a group and note that it is used; None when there is none."""
        self._used.add(name)
        return self._groups[name][0] if name in self._groups else None

    def words(self) -> frozenset[str]:
        """Return every word in a pattern; one with a star stands for all that begin so."""
        return frozenset().union(*(slot.words for slot in self.slots))

    def phrase(self, places: Iterable[Place]) -> Phrase:
        """Return places as a phrase; when none is in brackets a harmless one wipes out all words."""
        places = list(places)
        marked = any(place.in_brackets for place in places)
        steps = []
        for place in places:
            erases = place.in_brackets if marked else not place.choices <= SIGNS
            steps.append(Step(self._slot(place.choices), place.gap, place.optional, erases))
        return tuple(steps)

    def _slot(self, choices: Choices) -> int:
        """Return the number of the slot in which these choices may stand."""
        if choices not in self._numbers:
            self._numbers[choices] = len(self.slots)
            words = frozenset(choice for choice in choices if isinstance(choice, str))
            phrases = (choice for choice in choices if not isinstance(choice, str))
            self.slots.append(Slot(words, tuple(phrases)))
        return self._numbers[choices]

    def triggers(self, phrase: Phrase) -> frozenset[str]:
        """Return the rarest set of words without one of which a phrase cannot stand there."""
        sets = []
        for step in phrase:
            if not step.optional:
                slot = self.slots[step.slot]
                sets.append(slot.words.union(*(self.triggers(p) for p in slot.phrases)))
        return self.rarest(sets)

    def rarest(self, sets: Iterable[frozenset[str]]) -> frozenset[str]:
        """Return the set of which a word is least likely to stand in a message."""
        return min(sets, key=lambda words: (len(words & self.common), len(words), sorted(words)))


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
    triggers = book.rarest(book.triggers(phrase) for phrase in (*near, *anywhere))
    return Rule(danger, near, anywhere, not_near, nowhere, triggers, part.line)


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
        found = self.book.named(name)
        if found is None:
            self.refuse(f"de groep '{name}' bestaat niet (hierboven)", "een groep uit 'woorden'")
        return found

    def _word(self, word: str) -> str:
        bare = word.removesuffix("*").removeprefix("*")
        if word in SIGNS:
            return word
        if not bare.isalnum() or pieces(bare) != [bare]:
            self.refuse(f"'{word}' is geen kaal woord", f"'{plain(bare)}', of {WRITE}")
        if word in self.book.rewritten:
            self.refuse(f"'{word}' wordt al anders gelezen", "het woord uit schrijfwijzen")
        if bare != word and len(bare) < SHORTEST_PART:
            self.refuse(f"'{word}' is te kort voor een ster", f"{SHORTEST_PART} letters of meer")
        return word

    def _next(self) -> str:
        return self.signs[self.at] if self.at < len(self.signs) else ""

    def _take(self) -> str:
        sign = self._next()
        self.at += 1
        return sign
