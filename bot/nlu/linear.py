"""Linear machines over the terms of a text: learned with matrices, asked without them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import joblib
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

Matrix = np.ndarray[Any, Any]
#: the largest whole number that a weight is kept as
STEPS = 127
#: the numbers that say what a sentence means vary in few directions: with half of them learning takes
#: two thirds of the time and is right as often (docs/begrijpen.md)
DIRECTIONS = 256
#: fewer labels than this are not worth a second process
LABELS_A_PROCESS = 20


@dataclass
class Terms:
    """What the words of one text weigh, as ``vectorizer.transform(text) @ weights`` would say.

    It makes no matrices, which takes a third of the time. Terms are known by their hash: as words in
    a dictionary 400,000 of them take 75 MB of each worker, as numbers 5. Weights are kept as whole
    numbers of one byte, a quarter of the memory, and no answer changes by it (docs/begrijpen.md).

    Attributes:
        vectorizer: says what the terms of a text are, with sublinear counts; not fitted.
        hashes: of each term, going up.
        rarity: of each term, in that order.
        weights: int8, one row for each term in that order, one column for each question that is
            asked of a text.
        steps: what a weight of 1 stands for, a number for each column.
    """

    vectorizer: TfidfVectorizer
    hashes: Matrix
    rarity: Matrix
    weights: Matrix
    steps: Matrix

    @classmethod
    def of(cls, fitted: TfidfVectorizer, weights: Matrix) -> Terms:
        """Take over what was learned.

        Args:
            fitted: with sublinear counts and length 1.
            weights: one row for each of its terms.

        Raises:
            ValueError: two terms have the same hash (64 bits: that will not happen).
        """
        rows = np.fromiter(fitted.vocabulary_.values(), np.int64, len(fitted.vocabulary_))
        hashes = _hashes(fitted.vocabulary_)
        order = hashes.argsort()
        hashes, rows = hashes[order], rows[order]
        if (hashes[1:] == hashes[:-1]).any():
            raise ValueError("two terms have the same hash")
        largest = np.abs(weights).max(axis=0)
        steps = np.where(largest > 0, largest, 1).astype(np.float32) / STEPS
        kept = np.round(weights[rows] / steps).astype(np.int8)
        return cls(clone(fitted), hashes, np.asarray(fitted.idf_, np.float32)[rows], kept, steps)

    @cached_property
    def _analyze(self) -> Callable[[str], list[str]]:
        return self.vectorizer.build_analyzer()  # type: ignore[no-any-return]

    def weigh(self, text: str) -> Matrix:
        """Return one number for each column of the weights."""
        counted = Counter(self._analyze(text))
        wanted = _hashes(counted)
        places = self.hashes.searchsorted(wanted)
        places[places == len(self.hashes)] = 0
        known = self.hashes[places] == wanted
        if not known.any():
            return np.zeros(self.weights.shape[1], np.float32)
        places = places[known]
        times = np.fromiter(counted.values(), np.float32, len(counted))[known]
        values = (1 + np.log(times)) * self.rarity[places]
        values /= np.linalg.norm(values)
        return np.asarray(values @ self.weights[places].astype(np.float32) * self.steps)


def _hashes(terms: Collection[str]) -> Matrix:
    return np.fromiter(map(_hash_function(), terms), np.uint64, len(terms))


@lru_cache(maxsize=1)
def _hash_function() -> Callable[[str], int]:
    """Return spaCy's hash; imported late, since the processes that only learn do not need it."""
    from spacy.strings import hash_string  # type: ignore[attr-defined] # compiled: not seen

    return hash_string  # type: ignore[no-any-return]


