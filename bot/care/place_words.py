"""Words of a text, and the key under which a place name is found however it is typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

#: a number, a word or the sign for "en"
WORD = re.compile(r"[0-9]+|[^\W\d_]+|&")
#: from this many words on, capitals everywhere say nothing
TITLED = 5
#: different spellings of the same sound: Nymegen, Zutfen
SPELLING = (("y", "ij"), ("ph", "f"))


@dataclass(frozen=True)
class Word:
    """A word of a text.

    Attributes:
        key: lower case, no accents, one spelling for ij and y.
        start: place of its first character in the text, after ``clean``.
        end: place after its last character.
    """

    text: str
    key: str
    start: int
    end: int

    @property
    def number(self) -> bool:
        """Tell whether these are digits."""
        return self.text[0] in "0123456789"

    @property
    def capital(self) -> bool:
        """Tell whether the word begins with a capital."""
        return self.text[0].isupper()


@dataclass(frozen=True)
class Text:
    """A text in words.

    Attributes:
        text: the text after ``clean``.
        shouted: in capitals, or Every Word With One, so that a capital says nothing.
    """

    text: str
    words: Sequence[Word]
    shouted: bool

    def gap(self, index: int) -> str:
        """Return what stands between a word and the next one, or after the last."""
        after = self.words[index + 1].start if index + 1 < len(self.words) else len(self.text)
        return self.text[self.words[index].end : after]

    def key(self, index: int) -> str:
        """Return the key of a word, or nothing before the first and after the last."""
        return self.words[index].key if 0 <= index < len(self.words) else ""

    def joined(self, first: int, last: int) -> str:
        """Return the key of the words from ``first`` up to ``last``."""
        return "".join(word.key for word in self.words[first:last])

    def closes(self, last: int) -> bool:
        """Tell whether a sentence (or the text) ends before word ``last``."""
        return last >= len(self.words) or any(sign in ".,;:!?\n)" for sign in self.gap(last - 1))


def clean(text: str) -> str:
    """Return the text with every letter and its accent in one character."""
    return unicodedata.normalize("NFC", text)


def read(text: str) -> Text:
    """Split a text into words."""
    whole = clean(text)
    words = tuple(_words(whole))
    capitals = [word.capital for word in words if not word.number]
    titled = len(capitals) >= TITLED and sum(capitals) > 0.8 * len(capitals)
    lower = any(sign.islower() for sign in whole)
    return Text(whole, words, shouted=titled or not lower)


def key_of(name: str) -> str:
    """Return the key of a name: ``'s-Hertogenbosch``, ``s hertogenbosch`` give ``shertogenbosch``."""
    return "".join(word.key for word in _words(clean(name)))


def _words(text: str) -> Iterator[Word]:
    found = list(WORD.finditer(text))
    keys = list(_settle([_plain(match.group()) for match in found]))
    for match, key in zip(found, keys, strict=True):
        yield Word(match.group(), key, match.start(), match.end())


def _plain(word: str) -> str:
    if word.isascii():
        key = word.lower()
    else:
        apart = unicodedata.normalize("NFKD", word.lower())
        key = "".join(sign for sign in apart if not unicodedata.combining(sign))
    for typed, settled in SPELLING:
        key = key.replace(typed, settled)
    return key


def _settle(keys: Sequence[str]) -> Iterable[str]:
    """Write out what is shortened: st. is sint, a/d and aan den are aan de, & is en."""
    for index, key in enumerate(keys):
        before = keys[index - 1] if index else ""
        after = keys[index + 1] if index + 1 < len(keys) else ""
        if key == "st":
            yield "sint"
        elif key == "&":
            yield "en"
        elif key == "a" and after == "d":
            yield "aan"
        elif key == "ad":
            yield "aande"
        elif (key == "d" and before == "a") or (key in ("den", "der") and before == "aan"):
            yield "de"
        else:
            yield key
