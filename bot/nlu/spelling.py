"""Mends typing errors by the words that the examples are made of."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

WORD = re.compile(r"[^\W\d_]+")
#: a word must be this long to be mended, stand in this many examples to be mended to
SHORTEST, LEAST_SEEN = 4, 3
#: from this length on two errors are mended
LONG = 8


@dataclass
class Spelling:
    """Replaces a word that no example has by the nearest one that several have.

    Attributes:
        seen: how often each word stands in the examples.
    """

    seen: Counter[str]
    by_length: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list), repr=False)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Spelling:
        """Learn the words of texts in lower case."""
        made = cls(Counter(word for text in texts for word in WORD.findall(text)))
        for word, times in made.seen.items():
            if times >= LEAST_SEEN and len(word) >= SHORTEST:
                made.by_length[len(word)].append(word)
        return made

    def mend(self, text: str) -> str:
        """Return a text in lower case with unknown words replaced by the nearest known ones."""
        return WORD.sub(lambda match: self._nearest(match.group()), text)

    def _nearest(self, word: str) -> str:
        if len(word) < SHORTEST or word in self.seen:
            return word
        near = self._within(word, 1) or (self._within(word, 2) if len(word) >= LONG else [])
        return max(near, key=lambda found: (-found[1], self.seen[found[0]]))[0] if near else word

    def _within(self, word: str, errors: int) -> list[tuple[str, int]]:
        lengths = range(len(word) - errors, len(word) + errors + 1)
        candidates = [known for n in lengths for known in self.by_length.get(n, ())]
        found = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=errors, limit=5)
        return [(known, int(distance)) for known, distance, _ in found]
