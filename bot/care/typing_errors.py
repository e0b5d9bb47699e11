"""Typing errors in words that matter: a word that nobody knows stands for the one it is nearest to."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

#: shorter words differ too little from other words; in long ones two errors are forgiven
SHORTEST_MENDED, TWO_ERRORS = 5, 10
#: a word without a capital: one in the middle of a sentence is a name
TYPED = re.compile(rf"(?<![^\W_])[a-z]{{{SHORTEST_MENDED},}}(?![^\W_])")


@dataclass(frozen=True)
class Mending:
    """The strong words in which a typing error is forgiven.

    Attributes:
        meant: them, by the length of a mistyped word that may stand for them.
        known: words that are never a typing error.
        keeps_first: only a word with the same first letter is mended ("cement" is not "dement").
    """

    meant: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    keeps_first: bool = False

    @classmethod
    def of(
        cls, strong: Collection[str], known: frozenset[str], keeps_first: bool = False
    ) -> Mending:
        """Forgive typing errors in strong words, in plain letters."""
        longest = max(map(len, strong), default=0) + 2
        lengths = range(SHORTEST_MENDED, longest + 1)
        meant = {n: tuple(w for w in strong if abs(len(w) - n) <= errors_in(n)) for n in lengths}
        return cls(meant, known | frozenset(strong), keeps_first)

    def mended(self, word: str) -> str:
        """Return the strong word that a mistyped word stands for, else the word itself."""
        meant = self.meant.get(len(word), ())
        if not meant or word in self.known or not word.isalpha():
            return word
        errors = errors_in(len(word))
        near = process.extractOne(word, meant, scorer=OSA.distance, score_cutoff=errors)
        if near and ((near[1] < 2 and not self.keeps_first) or near[0][0] == word[0]):
            return str(near[0])
        return word

    def text(self, text: str) -> str:
        """Return a text as typed with its mistyped strong words mended; names are left alone."""
        typed = text[:1].lower() + text[1:]
        return TYPED.sub(lambda found: self.mended(found[0]), typed)


def errors_in(length: int) -> int:
    """Return how many typing errors are forgiven in a word of so many letters."""
    return 0 if length < SHORTEST_MENDED else 1 + (length >= TWO_ERRORS)
