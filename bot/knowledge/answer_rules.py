"""What every answer must hold to, whoever writes it: refused with file, line and what to write.

The loader of the answers (bot/knowledge/answers.py) is quick and trusts the files; these rules are
gone through before a model is trained, when the service starts and by ``make content-check``.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import process

from bot.care.facts import CERTAINTY
from bot.care.texts import placeholders
from bot.channels.limits import WHATSAPP
from bot.errors import KnowledgeRefused
from bot.knowledge.answers import DATA
from bot.knowledge.domain import domain_names
from bot.knowledge.facts import facts
from bot.knowledge.information_rules import INFORMATION_RULES, a_human_is_near
from bot.knowledge.marked import Marked, read_marked
from bot.knowledge.said import (
    NOT_SPOKEN,
    PAYLOAD,
    Rule,
    Said,
    WholeRule,
    answer_files,
    answers_in,
)
from bot.knowledge.shown_rules import EIGHT_LANGUAGES, SHOWN_RULES, ends

FILLED_FILE = Path(__file__).parent / "words" / "invullen.yml"
#: a title fits in a list of WhatsApp, which has the least room of our channels
MOST_WORDS, LONGEST_SENTENCE, LONGEST_TITLE = 62, 20, WHATSAPP.row_title
#: what may stand in the metadata of an answer; a key that is mistyped would simply not be read
META = (
    *("bron", "checked_on", "zekerheid", "label", "intent", "verwacht", "loket"),
    *("meer", "makkelijker", "verlopen", "waarom", "voorbeeld", "zei", "zei_zelf"),
    *("nu_doen", "verandert", "te_laat", "deuren", "papieren", "vragen", "hulp"),
)
NUMBER = re.compile(
    r"\{\w+\}|https://\S+|\bWmo 2015\b|\b20[12]\d\b|\b[A-Za-z-]+\d+b?\b|(?P<number>\d[\d.,]*)"
)
SENTENCE = re.compile(r"[.?!:]\s|\n")


def problems(data: Path = DATA) -> list[str]:
    """Return what is wrong with the answers in a folder; empty when nothing is."""
    found: list[str] = []
    every: list[Said] = []
    names: dict[str, Marked] = {}
    labels: dict[str, Marked] = {}
    for path in answer_files(data):
        try:
            said = list(answers_in(path, names))
        except KnowledgeRefused as wrong:
            found.append(str(wrong))
            continue
        every += said
        for one in said:
            found += _broken(one, [*RULES, functools.partial(_label, labels)])
    if not found:
        found = [line for rule in WHOLE for line in rule(every)]
    return found


def _broken(one: Said, rules: list[Rule]) -> Iterator[str]:
    for rule in rules:
        try:
            rule(one)
        except KnowledgeRefused as wrong:
            yield str(wrong)
            if rule in ROUGH:
                return


@functools.lru_cache(maxsize=1)
def fillable(path: Path = FILLED_FILE) -> frozenset[str]:
    """Return every name that may stand between braces.

    Raises:
        KnowledgeRefused: the list of words, the facts or the domain are wrong.
    """
    listed = read_marked(path).mapping("de lijst", ("namen",))["namen"].items("namen")
    words = {part.text("een naam") for part in listed}
    return frozenset(words | set(facts()) | domain_names().slots)


def _has_text(one: Said) -> None:
    if "text" not in one.parts:
        one.variant.refuse(f"{one.name} heeft geen tekst", "'- text: |' met de tekst eronder")
    one.parts["text"].text(f"{one.name}: text")


def _braces(one: Said) -> None:
    for part in one.texts():
        try:
            placeholders(str(part.content))
        except KnowledgeRefused:
            part.refuse(f"{one.name}: een haak staat alleen of is leeg", "{naam}, met twee haken")


def _placeholders(one: Said) -> None:
    for part in one.texts():
        for name in placeholders(str(part.content)):
            if name not in fillable():
                part.refuse_at(f"{{{name}}}", f"{{{name}}} kent niemand", _instead(name))


def _instead(name: str) -> str:
    near = process.extractOne(name, sorted(fillable()), score_cutoff=70)
    meant = f"{{{near[0]}}}, of " if near else ""
    return f"{meant}een naam uit law/facts.yml of words/invullen.yml"


def _source(one: Said) -> None:
    meta, at = one.meta, one.parts.get("metadata", one.variant)
    if "checked_on" in meta:
        meta["checked_on"].day("checked_on")
    certain = meta.get("zekerheid")
    if certain and certain.text("zekerheid") not in CERTAINTY:
        certain.refuse(f"zekerheid {certain.content} wordt niet gezegd", ", ".join(CERTAINTY))
    explains = "label" in meta and "meer" in meta and "intent" not in meta
    if (certain or (explains and one.name not in OURS)) and "bron" not in meta:
        at.refuse(f"{one.name} heeft geen bron", "'bron: \"Wlz art. 3.2.1\"', of de instantie")
    if "bron" in meta:
        meta["bron"].text("bron")
        if "checked_on" not in meta:
            meta["bron"].refuse("de dag van de controle ontbreekt", "'checked_on: \"2026-11-22\"'")


#: about the assistant itself, so there is no source
OURS = ("utter_hulp_bot", "utter_privacy", "utter_buiten_scope")


def _label(labels: dict[str, Marked], one: Said) -> None:
    part = one.meta.get("label")
    if part is None:
        return
    text = part.text("label")
    if labels.setdefault(text, part) is not part:
        first = labels[text]
        part.refuse(f"'{text}' heet al zo in {first.path.name}, regel {first.line}", "iets anders")


def _buttons(one: Said) -> None:
    titles: set[str] = set()
    for button in one.buttons():
        parts = button.mapping("een knop", ("title", "payload"))
        title = parts["title"].text("title")
        if len(title) > LONGEST_TITLE:
            parts["title"].refuse(f"'{title}' is te lang voor een knop", f"{LONGEST_TITLE} tekens")
        if title in titles:
            parts["title"].refuse(f"'{title}' staat er twee keer", "elke knop één keer")
        titles.add(title)
        _payload(parts["payload"])


def _payload(part: Marked) -> None:
    text = part.text("payload")
    match = PAYLOAD.fullmatch(text)
    if match is None or match["intent"] not in domain_names().intents:
        part.refuse(f"{text} leidt nergens heen", "'/' en een intent uit domain.yml")
    try:
        slots = set(json.loads(match["slots"] or "{}"))
    except ValueError:
        part.refuse(f"{text} is niet te lezen", '\'/antwoord{"leeftijd": "84"}\'')
    if unknown := slots - domain_names().slots:
        part.refuse(f"{', '.join(sorted(unknown))} is geen slot", "een slot uit domain.yml")


def _numbers(one: Said) -> None:
    for key, part in {"text": one.parts["text"], **one.meta}.items():
        if key in NOT_SPOKEN or not isinstance(part.content, str):
            continue
        for found in NUMBER.finditer(part.content):
            if found["number"]:
                number = found["number"].rstrip(".,")
                write = "een feit tussen haken, zoals {ciz_beslistermijn}; zie law/facts.yml"
                part.refuse_at(found["number"], f"'{number}' staat los in de tekst", write)


def _stale(one: Said) -> None:
    if ends(one.parts["text"]) and "verlopen" not in one.meta:
        one.parts["text"].refuse(
            f"{{{ends(one.parts['text'])}}} houdt eens op",
            "bij metadata 'verlopen: |' met de tekst voor daarna",
        )
    for key, part in one.meta.items():
        name = ends(part) if key not in NOT_SPOKEN else None
        if name:
            part.refuse_at(f"{{{name}}}", f"{{{name}}} houdt eens op", "dit feit alleen in text")


def _length(one: Said) -> None:
    part = one.parts["text"]
    text = str(part.content)
    if one.name == EIGHT_LANGUAGES:
        return
    for sentence in SENTENCE.split(text):
        if len(sentence.split()) > LONGEST_SENTENCE:
            part.refuse_at(sentence[:30], f"'{sentence[:40]}…' is te lang", "twee zinnen")
    # an answer to a question for information has lengths of its own
    if not one.is_information and len(text.split()) > MOST_WORDS:
        part.refuse(f"{len(text.split())} woorden", f"hoogstens {MOST_WORDS}; de rest bij 'meer'")


def _no_surer_than_its_facts(one: Said) -> None:
    """Refuse an answer that claims to be surer than a number in it; phone lines are looked up apart."""
    certain = one.meta.get("zekerheid")
    if certain is None or certain.content not in CERTAINTY:  # refused above
        return
    for part in one.texts():
        for name in placeholders(str(part.content)):
            source = facts()[name].values[-1].source if name in facts() else None
            if source is None or name.startswith("tel_") or source.because:
                continue
            if CERTAINTY.index(source.flag) > CERTAINTY.index(str(certain.content)):
                problem = f"{one.name} is met {certain.content} zekerder dan {{{name}}}"
                certain.refuse(problem, source.flag)


def _metadata(one: Said) -> None:
    for key, part in one.meta.items():
        if key not in META:
            near = process.extractOne(key, META, score_cutoff=60)
            write = near[0] if near else ", ".join(META)
            part.refuse(f"{one.name}: '{key}' in metadata leest niemand", write)


#: what fails one of these is not looked at any further
ROUGH: list[Rule] = [_has_text, _braces]
RULES: list[Rule] = [
    *ROUGH,
    *(_metadata, _placeholders, _source, _no_surer_than_its_facts),
    *(_buttons, _numbers, _stale, _length),
    *SHOWN_RULES,
    *INFORMATION_RULES,
]
WHOLE: list[WholeRule] = [a_human_is_near]
