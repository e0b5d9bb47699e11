"""Short questions without a subject of their own: what they ask of the subject before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from bot.care.answer_words import said

#: more words than this are a question with a subject of its own
LONGEST = 9
#: words that change nothing in a short question
SOFT = re.compile(
    r"\b(?:eigenlijk|ongeveer|dan|nou|precies|allemaal|nu|nog|ook|toch|even|graag|gewoon|trouwens|"
    r"oke|ok|bedankt|dank|goed|en|maar|alsjeblieft|alstublieft|aub)\b"
)


@dataclass(frozen=True)
class Kind:
    """A way to ask on: ``duur``, ``kosten``, ``aanvragen``.

    Attributes:
        name: of the kind.
        pattern: a whole message, in words without the soft ones.
    """

    name: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Subject:
    """What a talk can be about.

    Attributes:
        name: of the subject.
        after: names of the answers that leave it, with a star for any ending or beginning.
        leads_to: intent by kind of follow-up.
    """

    name: str
    after: tuple[str, ...]
    leads_to: Mapping[str, str]


@dataclass(frozen=True)
class FollowUps:
    """The kinds of follow-ups and the subjects."""

    kinds: tuple[Kind, ...]
    subjects: tuple[Subject, ...]


def kind_of(text: str, table: FollowUps) -> str | None:
    """Return how a message asks on about what went before; None when it has its own subject."""
    words = said(text)
    if not words or len(words.split()) > LONGEST:
        return None
    bare = " ".join(SOFT.sub(" ", words).split())
    return next((kind.name for kind in table.kinds if kind.pattern.fullmatch(bare)), None)


def subject_after(answer: str, table: FollowUps) -> Subject | None:
    """Return the subject that an answer leaves, such as ``utter_wat_is_wmo``."""
    name = answer.removeprefix("utter_")
    for subject in table.subjects:
        if any(fnmatchcase(name, pattern) for pattern in subject.after):
            return subject
    return None


def follow_up(text: str, answers: Iterable[str], table: FollowUps) -> str | None:
    """Return the intent that a short question means after answers, the newest first.

    None when it is no such question, or when the subject has nothing of that kind.
    """
    kind = kind_of(text, table)
    if kind is None:
        return None
    for answer in answers:
        subject = subject_after(answer, table)
        if subject is not None:
            return subject.leads_to.get(kind)
    return None
