"""YAML whose every part knows its file and line, so that a refusal can say where and what to write."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import yaml

from bot.knowledge.files import current, refuse, unreadable

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
Content = str | list["Marked"] | dict[str, "Marked"]


@dataclass(frozen=True, eq=False)
class Marked:
    """A part of a YAML file: text, a list or a mapping, with the place where it stands.

    Attributes:
        path: the file.
        line: the line, counted from 1; for a value in a mapping the line of its key.
        content: what stands there; a number or a day is still text.
        tag: the kind that YAML takes a text for: ``str``, ``int``, ``bool``, ``timestamp`` or
            ``null``; else ``seq`` or ``map``.
    """

    path: Path
    line: int
    content: Content
    tag: str

    def refuse(self, problem: str, write: str) -> NoReturn:
        """Raise the refusal of this part: what is wrong and what to write instead."""
        raise refuse(self.path, self.line, problem, write)

    def refuse_at(self, words: str, problem: str, write: str) -> NoReturn:
        """Raise the refusal of some words in this text, at the line on which they stand."""
        text = str(self.content)
        before = text[: max(text.find(words), 0)].count("\n")
        raise refuse(self.path, self.line + before + ("\n" in text), problem, write)

    def mapping(
        self, what: str, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> dict[str, Marked]:
        """Return the parts by key; with ``required`` or ``optional`` no other keys are let through.

        Raises:
            KnowledgeRefused: it is no mapping, or a key is unknown or missing.
        """
        if not isinstance(self.content, dict):
            self.refuse(f"{what} is geen 'sleutel: waarde'", "'sleutel: waarde', een per regel")
        allowed = [*required, *optional]
        for key, part in self.content.items():
            if allowed and key not in allowed:
                part.refuse(f"{what}: '{key}' is onbekend", "alleen " + ", ".join(allowed))
        for key in required:
            if key not in self.content:
                self.refuse(f"{what}: '{key}' ontbreekt", f"'{key}: …'")
        return self.content

    def items(self, what: str) -> list[Marked]:
        """Return the parts of a list that is not empty.

        Raises:
            KnowledgeRefused: it is no list, or an empty one.
        """
        if not isinstance(self.content, list) or not self.content:
            self.refuse(f"{what} is geen lijst, of leeg", "een of meer delen, elk met '- ' ervoor")
        return self.content

    def text(self, what: str) -> str:
        """Return a text that is not empty; a number is text here.

        Raises:
            KnowledgeRefused: it is a list or mapping, nothing, or a word YAML takes for true or false.
        """
        if not isinstance(self.content, str) or not self.content.strip():
            self.refuse(f"{what} is leeg of geen tekst", "één woord of zin")
        if self.tag == "bool":
            self.refuse(
                f"{what}: '{self.content}' leest YAML niet als tekst", "ja, nee of weet_niet"
            )
        return self.content

    def day(self, what: str) -> dt.date:
        """Return a day, written as ``"2026-01-31"`` in quotes.

        Raises:
            KnowledgeRefused: it is no day that exists, or the quotes are missing.
        """
        example = 'een dag die bestaat, tussen aanhalingstekens: "2026-01-31"'
        if (
            not isinstance(self.content, str)
            or self.tag != "str"
            or not DAY.fullmatch(self.content)
        ):
            self.refuse(f"{what} is geen dag", example)
        try:
            return dt.date.fromisoformat(self.content)
        except ValueError:
            self.refuse(f"{what}: {self.content} bestaat niet", example)

    def number(self, what: str) -> int:
        """Return a whole number of 0 or more.

        Raises:
            KnowledgeRefused: it is something else.
        """
        if not isinstance(self.content, str) or not re.fullmatch(r"\d+", self.content, re.ASCII):
            self.refuse(f"{what} is geen heel getal", "alleen cijfers, zoals 18")
        return int(self.content)


def read_marked(path: Path) -> Marked:
    """Return the content of a YAML file with its lines.

    Raises:
        KnowledgeRefused: the file is missing, empty or no YAML, has a tab, or a key twice.
    """
    try:
        text = current(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise unreadable(path, wrong) from wrong
    for line, words in enumerate(text.splitlines(), start=1):
        if "\t" in words:
            raise refuse(path, line, "er staat een tab", "spaties")
    try:
        return _composed(path, text)
    except RecursionError as wrong:
        advice = "de inhoud zelf, zonder & en *"
        raise refuse(path, 1, "het verwijst naar zichzelf, of gaat te diep", advice) from wrong
    except yaml.MarkedYAMLError as wrong:
        at = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        raise refuse(path, at, f"dit is geen YAML ({wrong.problem})", _YAML_ADVICE) from wrong
    except yaml.YAMLError as wrong:  # a sign that no YAML may hold
        raise refuse(path, 1, "er staat een teken dat niet mag", _YAML_ADVICE) from wrong


def _composed(path: Path, text: str) -> Marked:
    # libyaml is ten times as quick, and falls over what is nested without end; Python refuses that
    deep = _DEEP.search(text) is not None
    node = yaml.compose(text, yaml.SafeLoader if deep else yaml.CSafeLoader)
    if node is None:
        raise refuse(
            path, 1, "het bestand is leeg", "de inhoud van een ander bestand als voorbeeld"
        )
    return _marked(path, node, node.start_mark.line + 1)


#: nested further than any content: signs that open one within another, or a line far to the right
_DEEP = re.compile(r"(?:[\[{][^\]}\[{]*){100}|^(?:[- ?:]){400}", re.M)
_YAML_ADVICE = "gelijke inspringing, en aanhalingstekens om tekst met : of #"


def _marked(path: Path, node: yaml.Node, line: int) -> Marked:
    tag = node.tag.rsplit(":", 1)[-1]
    if isinstance(node, yaml.MappingNode):
        return Marked(path, line, _pairs(path, node), tag)
    if isinstance(node, yaml.SequenceNode):
        parts = [_marked(path, part, part.start_mark.line + 1) for part in node.value]
        return Marked(path, line, parts, tag)
    return Marked(path, line, str(node.value), tag)


def _pairs(path: Path, node: yaml.MappingNode) -> dict[str, Marked]:
    found: dict[str, Marked] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if str(key.value) in found:
            raise refuse(path, line, f"'{key.value}' staat er twee keer", "elke sleutel één keer")
        found[str(key.value)] = _marked(path, value, line)
    return found