@dataclass
class Scorer:
    """A linear machine for each of several questions, over terms and over numbers beside them.

    Attributes:
        terms: blocks of terms.
        dense: a row for each number that stands beside the terms, a column for each question.
        offsets: one for each question.
    """

    terms: list[Terms]
    dense: Matrix
    offsets: Matrix

    @classmethod
    def of(
        cls,
        vectorizers: Sequence[TfidfVectorizer],
        factors: Sequence[float],
        weights: Matrix,
        offsets: Matrix,
        directions: Matrix,
    ) -> Scorer:
        """Keep what was learned on the blocks of these vectorizers and then the dense numbers.

        Args:
            vectorizers: fitted.
            factors: what each block was multiplied by.
            weights: a row for each feature, a column for each question.
            offsets: one for each question.
            directions: that were learned from in place of the dense numbers; a row for each number, a
                column for each direction.
        """
        sizes = [len(vectorizer.vocabulary_) for vectorizer in vectorizers]
        *blocks, dense = np.split(weights, list(itertools.accumulate(sizes)))
        terms = [
            Terms.of(vectorizer, block * factor)
            for vectorizer, factor, block in zip(vectorizers, factors, blocks, strict=True)
        ]
        dense = np.ascontiguousarray(directions @ dense, np.float32)
        return cls(terms, dense, offsets.astype(np.float32))

    def scores(self, texts: Sequence[str], dense: Matrix) -> Matrix:
        """Return one number for each question; 0 is the border.

        Args:
            texts: what each block of terms looks at.
            dense: the numbers beside them.
        """
        found = self.offsets + dense @ self.dense
        for terms, text in zip(self.terms, texts, strict=True):
            found = found + terms.weigh(text)
        return np.asarray(found)


def main_directions(rows: Matrix) -> Matrix:
    """Return the directions in which rows of numbers differ most.

    Args:
        rows: a row for each example.

    Returns:
        A row for each number of an example, a column for each direction; of few numbers all.
    """
    around_zero = rows - rows.mean(axis=0)
    _, found = np.linalg.eigh(around_zero.T @ around_zero)  # the least first
    return np.asarray(found[:, -DIRECTIONS:], np.float32)


def each_against_the_rest(matrix: csr_matrix, truth: Matrix, C: float) -> tuple[Matrix, Matrix]:
    """Learn to tell every label from all others, rare labels as heavy as frequent ones.

    The labels are divided over the cores. Processes and not threads: liblinear draws its random
    numbers from one source, so threads would make two trainings differ.

    Args:
        matrix: a row for each example.
        truth: the label of each, 0 and up without gaps.
        C: of the machines.

    Returns:
        Weights, a row for each feature and a column for each label; and offsets.
    """
    labels = int(truth.max()) + 1
    heaviness = len(truth) / (labels * np.bincount(truth))
    parts = max(1, min(joblib.cpu_count(), labels // LABELS_A_PROCESS))
    groups = np.array_split(np.arange(labels), parts)
    matrix.sort_indices()  # another process may only read it
    learned = joblib.Parallel(n_jobs=parts)(
        joblib.delayed(_some_against_the_rest)(matrix, truth, group, heaviness, C)
        for group in groups
    )
    return (
        np.ascontiguousarray(np.vstack([weights for weights, _ in learned]).T),
        np.hstack([offsets for _, offsets in learned]),
    )


def _some_against_the_rest(
    matrix: csr_matrix, truth: Matrix, group: Matrix, heaviness: Matrix, C: float
) -> tuple[Matrix, Matrix]:
    """Learn some of the labels; all others count as one, and what is learned of it is left out."""
    rest = len(heaviness)
    seen = np.where(np.isin(truth, group), truth, rest)
    weights = {int(label): float(heaviness[label]) for label in group} | {rest: 1.0}
    machine = LinearSVC(C=C, class_weight=weights, tol=0.1, random_state=0).fit(matrix, seen)
    found, offsets = np.atleast_2d(machine.coef_), np.atleast_1d(machine.intercept_)
    if len(machine.classes_) == 2:  # the machine then keeps one row for both
        found, offsets = np.vstack([-found, found]), np.hstack([-offsets, offsets])
    count = len(group)
    return found[:count].astype(np.float32), offsets[:count].astype(np.float32)
