"""A message in clauses: what is stated, what is asked and what is only supposed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.care.ages import in_figures
from bot.care.answer_words import QUESTION_WORDS, is_question
from bot.care.words import plain

#: letters that are read; a pasted letter tells its situation well before
LONGEST_READ = 2000
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
DENIED = re.compile(r"\b(?:niet|geen)\b(?:(?!\bmaar\b)[^.;:])*?\bmaar\b(?: wel)?")
#: "geen dementie maar parkinson" is heard in two clauses: the first one takes the illness back
NOT_BUT = re.compile(DENIED.pattern.replace("(?:niet|geen)", "niet"))
SIGNS = re.compile(r"[;()]|[,:](?=\s|$)| - ")
LINKS = re.compile(
    r"\b(?:maar|want|omdat|doordat|terwijl|zodat|dus)\b|(?<!\bdag) \ben\b (?!nacht\b)"
    r"|(?=\b(?:als|indien|of|wanneer|tenzij|wat|hoe|welke?|waarom|hoeveel)\b)"
)
#: a verb before its subject, which begins a question in a sentence with a question mark
TURNED = re.compile(
    r"(?=\b(?:kan|kunnen|mag|mogen|moet|moeten|krijgt|krijgen|heeft|hebben|is|zijn|komt|komen)"
    r" (?:ik|we|wij|zij|ze|hij|mijn|u|dat|er|die)\b)"
)
SUPPOSING = re.compile(r"(?:als|indien|of|wanneer|tenzij|stel|mocht|wat als)\b")


@dataclass(frozen=True)
class Clause:
    """A part of a sentence.

    Attributes:
        text: in plain letters, with its signs, as a date is read.
        words: only words and figures, with ages in figures: ``mijn moeder van 84``.
        asks: it is a question, so it states nothing.
        supposes: it only supposes something: "als ze dementie heeft", "of niet".
        then_or: what follows it is "of": of its last words it is not certain that they hold.
    """

    text: str
    words: str
    asks: bool
    supposes: bool
    then_or: bool = False


def clauses(text: str) -> list[Clause]:
    """Return the clauses of a message, in order; never raises.

    Of "niet Nijmegen maar Arnhem" only what is meant is left.
    """
    return [
        clause for sentence in sentences(text[:LONGEST_READ]) for clause in _clauses_of(sentence)
    ]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text as typed, each with its closing sign."""
    return [part.strip() for part in SENTENCE.split(text) if part.strip()]


def meant(text: str) -> str:
    """Return a text as typed without what it takes back: "Arnhem" of "niet Nijmegen maar Arnhem"."""
    return re.sub(DENIED.pattern, " ", text, flags=re.I)


def _clauses_of(sentence: str) -> Iterator[Clause]:
    typed = NOT_BUT.sub(" ", plain(sentence))
    asking = typed.endswith("?")
    parts = [part for piece in SIGNS.split(typed) for part in LINKS.split(piece)]
    if asking:
        parts = [part for piece in parts for part in TURNED.split(piece)]
    parts = [part.strip(" .!") for part in parts if any(sign.isalnum() for sign in part)]
    first_asking = _first_asking(parts) if asking else len(parts)
    for number, part in enumerate(parts):
        last = number >= first_asking
        asks = last or (is_question(part) if asking or number == 0 else _wonders(part))
        either = number + 1 < len(parts) and parts[number + 1].startswith("of ")
        yield Clause(part, in_words(part), asks, bool(SUPPOSING.match(part)), either)


def _first_asking(parts: list[str]) -> int:
    """Return from which part on a sentence with a question mark asks: the last, with its "of"s."""
    at = len(parts) - 1
    while at > 0 and parts[at].startswith("of "):
        at -= 1
    return at


def _wonders(part: str) -> bool:
    """Tell whether a later clause asks: "heeft een beperking" goes on with what was stated."""
    return part.split(" ")[0] in QUESTION_WORDS


def in_words(text: str) -> str:
    """Return only the words and figures of a plain text, with ages in figures."""
    return " ".join(re.findall(r"[a-z0-9]+", in_figures(text)))
