"""What every answer must hold to, whoever writes it: refused with file, line and what to write.

The loader of the answers (bot/knowledge/answers.py) is quick and trusts the files; these rules are
gone through before a model is trained, when the service starts and by ``make content-check``.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from rapidfuzz import process

from bot.care.texts import placeholders
from bot.errors import KnowledgeRefused
from bot.knowledge.answers import DATA, FOLDERS
from bot.knowledge.domain import domain_names
from bot.knowledge.facts import facts
from bot.knowledge.files import current, refuse
from bot.knowledge.marked import Marked, read_marked

FILLED_FILE = Path(__file__).parent / "words" / "invullen.yml"
KEYS = ("text", "buttons", "metadata", "condition", "channel")
#: how sure a source is; see the head of the fact sheet. What is uncertain is never stated
CERTAINTY = ("V", "V-org", "V-old", "L", "G")
MOST_WORDS, LONGEST_SENTENCE, LONGEST_TITLE = 62, 20, 24
#: one sentence in each of eight languages
NOT_MEASURED = "utter_taal_anders"
NUMBER = re.compile(
    r"\{\w+\}|https://\S+|\bWmo 2015\b|\b20[12]\d\b|\b[A-Za-z-]+\d+b?\b|(?P<number>\d[\d.,]*)"
)
SENTENCE = re.compile(r"[.?!:]\s|\n")


@dataclass(frozen=True)
class Said:
    """One variant of an answer, with the place of its parts.

    Attributes:
        name: of the answer, ``utter_…``.
        variant: the whole.
        parts: what stands in it by key.
        meta: what stands in its metadata by key; empty when there is none.
    """

    name: str
    variant: Marked
    parts: Mapping[str, Marked]
    meta: Mapping[str, Marked]

    def texts(self) -> Iterator[Marked]:
        """Yield every part that people read, wherever it stands."""
        for part in (self.parts.get("text"), *self.meta.values()):
            if part is not None and isinstance(part.content, str):
                yield part


Rule = Callable[[Said], None]


def problems(data: Path = DATA) -> list[str]:
    """Return what is wrong with the answers in a folder; empty when nothing is."""
    found: list[str] = []
    names: dict[str, Marked] = {}
    labels: dict[str, Marked] = {}
    for path in answer_files(data):
        try:
            said = list(answers_in(path, names))
        except KnowledgeRefused as wrong:
            found.append(str(wrong))
            continue
        for one in said:
            found += _broken(one, [*RULES, functools.partial(_label, labels)])
    return found


def answer_files(data: Path = DATA) -> list[Path]:
    """Return the files that hold answers, in order."""
    return [path for pattern in FOLDERS for path in sorted(current(data).glob(pattern))]


def answers_in(path: Path, names: dict[str, Marked]) -> Iterator[Said]:
    """Yield the variants of all answers in a file.

    Args:
        path: the file.
        names: the answers of earlier files, to which those of this one are added.

    Raises:
        KnowledgeRefused: it is no YAML, or an answer has another shape or a name that is taken.
    """
    top = read_marked(path).mapping("het bestand")
    responses = top.get("responses")
    for name, variants in responses.mapping("responses").items() if responses else ():
        if name in names:
            first = names[name]
            variants.refuse(
                f"{name} staat al in {first.path.name}, regel {first.line}", "elk antwoord één keer"
            )
        names[name] = variants
        for variant in variants.items(name):
            parts = variant.mapping(name, (), KEYS)
            meta = parts["metadata"].mapping("metadata") if "metadata" in parts else {}
            yield Said(name, variant, parts, meta)


def _broken(one: Said, rules: list[Rule]) -> Iterator[str]:
    for rule in rules:
        try:
            rule(one)
        except KnowledgeRefused as wrong:
            yield str(wrong)
            if rule in ROUGH:
                return


def refuse_at(part: Marked, words: str, problem: str, write: str) -> NoReturn:
    """Refuse some words of a text, at the line on which they stand."""
    text = str(part.content)
    before = text[: max(text.find(words), 0)].count("\n")
    raise refuse(part.path, part.line + before + ("\n" in text), problem, write)


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
                refuse_at(part, f"{{{name}}}", f"{{{name}}} kent niemand", _instead(name))


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
    for button in one.parts["buttons"].items("buttons") if "buttons" in one.parts else ():
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
    match = re.fullmatch(r"/(\w+)(\{.*\})?", text)
    if match is None or match[1] not in domain_names().intents:
        part.refuse(f"{text} leidt nergens heen", "'/' en een intent uit domain.yml")
    try:
        slots = set(json.loads(match[2] or "{}"))
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
                refuse_at(part, found["number"], f"'{number}' staat los in de tekst", write)


#: metadata that nobody reads as a sentence
NOT_SPOKEN = ("bron", "checked_on", "zekerheid", "label", "intent", "verwacht", "loket")


def _stale(one: Said) -> None:
    if _ending(one.parts["text"]) and "verlopen" not in one.meta:
        one.parts["text"].refuse(
            f"{{{_ending(one.parts['text'])}}} houdt eens op",
            "bij metadata 'verlopen: |' met de tekst voor daarna",
        )
    for key, part in one.meta.items():
        name = _ending(part) if key not in NOT_SPOKEN else None
        if name:
            refuse_at(part, f"{{{name}}}", f"{{{name}}} houdt eens op", "dit feit alleen in text")


def _ending(part: Marked) -> str | None:
    names = placeholders(part.content) if isinstance(part.content, str) else []
    return next((n for n in names if n in facts() and facts()[n].values[-1].valid_until), None)


def _length(one: Said) -> None:
    part = one.parts["text"]
    text = str(part.content)
    if one.name == NOT_MEASURED:
        return
    for sentence in SENTENCE.split(text):
        if len(sentence.split()) > LONGEST_SENTENCE:
            refuse_at(part, sentence[:30], f"'{sentence[:40]}…' is te lang", "twee zinnen")
    if len(text.split()) > MOST_WORDS:
        part.refuse(f"{len(text.split())} woorden", f"hoogstens {MOST_WORDS}; de rest bij 'meer'")


#: what fails one of these is not looked at any further
ROUGH: list[Rule] = [_has_text, _braces]
RULES: list[Rule] = [*ROUGH, _placeholders, _source, _buttons, _numbers, _stale, _length]
