"""The trained detector of danger: how much a message looks like a sign, beside the patterns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.care.safety_patterns import Danger, Kind
from bot.knowledge.safety import KINDS, STRENGTHS
from bot.nlu.features import WORD, sentence_vectors
from bot.nlu.spelling import Spelling

#: how much a sign weighs against a look-alike, an ordinary example, a sign of another kind
SIGN, LOOK_ALIKE, ORDINARY, OTHER_SIGN = 3.0, 1.0, 1.0, 0.1
VERDICTS = [(kind, strength) for kind in KINDS for strength in STRENGTHS]
#: weight of what the patterns said beside words and meaning, each of length 1
PATTERN_WEIGHT = 0.5
Matrix = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Sample:
    """A message to learn from.

    Attributes:
        text: in lower case, on one line.
        pattern: what the patterns say of it.
        kind: what it tells of; None for no danger.
        ordinary: it is an example of an intent, not written for this.
    """

    text: str
    pattern: Danger | None
    kind: Kind | None
    ordinary: bool = False

    def weight(self, kind: Kind) -> float:
        """Return how much it counts in learning to tell one kind of danger."""
        if self.kind == kind:
            return SIGN * (ORDINARY if self.ordinary else 1)
        return OTHER_SIGN if self.kind else ORDINARY if self.ordinary else LOOK_ALIKE


@dataclass
class Terms:
    """What the words of one text weigh, as ``vectorizer.transform(text) @ weights`` would say.

    It makes no matrices, which takes a third of the time.

    Attributes:
        vectorizer: fitted, with sublinear counts and length 1.
        weights: one row for each term.
    """

    vectorizer: TfidfVectorizer
    weights: Matrix

    @cached_property
    def _analyze(self) -> Callable[[str], list[str]]:
        return self.vectorizer.build_analyzer()  # type: ignore[no-any-return]

    @cached_property
    def _rarity(self) -> Matrix:
        return np.asarray(self.vectorizer.idf_)

    def weigh(self, text: str) -> Matrix:
        """Return one number for each column of the weights."""
        known = self.vectorizer.vocabulary_
        counted = [(known[t], n) for t, n in Counter(self._analyze(text)).items() if t in known]
        if not counted:
            return np.zeros(self.weights.shape[1])
        places, times = np.array(counted).T
        values = (1 + np.log(times)) * self._rarity[places]
        return np.asarray(values / np.linalg.norm(values) @ self.weights[places])


@dataclass
class Detector:
    """One linear machine for each kind of danger.

    Attributes:
        spelling: mends typing errors before the sentence's meaning is looked at; the same as the
            classifier's, so that one message is encoded once.
    """

    spelling: Spelling
    words: TfidfVectorizer = field(
        default_factory=lambda: TfidfVectorizer(
            ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32, token_pattern=WORD
        )
    )
    characters: TfidfVectorizer = field(
        default_factory=lambda: TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32, min_df=2
        )
    )
    terms: list[Terms] = field(default_factory=list)
    meaning: Matrix = field(default_factory=lambda: np.zeros((0, len(KINDS)), np.float32))
    offsets: Matrix = field(default_factory=lambda: np.zeros(len(KINDS), np.float32))

    def fit(self, samples: Sequence[Sample], C: float = 0.5) -> Detector:
        """Learn from signs, look-alikes and ordinary messages."""
        texts = [sample.text for sample in samples]
        both = (self.words, self.characters)
        blocks = [
            *(vectorizer.fit_transform(texts) for vectorizer in both),
            csr_matrix(self._dense(texts, [sample.pattern for sample in samples])),
        ]
        matrix = hstack(blocks, format="csr", dtype=np.float32)
        learned = [_machine(matrix, samples, kind, C) for kind in KINDS]
        whole = np.vstack([machine.coef_[0] for machine in learned]).T.astype(np.float32)
        ends = np.cumsum([block.shape[1] for block in blocks])[:-1]
        *of_terms, self.meaning = (np.ascontiguousarray(part) for part in np.split(whole, ends))
        self.terms = [Terms(*pair) for pair in zip(both, of_terms, strict=True)]
        self.offsets = np.array([machine.intercept_[0] for machine in learned], np.float32)
        return self

    def scores(self, text: str, pattern: Danger | None) -> dict[Kind, float]:
        """Return for each kind how far a message is on the side of danger; 0 is the border.

        Args:
            text: in lower case, on one line.
            pattern: what the patterns say of it.
        """
        found = self.offsets + self._dense([text], [pattern])[0] @ self.meaning
        for terms in self.terms:
            found = found + terms.weigh(text)
        return {kind: float(score) for kind, score in zip(KINDS, found, strict=True)}

    def _dense(self, texts: Sequence[str], patterns: Sequence[Danger | None]) -> Matrix:
        """Return what the sentences mean and what the patterns say, a row each."""
        said = np.zeros((len(texts), len(VERDICTS)), np.float32)
        for row, danger in enumerate(patterns):
            if danger:
                said[row, VERDICTS.index((danger.kind, danger.strength))] = PATTERN_WEIGHT
        return np.hstack([sentence_vectors([self.spelling.mend(text) for text in texts]), said])


def _machine(matrix: csr_matrix, samples: Sequence[Sample], kind: Kind, C: float) -> LinearSVC:
    truth = np.array([sample.kind == kind for sample in samples])
    weights = np.array([sample.weight(kind) for sample in samples])
    return LinearSVC(C=C, tol=1e-2, random_state=0).fit(matrix, truth, sample_weight=weights)
