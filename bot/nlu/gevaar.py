"""The trained detector of danger: how much a message looks like a sign, beside the patterns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

import joblib
import numpy as np
from scipy.linalg import block_diag
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.care.safety import find_danger
from bot.care.safety_patterns import Danger, Kind
from bot.knowledge.safety import KINDS, STRENGTHS, patterns
from bot.nlu.features import WORD, encode_ahead, sentence_vectors
from bot.nlu.linear import Matrix, Scorer, main_directions
from bot.nlu.spelling import Spelling

#: how much a sign weighs against a look-alike, an ordinary example, a sign of another kind
SIGN, LOOK_ALIKE, ORDINARY, OTHER_SIGN = 3.0, 1.0, 1.0, 0.1
#: messages that one core looks at
A_PART = 4000
VERDICTS = [(kind, strength) for kind in KINDS for strength in STRENGTHS]
#: weight of what the patterns said beside words and meaning, each of length 1
PATTERN_WEIGHT = 0.5


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
    scorer: Scorer | None = None

    def fit(self, samples: Sequence[Sample], C: float = 0.5) -> Detector:
        """Learn from signs, look-alikes and ordinary messages."""
        texts = [sample.text for sample in samples]
        mended = [self.spelling.mend(text) for text in texts]
        encode_ahead(mended)
        both = (self.words, self.characters)
        blocks = [vectorizer.fit_transform(texts) for vectorizer in both]
        dense = _dense(mended, [sample.pattern for sample in samples])
        directions = block_diag(main_directions(dense[:, : -len(VERDICTS)]), np.eye(len(VERDICTS)))
        matrix = hstack([*blocks, csr_matrix(dense @ directions)], format="csr", dtype=np.float32)
        learned = [_machine(matrix, samples, kind, C) for kind in KINDS]
        whole = np.vstack([machine.coef_[0] for machine in learned]).T.astype(np.float32)
        offsets = np.array([machine.intercept_[0] for machine in learned])
        self.scorer = Scorer.of(both, (1.0, 1.0), whole, offsets, directions)
        # what they know is in the scorer now
        self.words, self.characters = (terms.vectorizer for terms in self.scorer.terms)
        return self

    def scores(self, text: str, pattern: Danger | None) -> dict[Kind, float]:
        """Return for each kind how far a message is on the side of danger; 0 is the border.

        Args:
            text: in lower case, on one line.
            pattern: what the patterns say of it.
        """
        if self.scorer is None:
            raise ValueError("fit first")
        dense = _dense([self.spelling.mend(text)], [pattern])[0]
        found = self.scorer.scores((text, text), dense)
        return {kind: float(score) for kind, score in zip(KINDS, found, strict=True)}


def _dense(mended: Sequence[str], patterns: Sequence[Danger | None]) -> Matrix:
    """Return what the sentences mean and what the patterns say, a row each."""
    said = np.zeros((len(mended), len(VERDICTS)), np.float32)
    for row, danger in enumerate(patterns):
        if danger:
            said[row, VERDICTS.index((danger.kind, danger.strength))] = PATTERN_WEIGHT
    return np.hstack([sentence_vectors(mended), said])


def _machine(matrix: csr_matrix, samples: Sequence[Sample], kind: Kind, C: float) -> LinearSVC:
    truth = np.array([sample.kind == kind for sample in samples])
    weights = np.array([sample.weight(kind) for sample in samples])
    return LinearSVC(C=C, tol=0.1, random_state=0).fit(matrix, truth, sample_weight=weights)


def seen_by_patterns(texts: list[str]) -> list[Danger | None]:
    """Return what the patterns say of many texts, asked on every core."""
    parts = [texts[start : start + A_PART] for start in range(0, len(texts), A_PART)]
    processes = min(joblib.cpu_count(), len(parts))
    seen = joblib.Parallel(n_jobs=processes)(joblib.delayed(_seen)(part) for part in parts)
    return list(chain.from_iterable(seen))


def _seen(texts: list[str]) -> list[Danger | None]:
    return [find_danger(text, patterns()) for text in texts]
