"""Finds phrases in a message. Positions are bits: one number holds every place of a word at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush

from bot.care.safety_patterns import Patterns, Phrase, Rule
from bot.care.safety_text import Placed

EVERYWHERE = -1


class Sheet:
    """Where the words of one message stand, slot by slot."""

    def __init__(self, placed: Iterable[Placed], patterns: Patterns) -> None:
        self.patterns = patterns
        self.places = [0] * len(patterns.phrases)
        self.present = 0
        self._note(placed)
        self._find_present()

    def _note(self, placed: Iterable[Placed]) -> None:
        by_word: dict[str, int] = {}
        for at, word in placed:
            by_word[word] = by_word.get(word, 0) | 1 << at
        for word, bits in by_word.items():
            for slot in self._slots_of(word):
                self.places[slot] |= bits

    def _slots_of(self, word: str) -> Iterator[int]:
        yield from self.patterns.words.get(word, ())
        for length in self.patterns.prefix_lengths:
            if length > len(word):
                return
            yield from self.patterns.prefixes.get(word[:length], ())

    def _find_present(self) -> None:
        """Note in which slots something can stand; a phrase uses only slots before its own."""
        waiting = [slot for slot, places in enumerate(self.places) if places]
        self.present = 0
        while waiting:
            slot = heappop(waiting)
            if self.present >> slot & 1 or not (self.places[slot] or self._may_hold_phrase(slot)):
                continue
            self.present |= 1 << slot
            for above in self.patterns.above.get(slot, ()):
                heappush(waiting, above)

    def _may_hold_phrase(self, slot: int) -> bool:
        return any(p.need & self.present == p.need for p in self.patterns.phrases[slot])

    def erase(self, bits: int) -> None:
        """Take words out of the message, as bits."""
        self.places = [places & ~bits if places else 0 for places in self.places]
        self._find_present()

    def ends(self, phrase: Phrase) -> int:
        """Return where a phrase ends, as bits; 0 when it is not there."""
        if phrase.need & self.present != phrase.need:
            return 0
        return self._run(phrase, EVERYWHERE)

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
            reach = after(ends, step.gap) if number else EVERYWHERE
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
