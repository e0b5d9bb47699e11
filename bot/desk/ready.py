"""Ready answers: the assistant's own knowledge, searched by an adviser and given with its source."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from bot.desk.lines import line
from bot.errors import WegwijzerError
from bot.knowledge.answers import answers, labels

MOST = 8
#: of 100; below this a word of the query does not stand in the answer
ALIKE = 74
#: a hit in the name of an answer says more than one in its text
NAME, TEXT = 1.0, 0.6
#: words that say nothing about the subject
SMALL = frozenset(
    "de het een en of in op is van voor met wat hoe wie waar kan mag ik u uw mijn dat die dit aan te "
    "er als".split()
)


@dataclass(frozen=True)
class Ready:
    """An answer that is ready to be sent.

    Attributes:
        name: of the answer in the knowledge.
        label: what it is about.
        text: with the facts of today filled in, without marks for bold.
        source: the ground, such as ``Wlz art. 3.1.1``.
        checked_on: the day on which the source was checked, ``jjjj-mm-dd``.
    """

    name: str
    label: str
    text: str
    source: str
    checked_on: str

    @property
    def message(self) -> str:
        """The text as it is sent: with its source."""
        return f"{self.text}\n\nBron: {self.source}"


def search(query: str) -> list[Ready]:
    """Return the answers that fit best, the best first; none for a query without content.

    Args:
        query: some words, typing errors allowed.
    """
    words = _words(query)
    if not words:
        return []
    scored = [(score, one) for one in _index() if (score := _score(words, one)) > 0]
    scored.sort(key=lambda found: (-found[0], found[1].label))
    best = [ready for _, one in scored[: MOST * 2] if (ready := _ready(one))]
    return best[:MOST]


@dataclass(frozen=True)
class _Entry:
    name: str
    label: str
    name_words: frozenset[str]
    text_words: frozenset[str]


@functools.lru_cache(maxsize=1)
def _index() -> tuple[_Entry, ...]:
    return tuple(_entries())


def _entries() -> Iterator[_Entry]:
    for intent, label in labels().items():
        name = f"utter_{intent}"
        variant = (answers().get(name) or [{}])[-1]
        if variant.get("text") and (variant.get("metadata") or {}).get("bron"):
            named = _words(f"{label} {intent.replace('_', ' ')}")
            yield _Entry(name, label, named, _words(str(variant["text"])))


def _words(text: str) -> frozenset[str]:
    plain = re.sub(r"[^\w\s]", " ", utils.default_process(text))
    return frozenset(word for word in plain.split() if word not in SMALL and len(word) > 1)


def _score(words: frozenset[str], entry: _Entry) -> float:
    """Return how well an entry fits: the mean over the words of the query of their best hit."""
    return sum(max(_hit(w, entry), 0.0) for w in words) / len(words)


def _hit(word: str, entry: _Entry) -> float:
    name = max((_alike(word, other) for other in entry.name_words), default=0.0)
    text = max((_alike(word, other) for other in entry.text_words), default=0.0)
    return max(name * NAME, text * TEXT)


def _alike(word: str, other: str) -> float:
    if len(word) >= 4 and other.startswith(word):
        return 0.95
    alike = fuzz.ratio(word, other, score_cutoff=ALIKE)
    return alike / 100


def _ready(entry: _Entry) -> Ready | None:
    """Return an answer with today's facts; None for one that needs something of the talk."""
    meta = answers()[entry.name][-1]["metadata"]
    try:
        text = str(line(entry.name)["text"])
        source = str(meta["bron"])
    except WegwijzerError:
        return None
    plain = text.replace("**", "").strip()
    return Ready(entry.name, entry.label, plain, source, str(meta.get("checked_on", "")))
