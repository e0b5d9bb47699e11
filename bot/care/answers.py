"""What people answer in their own words to a question with options; in doubt it reads nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.care.ages import AgeReading, read_age
from bot.care.answer_words import (
    JA,
    NEE,
    QUESTION_WORDS,
    WEET_NIET,
    WISSELT,
    beginning,
    core,
    is_question,
    said,
    verdict,
)
from bot.care.option_words import Option, exactly_named, named_options
from bot.care.persons import ONLY_SOMEONE
from bot.care.words import LONGEST, number_of, plain, word_set

__all__ = [
    "WISSELT",
    "AgeReading",
    "Choice",
    "Kind",
    "Option",
    "nothing_but_an_answer",
    "pressed_button",
    "read_age",
    "read_choice",
]

GEEN = "geen"
#: words of a text that is still an answer as a whole; a longer one must begin with its answer
LONGEST_ANSWER = 8
#: words of a whole yes, no or "de ene keer wel en de andere keer niet"
LONGEST_VERDICT = 10
#: words of one part of a list, such as "slecht zien of horen"
LONGEST_PART = 5
LINKS = word_set("want omdat doordat maar tenzij behalve hoewel terwijl aangezien")
CLAUSE = re.compile(rf"[,.;:!?()]+|\s-\s|(?=\b(?:{'|'.join(sorted(LINKS))})\b)")
BUTTON_WORDS = word_set(
    "optie opties nummer nr knop antwoord keuze de het dan doe maar ik kies neem voor en ook "
    "mogelijkheid denk"
)
WHO_FIRST = re.compile(r"^(?:hij|zij|ze|die|u|ik) ")
AGE_WORDS = word_set(
    "hij zij ze u is ben bent wordt was net ongeveer circa jaar jaren oud geworden nu"
)
LIMITS_YES = re.compile(
    r"\b(?:alleen|enkel|slechts|niet|geen|soms|overdag|nachts|meestal|vaak|nooit|weinig|beetje|"
    r"minder|tijdelijk|af en toe)\b"
)
LIMITS_YES_AT_ONCE = re.compile(
    r"(?:maar )?(?:alleen|enkel|slechts|soms|meestal|vaak|overdag|s nachts|tijdelijk|een beetje|"
    r"af en toe|niet altijd)\b"
)
LIMITS_NO = re.compile(r"\b(?:soms|wel|weleens|af en toe|meestal|vaak|regelmatig)\b")
LIMITS_NO_AT_ONCE = re.compile(r"(?:soms|af en toe|wel eens|weleens)\b")
NOTHING = re.compile(
    r"(?:geen|niets|niks)(?: enkele?)?(?: van (?:deze|die|allemaal|alle\w*|dat alles))?"
)
CORRECTS = re.compile(r"\b(?:bedoel\w*|fout|verkeerd|vergist\w*|wacht|stop|terug|sorry)\b")


class Kind(Enum):
    """How many options one may choose."""

    JA_NEE = "ja_nee"
    KEUZE = "keuze"
    LIJST = "lijst"


@dataclass(frozen=True)
class Choice:
    """What was chosen.

    Attributes:
        values: one value, or several of a list; ``weet_niet`` and ``wisselt`` may be among no
            options at all.
        rest: what was said after the answer, in plain words; it may hold a question.
    """

    values: tuple[str, ...]
    rest: str = ""

    @property
    def value(self) -> str:
        """The first or only value."""
        return self.values[0]


def read_choice(text: str, options: Sequence[Option], kind: Kind) -> Choice | None:
    """Return which options a text chooses, or None when it is no clear answer; never raises.

    "Soms" and "het wisselt" to a yes/no question give ``wisselt``. Not knowing is always an answer.
    A text of more than ``LONGEST_ANSWER`` words counts only when it begins with its answer, and
    a question is no answer.
    """
    text = text[:LONGEST]
    words = said(text)
    if not words:
        return None
    return (
        _chosen(exactly_named(words, options))
        or _by_number(text, options, kind)
        or _by_verdict(text, options, kind)
        or _by_mention(text, options, kind)
    )


def _by_number(text: str, options: Sequence[Option], kind: Kind) -> Choice | None:
    """Return the options of buttons named by number: ``1``, ``de tweede``, ``1 en 3``.

    With a single button, such as "Weet ik niet" under a question for an age, 1 is no button.
    """
    kept = [w for w in core(said(text)).split() if w not in BUTTON_WORDS]
    at = [len(options) if word == "laatste" else number_of(word) for word in kept]
    if len(options) < 2 or not at or re.search(r"\d\.\d", text):
        return None
    if (len(at) > 1 and kind is not Kind.LIJST) or any(n is None or n < 1 for n in at):
        return None
    chosen = sorted({n for n in at if n is not None})
    return _chosen([options[n - 1].value for n in chosen]) if chosen[-1] <= len(options) else None


def pressed_button(text: str, options: Sequence[Option]) -> str | None:
    """Return the value of the button whose words or number are all that a text says, or None."""
    named = exactly_named(said(text), options)
    found = _chosen(named) or _by_number(text, options, Kind.KEUZE)
    return found.value if found else None


def nothing_but_an_answer(text: str, options: Sequence[Option]) -> bool:
    """Tell whether a text cannot be anything but an answer, whatever a model makes of it.

    A yes, a no, not knowing or "it varies" as a whole; the words of a button; nothing but a number,
    of a button (``de eerste``) or of years (``ze is 84``); or nothing but a person (``mijn man``).
    """
    words = said(text)
    named = exactly_named(words, options) or exactly_named(WHO_FIRST.sub("", words), options)
    someone = ONLY_SOMEONE.fullmatch(words)
    return bool(named or someone or _whole(words) or _only_numbers(words))


def _only_numbers(words: str) -> bool:
    kept = [word for word in core(words).split() if word not in BUTTON_WORDS | AGE_WORDS]
    return bool(kept) and all(number_of(word) is not None for word in kept)


def _whole(words: str) -> str | None:
    """Return the verdict that words as a whole are; a long text is none."""
    return verdict(words) if len(words.split()) <= LONGEST_VERDICT else None


def _chosen(values: Sequence[str]) -> Choice | None:
    """Return the values; nothing together with something is no answer."""
    alone = {GEEN, WEET_NIET} & set(values)
    return Choice(tuple(values)) if values and not (alone and len(values) > 1) else None


def _by_verdict(text: str, options: Sequence[Option], kind: Kind) -> Choice | None:
    """Return a yes, no, not knowing or "it varies" that is or begins the text."""
    whole = _whole(said(text))
    value, rest, clear = (whole, "", True) if whole else _begun(text)
    if value is None or (not clear and _starts_question(rest)):
        return None
    if value == NEE and NEE not in _values(options):
        value = GEEN if not rest else None
    if value == WEET_NIET and rest and named_options(rest, options):
        return None
    allowed = {*_values(options), WEET_NIET, *([WISSELT] if kind is Kind.JA_NEE else [])}
    return Choice((value,), rest) if value in allowed else None


def _values(options: Sequence[Option]) -> list[str]:
    return [option.value for option in options]


def _starts_question(words: str) -> bool:
    return words.split(" ")[0] in QUESTION_WORDS


def _begun(text: str) -> tuple[str | None, str, bool]:
    """Return the verdict a text begins with, what follows, and whether a sign stands between."""
    head, tail = _split(plain(text))
    value = verdict(head) if len(head.split()) <= LONGEST_ANSWER else None
    if value:
        return _weighed(value, tail), tail, True
    begun = beginning(head)
    if begun is None:
        return None, "", False
    return _weighed(begun[0], f"{begun[1]} {tail}".strip()), begun[1], False


def _split(text: str) -> tuple[str, str]:
    """Return the words before and after the first sign or link that has words before it."""
    for match in CLAUSE.finditer(text):
        if core(said(text[: match.start()])):
            return said(text[: match.start()]), said(text[match.end() :])
    return said(text), ""


def _weighed(value: str, tail: str) -> str | None:
    """Return what is left of a verdict after what follows it: ``ja``, but "ja, soms" varies."""
    first = tail.split(" ")[0]
    if CORRECTS.search(tail) or (value == NEE and re.search(r"\d", tail)):
        return None
    if first == "of" and value in (JA, NEE):
        return None
    follows = verdict(tail) if first not in LINKS else None
    if follows and follows != value:
        return next((v for v in (WEET_NIET, WISSELT) if v in (follows, value)), None)
    return WISSELT if value in (JA, NEE) and _limited(value, first, tail) else value


def _limited(value: str, first: str, tail: str) -> bool:
    """Tell whether what follows takes a part of a yes or no back."""
    anywhere, at_once = (
        (LIMITS_YES, LIMITS_YES_AT_ONCE) if value == JA else (LIMITS_NO, LIMITS_NO_AT_ONCE)
    )
    taken_back = first == "maar" and anywhere.search(tail)
    return bool(taken_back or at_once.match(tail)) or first in ("tenzij", "behalve")


def _by_mention(text: str, options: Sequence[Option], kind: Kind) -> Choice | None:
    """Return the options that a short text names by a part of their title or other words."""
    answer = (kind is Kind.LIJST and _listed(text)) or _opening(text)
    if not answer or is_question(text):
        return None
    everything = _everything(answer, options) if kind is Kind.LIJST else []
    found = everything or named_options(answer, options)
    if kind is Kind.LIJST and GEEN in _values(options) and NOTHING.fullmatch(core(answer)):
        found = [GEEN]
    return _chosen(found) if kind is Kind.LIJST or len(found) == 1 else None


def _opening(text: str) -> str:
    """Return the words in which an answer may stand: all of a short text, or a long one's head."""
    words = said(text)
    if len(words.split()) <= LONGEST_ANSWER:
        return words
    head = said(CLAUSE.split(plain(text), maxsplit=1)[0])
    return head if len(head.split()) <= LONGEST_ANSWER // 2 else ""


def _listed(text: str) -> str:
    """Return the words of a text that is a list of short parts; empty for any other text."""
    parts = [said(part) for part in re.split(r"[,;+]|\ben\b", plain(text)) if said(part)]
    short = all(len(part.split()) <= LONGEST_PART for part in parts)
    return " en ".join(parts) if short and len(parts) > 1 else ""


def _everything(words: str, options: Sequence[Option]) -> list[str]:
    values = [v for v in _values(options) if v not in (GEEN, WEET_NIET)]
    named = re.fullmatch(r"(allebei|beide|alles|allemaal)|alle (\w+)", core(words))
    if not named or (named[1] in ("allebei", "beide") and len(values) != 2):
        return []
    return values if named[1] or number_of(named[2]) == len(values) else []
