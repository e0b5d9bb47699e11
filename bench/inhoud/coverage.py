"""Reads which answer covers each topic of the old guides, and what is to be checked at a release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.knowledge.answers import answers, labels
from bot.knowledge.marked import Marked, read_marked
from bot.knowledge.readability import texts_of

HERE = Path(__file__).resolve().parent
GUIDES = ("zorgkantoor", "verzekeraar")
FLAGS = ("2027", "U", "V-org")


@dataclass(frozen=True)
class Topic:
    """A topic of an old guide, and what answers it today.

    Attributes:
        name: of the topic.
        guides: in which guides it stood.
        intent: who answers.
        answer: the answer, mostly ``utter_<intent>``.
        then: what the guide said, in our words.
        now: what holds today.
        evidence: words that stand in the answer.
    """

    name: str
    guides: tuple[str, ...]
    intent: str
    answer: str
    then: str
    now: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """Something that must have its place.

    Attributes:
        what: it is.
        topics: in which it is answered; one at least.
    """

    what: str
    topics: tuple[Topic, ...]

    @property
    def intents(self) -> tuple[str, ...]:
        """The intents that answer it, each once."""
        return tuple(dict.fromkeys(topic.intent for topic in self.topics))


@dataclass(frozen=True)
class Check:
    """Something to look up before a release.

    Attributes:
        what: is to be looked up.
        flag: ``V-org``, ``U`` or ``2027``.
        touches: intents whose answers rest on it.
        where: to look.
        now: what the answers say until then.
        sheet: words by which the fact sheet is known to speak of it.
    """

    what: str
    flag: str
    touches: tuple[str, ...]
    where: str
    now: str
    sheet: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unused:
    """Something of the fact sheet that need not be looked up.

    Attributes:
        sheet: words by which the sheet speaks of it.
        why: no answer rests on it.
    """

    sheet: str
    why: str


@lru_cache(maxsize=2)
def topics(path: Path = HERE / "dekking.yml") -> tuple[Topic, ...]:
    """Return every topic.

    Raises:
        KnowledgeRefused: an intent or answer does not exist, a topic stands there twice, or the words
            that prove it cannot be found in the answer.
    """
    rows = read_marked(path).mapping("dekking", ("onderwerpen",), ("gevraagd",))["onderwerpen"]
    found: dict[str, Topic] = {}
    for row in rows.items("onderwerpen"):
        topic = _topic(row)
        if topic.name in found:
            row.refuse(f"'{topic.name}' staat er twee keer", "elk onderwerp één keer")
        found[topic.name] = topic
    return tuple(found.values())


@lru_cache(maxsize=2)
def asked(path: Path = HERE / "dekking.yml") -> tuple[Asked, ...]:
    """Return everything that must have its place, with the topics in which it has.

    Raises:
        KnowledgeRefused: something has no topic, or one that does not exist, or stands there twice.
    """
    by_name = {topic.name: topic for topic in topics(path)}
    rows = read_marked(path).mapping("dekking", ("onderwerpen", "gevraagd"))["gevraagd"]
    found: dict[str, Asked] = {}
    for row in rows.items("gevraagd"):
        parts = row.mapping("wat gevraagd is", ("wat", "onderwerpen"))
        what = parts["wat"].text("wat")
        if what in found:
            row.refuse(f"'{what}' staat er twee keer", "elk één keer")
        named = parts["onderwerpen"].items("onderwerpen")
        found[what] = Asked(what, tuple(_known(part, by_name) for part in named))
    return tuple(found.values())


def _known(part: Marked, by_name: Mapping[str, Topic]) -> Topic:
    name = part.text("onderwerp")
    if name not in by_name:
        part.refuse(f"onderwerp '{name}' bestaat niet", "een onderwerp uit 'onderwerpen'")
    return by_name[name]


def _topic(row: Marked) -> Topic:
    keys = ("onderwerp", "gidsen", "intent", "staat_in", "toen", "nu")
    parts = row.mapping("het onderwerp", keys, ("antwoord",))
    intent = known_intent(parts["intent"])
    answer = parts["antwoord"].text("antwoord") if "antwoord" in parts else f"utter_{intent}"
    if answer not in answers():
        parts.get("antwoord", parts["intent"]).refuse(
            f"antwoord '{answer}' bestaat niet", "een antwoord uit data/"
        )
    evidence = tuple(part.text("staat_in") for part in parts["staat_in"].items("staat_in"))
    _prove(parts["staat_in"], answer, evidence)
    return Topic(
        parts["onderwerp"].text("onderwerp"),
        tuple(_one_of(part, GUIDES) for part in parts["gidsen"].items("gidsen")),
        intent,
        answer,
        parts["toen"].text("toen"),
        parts["nu"].text("nu"),
        evidence,
    )


def _prove(part: Marked, answer: str, evidence: tuple[str, ...]) -> None:
    said = " ".join(
        " ".join(" ".join(texts_of(variant).values()).split()) for variant in answers()[answer]
    )
    for words in evidence:
        if words.lower() not in said.lower():
            part.refuse(
                f"'{words}' staat niet in {answer}", "woorden uit het antwoord, of vul het aan"
            )


def known_intent(part: Marked) -> str:
    """Return an intent that exists and has an answer.

    Raises:
        KnowledgeRefused: there is no such intent.
    """
    intent = part.text("intent")
    if intent not in labels():
        part.refuse(f"intent '{intent}' bestaat niet", "een intent uit domain.yml")
    return intent


def _one_of(part: Marked, allowed: tuple[str, ...]) -> str:
    value = part.text("keuze")
    if value not in allowed:
        part.refuse(f"'{value}' is onbekend", " of ".join(allowed))
    return value


@lru_cache(maxsize=2)
def checks(path: Path = HERE / "feitencheck.yml") -> tuple[Check, ...]:
    """Return everything that is to be looked up before a release.

    Raises:
        KnowledgeRefused: an intent or a flag does not exist.
    """
    rows = read_marked(path).mapping("feitencheck", ("punten",), ("niet_gebruikt",))["punten"]
    return tuple(_check(row) for row in rows.items("punten"))


@lru_cache(maxsize=2)
def unused(path: Path = HERE / "feitencheck.yml") -> tuple[Unused, ...]:
    """Return what the fact sheet flags and no answer rests on, each with the reason.

    Raises:
        KnowledgeRefused: a reason is missing.
    """
    top = read_marked(path).mapping("feitencheck", ("punten",), ("niet_gebruikt",))
    rows = top["niet_gebruikt"].items("niet_gebruikt") if "niet_gebruikt" in top else []
    parts = [row.mapping("een rij", ("feiten", "waarom")) for row in rows]
    return tuple(
        Unused(row["feiten"].text("feiten"), row["waarom"].text("waarom")) for row in parts
    )


def _check(row: Marked) -> Check:
    parts = row.mapping("het punt", ("wat", "vlag", "raakt", "waar", "nu", "feiten"))
    return Check(
        parts["wat"].text("wat"),
        _one_of(parts["vlag"], FLAGS),
        tuple(known_intent(part) for part in parts["raakt"].items("raakt")),
        parts["waar"].text("waar"),
        parts["nu"].text("nu"),
        tuple(part.text("feiten") for part in parts["feiten"].items("feiten")),
    )
