"""Finds phrases in a message. Positions are bits: one number holds every place of a word at once."""

from __future__ import annotations

from collections.abc import Iterable

from bot.care.safety_patterns import Patterns, Phrase, Rule
from bot.care.safety_text import Placed


class Sheet:
    """Where the words of one message stand, slot by slot."""

    def __init__(self, placed: Iterable[Placed], patterns: Patterns) -> None:
        self.patterns = patterns
        self.everywhere = -1
        self.places = [0] * len(patterns.phrases)
        for at, word in placed:
            self._note(word, 1 << at)
        self._find_present()

    def _note(self, word: str, bit: int) -> None:
        for slot in self.patterns.words.get(word, ()):
            self.places[slot] |= bit
        for length in self.patterns.prefix_lengths:
            if length > len(word):
                break
            for slot in self.patterns.prefixes.get(word[:length], ()):
                self.places[slot] |= bit

    def _find_present(self) -> None:
        """Note in which slots something can stand; a phrase uses only slots before its own."""
        present = 0
        for slot, phrases in enumerate(self.patterns.phrases):
            if self.places[slot] or any(p.need & present == p.need for p in phrases):
                present |= 1 << slot
        self.present = present

    def erase(self, bits: int) -> None:
        """Take words out of the message, as bits."""
        self.places = [places & ~bits for places in self.places]
        self._find_present()

    def ends(self, phrase: Phrase) -> int:
        """Return where a phrase ends, as bits; 0 when it is not there."""
        if phrase.need & self.present != phrase.need:
            return 0
        return self._run(phrase, self.everywhere)

    def _run(self, phrase: Phrase, starts: int) -> int:
        ends = 0
        for number, step in enumerate(phrase.steps):
            reach = after(ends, step.gap) if number else starts
            found = self._stand(step.slot, reach)
            ends = found | ends if step.optional else found
            if not ends:
                return 0
        return ends

    def _stand(self, slot: int, starts: int) -> int:
        """Return where what stands in a slot ends, when it begins at one of the bits."""
        ends = self.places[slot] & starts
        for phrase in self.patterns.phrases[slot]:
            if phrase.need & self.present == phrase.need:
                ends |= self._run(phrase, starts)
        return ends

    def wiped(self, phrase: Phrase) -> int:
        """Return the words of a harmless phrase that must not be looked at, as bits."""
        if phrase.need & self.present != phrase.need:
            return 0
        found, reached = self._trace(phrase)
        bits, valid = 0, reached[-1]
        for number in range(len(phrase.steps) - 1, -1, -1):
            step = phrase.steps[number]
            taken = valid & found[number]
            bits |= taken if step.erases else 0
            back = before(self._starts(step.slot, taken), step.gap)
            back |= valid if step.optional else 0
            valid = reached[number - 1] & back if number else 0
        return bits

    def _trace(self, phrase: Phrase) -> tuple[list[int], list[int]]:
        """Return for every step what was found there and how far the phrase had come."""
        found, reached, ends = [], [], 0
        for number, step in enumerate(phrase.steps):
            reach = after(ends, step.gap) if number else self.everywhere
            found.append(self._stand(step.slot, reach))
            ends = found[-1] | ends if step.optional else found[-1]
            reached.append(ends)
        return found, reached

    def _starts(self, slot: int, ends: int) -> int:
        """Return where what ends in a slot at one of the bits may have begun."""
        starts = self.places[slot] & ends
        for phrase in self.patterns.phrases[slot]:
            if phrase.need & self.present == phrase.need:
                starts |= self._run_back(phrase, ends)
        return starts

    def _run_back(self, phrase: Phrase, ends: int) -> int:
        reach, starts = ends, 0
        for number in range(len(phrase.steps) - 1, -1, -1):
            step = phrase.steps[number]
            starts = self._starts(step.slot, reach)
            reach = before(starts, step.gap) | (reach if step.optional else 0)
            if not reach:
                return 0
        return starts

    def fires(self, rule: Rule) -> bool:
        """Tell whether a rule holds for this message."""
        if rule.need & self.present != rule.need:
            return False
        spot = self.everywhere
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
    if bits in (0, -1):
        return bits
    up = bits | bits << 1
    up |= up << 2
    up |= up << 4
    up |= up << 5
    down = bits | bits >> 1
    down |= down >> 2
    down |= down >> 4
    return up | down | down >> 5
