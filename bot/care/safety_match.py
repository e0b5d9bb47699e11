"""Finds phrases in a message. Positions are bits: one number holds every place of a word at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.care.safety_patterns import Patterns, Phrase, Rule
from bot.care.safety_text import Placed

EVERYWHERE = -1
#: how short a beginning or end of a word may be
SHORTEST_PART = 3


class Sheet:
    """Where the words of one message stand."""

    def __init__(self, placed: Iterable[Placed], patterns: Patterns) -> None:
        self.slots = patterns.slots
        self.where: dict[str, int] = {}
        self.found: dict[int, int] = {}
        for at, word in placed:
            self.where[word] = self.where.get(word, 0) | 1 << at
        for part, word in _parts_of(list(self.where), patterns.parts):
            self.where[part] = self.where.get(part, 0) | self.where[word]
        self.words = frozenset(self.where)

    def erase(self, bits: int) -> None:
        """Take words out of the message, as bits."""
        left = {word: places & ~bits for word, places in self.where.items()}
        self.where = {word: places for word, places in left.items() if places}
        self.words = frozenset(self.where)
        self.found = {}

    def places(self, slot: int) -> int:
        """Return where the single words of a slot stand, as bits."""
        if slot not in self.found:
            bits = 0
            for word in self.slots[slot].words & self.words:
                bits |= self.where[word]
            self.found[slot] = bits
        return self.found[slot]

    def ends(self, phrase: Phrase, starts: int = EVERYWHERE) -> int:
        """Return where a phrase ends that begins at one of the bits; 0 when it is not there."""
        ends = 0
        for number, step in enumerate(phrase):
            reach = after(ends, step.gap) if number else starts
            found = self._stand(step.slot, reach)
            ends = found | ends if step.optional else found
            if not ends:
                return 0
        return ends

    def _stand(self, slot: int, starts: int) -> int:
        """Return where what stands in a slot ends, when it begins at one of the bits."""
        ends = self.places(slot) & starts
        for phrase in self.slots[slot].phrases:
            if self.places(phrase[0].slot) & starts or self.slots[phrase[0].slot].phrases:
                ends |= self.ends(phrase, starts)
        return ends

    def wiped(self, phrase: Phrase) -> int:
        """Return the words of a harmless phrase that must not be looked at, as bits."""
        found, reached = self._trace(phrase)
        bits, valid = 0, reached[-1]
        for number in range(len(phrase) - 1, -1, -1):
            step = phrase[number]
            taken = valid & found[number]
            bits |= taken if step.erases else 0
            back = before(self._starts(step.slot, taken), step.gap)
            back |= valid if step.optional else 0
            valid = reached[number - 1] & back if number else 0
        return bits

    def _trace(self, phrase: Phrase) -> tuple[list[int], list[int]]:
        """Return for every step what was found there and how far the phrase had come."""
        found, reached, ends = [], [], 0
        for number, step in enumerate(phrase):
            reach = after(ends, step.gap) if number else EVERYWHERE
            found.append(self._stand(step.slot, reach))
            ends = found[-1] | ends if step.optional else found[-1]
            reached.append(ends)
        return found, reached

    def _starts(self, slot: int, ends: int) -> int:
        """Return where what ends in a slot at one of the bits may have begun."""
        starts = self.places(slot) & ends
        for phrase in self.slots[slot].phrases:
            starts |= self._run_back(phrase, ends)
        return starts

    def _run_back(self, phrase: Phrase, ends: int) -> int:
        reach, starts = ends, 0
        for step in reversed(phrase):
            starts = self._starts(step.slot, reach)
            reach = before(starts, step.gap) | (reach if step.optional else 0)
            if not reach:
                return 0
        return starts

    def fires(self, rule: Rule) -> bool:
        """Tell whether a rule holds for this message."""
        spot = EVERYWHERE
        for phrase in rule.near:
            spot = around(spot) & self.ends(phrase)
            if not spot:
                return False
        for phrase in rule.not_near:
            spot &= ~around(self.ends(phrase))
        return (
            spot != 0
            and all(self.ends(phrase) for phrase in rule.anywhere)
            and not any(self.ends(phrase) for phrase in rule.not_anywhere)
        )


def candidates(words: Iterable[str], patterns: Patterns) -> list[Rule]:
    """Return the rules that may hold for these words, in their order."""
    numbers: set[int] = set()
    for word in words:
        numbers.update(patterns.triggered.get(word, ()))
    return [patterns.rules[number] for number in sorted(numbers)]


def _parts_of(words: Iterable[str], parts: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Return the beginnings and ends that patterns look for, each with the word that has it."""
    for word in words:
        for length in range(SHORTEST_PART, len(word) + 1):
            if (start := word[:length] + "*") in parts:
                yield start, word
            if (end := "*" + word[-length:]) in parts:
                yield end, word


def after(bits: int, gap: int) -> int:
    """Return the places right after, with at most ``gap`` others between."""
    found = bits << 1
    for _ in range(gap):
        found |= found << 1
    return found


def before(bits: int, gap: int) -> int:
    """Return the places right before, with at most ``gap`` others between."""
    found = bits >> 1
    for _ in range(gap):
        found |= found >> 1
    return found


def around(bits: int) -> int:
    """Return the places at most twelve from one of the bits, on both sides."""
    if bits in (0, EVERYWHERE):
        return bits
    up = bits | bits << 1
    up |= up << 2
    up |= up << 4
    up |= up << 5
    down = bits | bits >> 1
    down |= down >> 2
    down |= down >> 4
    return up | down | down >> 5
