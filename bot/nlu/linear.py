"""Linear machines over the terms of a text: learned with matrices, asked without them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import joblib
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

Matrix = np.ndarray[Any, Any]
#: the largest whole number that a weight is kept as
STEPS = 127
#: fewer labels than this are not worth a second process
LABELS_A_PROCESS = 20


@dataclass
class Terms:
    """What the words of one text weigh, as ``vectorizer.transform(text) @ weights`` would say.

    It makes no matrices, which takes a third of the time. Weights are kept as whole numbers of one
    byte: a quarter of the memory, and no answer changes by it (docs/begrijpen.md).

    Attributes:
        vectorizer: fitted, with sublinear counts and length 1.
        weights: int8, one row for each term, one column for each question that is asked of a text.
        steps: what a weight of 1 stands for, a number for each column.
    """

    vectorizer: TfidfVectorizer
    weights: Matrix
    steps: Matrix

    @classmethod
    def of(cls, vectorizer: TfidfVectorizer, weights: Matrix) -> Terms:
        """Keep the weights of a vectorizer's terms, a row each."""
        vectorizer.__dict__.pop("stop_words_", None)  # every term left out: only for looking at
        largest = np.abs(weights).max(axis=0) if len(weights) else np.zeros(weights.shape[1])
        steps = np.where(largest > 0, largest, 1).astype(np.float32) / STEPS
        return cls(vectorizer, np.round(weights / steps).astype(np.int8), steps)

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
            return np.zeros(self.weights.shape[1], np.float32)
        places, times = np.array(counted).T
        values = (1 + np.log(times)) * self._rarity[places]
        values = (values / np.linalg.norm(values)).astype(np.float32)
        return np.asarray(values @ self.weights[places].astype(np.float32) * self.steps)


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
    ) -> Scorer:
        """Keep what was learned on the blocks of these vectorizers and then the dense numbers.

        Args:
            vectorizers: fitted.
            factors: what each block was multiplied by.
            weights: a row for each feature, a column for each question.
            offsets: one for each question.
        """
        sizes = [len(vectorizer.vocabulary_) for vectorizer in vectorizers]
        *blocks, dense = np.split(weights, list(itertools.accumulate(sizes)))
        terms = [
            Terms.of(vectorizer, block * factor)
            for vectorizer, factor, block in zip(vectorizers, factors, blocks, strict=True)
        ]
        return cls(terms, np.ascontiguousarray(dense, np.float32), offsets.astype(np.float32))

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
    machine = LinearSVC(C=C, class_weight=weights, tol=1e-2, random_state=0).fit(matrix, seen)
    found, offsets = np.atleast_2d(machine.coef_), np.atleast_1d(machine.intercept_)
    if len(machine.classes_) == 2:  # the machine then keeps one row for both
        found, offsets = np.vstack([-found, found]), np.hstack([-offsets, offsets])
    count = len(group)
    return found[:count].astype(np.float32), offsets[:count].astype(np.float32)
