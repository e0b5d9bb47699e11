"""A message as words at positions, however it was typed; sentences lie too far apart to touch."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

#: a longer message is read at its beginning and its end
LONGEST = 10_000
#: empty places after a sentence: more than any pattern reaches over
SENTENCE_GAP = 16
#: how a border is named in a pattern: of a clause, of the message at its start, at its end
CLAUSE, START, END = "/", "^", "$"
NUMBER, YEAR = "#", "#jaar"

_QUOTES = {ord(sign): None for sign in "'’‘`´\u200b\u200c\u200d\ufeff\u00ad"}
_SIGNS = {"🆘": " help ", "…": ", "}
_APART = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .*_-]){3,}[^\W\d_](?![^\W_])")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_LEET = re.compile(r"(?<=[a-z])[0134]+(?=[a-z])")
_LETTER_OF = str.maketrans("0134", "oiea")
_PIECE = re.compile(r"\d+(?:[.,]\d+)?(?![^\W_])|[^\W_]+|[.!?\n;]+|[,:()–—]| - ")
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)

Placed = tuple[int, str]


def plain(text: str) -> str:
    """Return text in lower case, without accents, quotes and invisible signs."""
    for sign, words in _SIGNS.items():
        text = text.replace(sign, words)
    text = text.translate(_QUOTES).lower()
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def mended(text: str) -> str:
    """Return plain text with ``h e l p``, ``helpppp`` and ``zelfm00rd`` written as words."""
    text = _APART.sub(lambda found: re.sub(r"[ .*_-]", "", found[0]), text)
    text = _STRETCHED.sub(lambda found: found[1] * (2 if found[1] in "aeiou" else 1), text)
    return _LEET.sub(lambda found: found[0].translate(_LETTER_OF), text)


def pieces(text: str) -> list[str]:
    """Return the words, numbers and signs of a message, in order."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"
    return _PIECE.findall(mended(plain(text)))


def placed(parts: Sequence[str], spellings: Mapping[str, Sequence[str]]) -> list[Placed]:
    """Return every word with its position; borders and numbers get the names patterns use.

    Args:
        parts: what ``pieces`` returned.
        spellings: words that are read as one or more other words (``kwil`` as ``k wil``).
    """
    found: list[Placed] = [(0, START), (0, CLAUSE)]
    at = 1
    for part in parts:
        if part[0].isalnum():
            for word in spellings.get(part, (part,)):
                found += [(at, name) for name in _names(word)]
                at += 1
        else:
            found.append((at, CLAUSE))
            at += SENTENCE_GAP if _ends_sentence(part) else 1
    # what closes the message stands right after its last word, not a sentence further on
    last = max((place for place, name in found if name != CLAUSE), default=0)
    return [*found, (last + 1, END), (last + 1, CLAUSE)]


def _names(word: str) -> list[str]:
    if not word[0].isdecimal():
        return [word]
    return [word, NUMBER, YEAR] if _YEAR.fullmatch(word) else [word, NUMBER]


def _ends_sentence(sign: str) -> bool:
    """Tell whether a sign ends a sentence; dots in a row are a pause."""
    return (
        sign.strip(".") != "" and sign not in (",", ":", "(", ")", "–", "—", " - ")
    ) or sign == "."
