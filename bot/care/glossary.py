"""The words of the field: which one a message asks about, also mistyped, by another name or old."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from bot.care.facts import Source
from bot.care.words import plain

#: how alike a mistyped word must be to count as the term, and to be offered as "Bedoelt u …?"
ALIKE, NEAR = 86, 70
#: shorter ones are abbreviations: one wrong letter makes another word
SHORTEST, LONG = 5, 9
MOST_NEAR = 2
#: longer than this nobody asks for the meaning of a word
LONGEST, LONGEST_TERM = 14, 6
#: more words than this are no word that is unknown to us
LONGEST_UNKNOWN = 3
SOFT = "nou|dan|nu|eigenlijk|precies|toch|alweer|ook|weer|nog"
BEFORE = (
    "het woord|woord|afkorting|de afkorting|het begrip|de term|die letters|de letters|de status|het|de"
    "|een|n|die|zo n|zon|zulke|zoiets als|u onder|jullie onder"
)
AFTER = r"voor iets|allemaal|hier|daar|(?:voor|bij) (?:mij|ons|hem|haar|(?:m n|mijn|onze) \w+)"
#: what stands around a term and changes nothing
EDGES = re.compile(rf"^(?:(?:{SOFT}|{BEFORE})\s+)+|(?:\s+(?:{SOFT}|{AFTER}))+$")
SIGNS = re.compile(r"[^a-z0-9&.,'-]+|[.,'](?=\s|$)|(?<=\s)'")
#: what is pointed at and not named
POINTING = frozenset(
    "dit dat deze die het hij zij ze daar hier er dat nu jullie u je ik mijn brief de besluit wat".split()
)


@dataclass(frozen=True)
class Term:
    """A word with its meaning.

    Attributes:
        name: as it is written in a sentence.
        forms: other ways to write or name it, the name included.
        capitals: forms that mean it only when written so, such as ``ZIN``; asked about, any way.
        meaning: in at most 40 words, with ``{facts}``.
        source: where that stands and when it was checked.
        see: the intent that tells more.
        answered: the answer of that intent is the explanation.
        explain: our texts must explain it where they first use it.
        explained_by: words that do so when they stand in a text.
        written_out: of an abbreviation the words that it stands for, in one or more ways.
        not_written_out: of an abbreviation why our texts need not write it out; they explain it then.
    """

    name: str
    forms: tuple[str, ...]
    capitals: tuple[str, ...]
    meaning: str
    source: Source
    see: str
    answered: bool = False
    explain: bool = False
    explained_by: tuple[str, ...] = ()
    written_out: tuple[str, ...] = ()
    not_written_out: str = ""


@dataclass(frozen=True)
class Glossary:
    """Every term, and how people ask for one.

    Attributes:
        terms: by name.
        meanings: patterns of a whole message that asks what a word means; group ``x`` is the word.
        questions: patterns of one that asks it when the word is one of ours: "wat is een …".
        doings: patterns of one that may ask it, or something else: "wat doet een …".
        names: what looks like an abbreviation and is written so, with the reason: ``PDF``.
    """

    terms: Mapping[str, Term]
    meanings: Sequence[re.Pattern[str]]
    questions: Sequence[re.Pattern[str]]
    doings: Sequence[re.Pattern[str]]
    names: Mapping[str, str] = field(default_factory=dict)
    by_form: Mapping[str, Term] = field(init=False)

    def __post_init__(self) -> None:
        forms = {
            bare(form): term
            for term in self.terms.values()
            for form in (*term.forms, *term.capitals)
        }
        object.__setattr__(self, "by_form", forms)


@dataclass(frozen=True)
class Asked:
    """What a message asks.

    Attributes:
        term: the word that is meant, or None when it is none of ours.
        near: terms that look like it, at most two; empty when ``term`` is known.
        sure: the message can only ask what a word means, whatever else it was taken for.
        alone: the word as we know it is the whole message.
    """

    term: Term | None
    near: tuple[Term, ...]
    sure: bool
    alone: bool = False


def asked(text: str, glossary: Glossary, waiting: bool = False) -> Asked | None:
    """Return which word a message asks about; None when it asks no such thing.

    Args:
        text: as typed.
        glossary: the terms.
        waiting: the assistant just asked which word is hard, so that a bare word is a question.
    """
    message = bare(text)
    if not message or len(message.split()) > LONGEST:
        return None
    wanted = _wanted(message, glossary.meanings)
    if wanted is None and waiting and len(message.split()) <= LONGEST_UNKNOWN:
        wanted = message
    if wanted is not None:
        found = _found(wanted, glossary, sure=True)
        known = found.term or len(wanted.split()) <= LONGEST_UNKNOWN
        return found if known else None
    for patterns, sure in ((glossary.questions, True), (glossary.doings, False)):
        wanted = _wanted(message, patterns)
        if wanted is not None:
            return _known(_found(wanted, glossary, sure))
    return _standing_alone(text, message, glossary)


def _wanted(message: str, patterns: Sequence[re.Pattern[str]]) -> str | None:
    """Return the word that one of the patterns asks about."""
    for pattern in patterns:
        match = pattern.fullmatch(message)
        word = _without_edges(match["x"]) if match else ""
        if word and len(word.split()) <= LONGEST_TERM and not set(word.split()) <= POINTING:
            return word
    return None


def _found(word: str, glossary: Glossary, sure: bool) -> Asked:
    word = _without_edges(word)
    exact = glossary.by_form.get(word) or glossary.by_form.get(word.replace("-", " "))
    if exact or len(word) < SHORTEST:
        return Asked(exact, (), sure)
    alike = process.extract(
        word, list(glossary.by_form), scorer=fuzz.ratio, limit=6, score_cutoff=NEAR
    )
    long = [(glossary.by_form[form], score) for form, score, _ in alike if len(form) >= SHORTEST]
    if long and long[0][1] >= ALIKE:
        return Asked(long[0][0], (), sure)
    near = {term.name: term for term, _ in long}
    return Asked(None, tuple(near.values())[:MOST_NEAR], sure)


def _known(found: Asked) -> Asked | None:
    return found if found.term else None


def _standing_alone(text: str, message: str, glossary: Glossary) -> Asked | None:
    """Return a term that is the whole message; one in capitals only as it is written."""
    word = _without_edges(message)
    term = glossary.by_form.get(word)
    if term is None:  # one long word with a typing error can be nothing else
        alone = len(word) >= LONG and " " not in word
        return _known(_found(word, glossary, sure=False)) if alone else None
    free = any(bare(form) == word for form in term.forms)
    as_written = text.strip(" ?!.\"'") in term.capitals
    return Asked(term, (), sure=False, alone=True) if free or as_written else None


def bare(text: str) -> str:
    """Return a text in plain letters without quotes and closing signs."""
    return " ".join(SIGNS.sub(" ", plain(text) + " ").split())


def _without_edges(words: str) -> str:
    before = ""
    while words != before:
        before, words = words, EDGES.sub("", words).strip()
    return words
