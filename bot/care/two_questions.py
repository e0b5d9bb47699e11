"""Where a message holds two questions; it does not know what they mean."""

from __future__ import annotations

import re

from bot.care.answer_words import QUESTION_WORDS, SUBJECTS, VERBS, is_question, said

#: a longer message is a letter; its questions belong together
LONGEST = 60
SHORTEST = 3
BORDERS = re.compile(r"(?<=[?.!])\s+|\n+|[;,]\s+(?:en|maar|ook)?\s*|\s+(?:en|maar)\s+(?:ook\s+)?")
#: said before a question that is put as a wish to know
WISH = re.compile(
    r"^(?:(?:en|maar|ook) )*(?:(?:ik|we|wij) (?:wil|zou|willen|zouden) (?:ook )?(?:graag )?weten|"
    r"(?:ik vraag me af|mijn vraag is|kunt? u (?:mij |me )?(?:vertellen|zeggen)|weet u))[,:]? ",
    re.I,
)
_BEGINS = "|".join(sorted(QUESTION_WORDS | VERBS))


def questions_in(text: str) -> tuple[str, str] | None:
    """Return the two questions of a message as typed, or None when there are not exactly two.

    Conservative: a story with a question is one question, "wlz of wmo" is one, and each question
    must have a verb in front or a question word.
    """
    words = text.split()
    if not 2 * SHORTEST <= len(words) <= LONGEST or not _reason(text):
        return None
    parts = _joined([part.strip() for part in BORDERS.split(text) if part and part.strip()])
    asking = [part for part in parts if _asks(part)]
    return (asking[0], asking[1]) if len(asking) == 2 else None


def _reason(text: str) -> bool:
    """Tell cheaply whether there may be two: two question marks, or two words that ask."""
    begins = re.findall(rf"\b(?:{_BEGINS})\b", text.lower())
    return text.count("?") > 1 or (len(begins) > 1 and BORDERS.search(text) is not None)


def _joined(parts: list[str]) -> list[str]:
    """Return parts in which what is no question of its own is added to the question before."""
    found: list[str] = []
    for part in parts:
        if found and not _asks(part) and _asks(found[-1]) and not found[-1].endswith("?"):
            found[-1] = f"{found[-1]} en {part}"
        else:
            found.append(part)
    return found


def _asks(part: str) -> bool:
    kept = said(WISH.sub("", part)).split()
    if len(kept) < SHORTEST:
        return False
    turned = kept[0] in VERBS and kept[1] in SUBJECTS
    return kept[0] in QUESTION_WORDS or turned or (is_question(part) and part.endswith("?"))
