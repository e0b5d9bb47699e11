"""Reads law/facts.yml into facts; refuses what is wrong with file, line and what to write."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

import yaml

from bot.care.facts import CERTAINTY, UNITS, VERIFIED, Fact, Facts, Source, Value
from bot.errors import KnowledgeRefused
from bot.knowledge.files import current, unreadable

FACTS_FILE = Path(__file__).parent / "law" / "facts.yml"
NAME = re.compile(r"[a-z][a-z0-9_]*")
Pairs = dict[str, yaml.Node]


@lru_cache(maxsize=1)
def facts() -> Facts:
    """Return every fact of ``law/facts.yml`` by name, read once.

    Raises:
        KnowledgeRefused: the file is wrong (see ``load_facts``).
    """
    return load_facts(FACTS_FILE)


def load_facts(path: Path) -> Facts:
    """Return the facts of a file by name.

    Raises:
        KnowledgeRefused: the file cannot be read, or something in it is unknown, missing, double or
            of the wrong form; the message has the file, the line and what to write instead.
    """
    return _Reader(path).facts()


class _Reader:
    """Turns the nodes of one file into facts, and knows the line of each for its refusals."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def facts(self) -> Facts:
        top = self._pairs(self._document(), "het bestand", required={"facts"})
        rows = self._pairs(top["facts"], "facts")
        if not rows:
            self._refuse(
                top["facts"], "er staat geen feit in; schrijf onder 'facts:' ten minste één"
            )
        return MappingProxyType({name: self._fact(name, node) for name, node in rows.items()})

    def _document(self) -> yaml.Node:
        try:
            text = current(self._path).read_text(encoding="utf-8")
            self._refuse_tabs(text)
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except (OSError, UnicodeDecodeError) as wrong:
            raise unreadable(self._path, wrong) from wrong
        except yaml.YAMLError as wrong:
            mark = getattr(wrong, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            problem = getattr(wrong, "problem", wrong)
            raise KnowledgeRefused(
                f"{self._path}, regel {line}: geen geldige YAML ({problem}); "
                "verbeter het inspringen, de aanhalingstekens of de haakjes"
            ) from wrong
        except RecursionError as wrong:
            raise KnowledgeRefused(
                f"{self._path}, regel 1: het gaat te diep; schrijf elk feit op zichzelf"
            ) from wrong
        if node is None:
            raise KnowledgeRefused(
                f"{self._path}, regel 1: het bestand is leeg; begin met 'facts:'"
            )
        return node

    def _refuse_tabs(self, text: str) -> None:
        for line, words in enumerate(text.splitlines(), start=1):
            if "\t" in words:
                raise KnowledgeRefused(
                    f"{self._path}, regel {line}: er staat een tab; schrijf spaties"
                )

    def _fact(self, name: str, node: yaml.Node) -> Fact:
        if not NAME.fullmatch(name):
            self._refuse(
                node, f"de naam {name!r}; gebruik kleine letters, cijfers en _ , als in ciz_termijn"
            )
        parts = self._pairs(node, name, required={"unit", "values"}, optional={"current_at"})
        unit = self._text(parts["unit"], f"{name}: unit")
        if unit not in UNITS:
            self._refuse(parts["unit"], f"{name}: unit {unit!r}; kies uit {', '.join(UNITS)}")
        values = [self._value(name, unit, row) for row in self._rows(name, parts["values"])]
        where = self._where(name, values[-1], parts)
        try:
            return Fact(name, unit, tuple(values), where)
        except KnowledgeRefused as wrong:
            self._refuse(parts["values"], f"{wrong}; laat elke periode aansluiten op de vorige")

    def _where(self, name: str, last: Value, parts: Pairs) -> str:
        """Return where a reader finds what holds after the last day; a fact that ends must say it."""
        if "current_at" in parts:
            return self._text(parts["current_at"], f"{name}: current_at")
        if last.valid_until is not None:
            self._refuse(
                parts["values"],
                f"{name} houdt op, en zegt niet waar het actuele bedrag staat; schrijf "
                "'current_at: \"op https://www.hetcak.nl\"'",
            )
        return ""

    def _rows(self, name: str, node: yaml.Node) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self._refuse(node, f"{name}: 'values' heeft geen rij; schrijf er een met '- amount: …'")
        return list(node.value)

    def _value(self, name: str, unit: str, node: yaml.Node) -> Value:
        parts = self._pairs(
            node, name, required={"amount", "valid_from", "source"}, optional={"valid_until"}
        )
        first = self._day(parts["valid_from"], f"{name}: valid_from")
        last = parts.get("valid_until")
        until = self._day(last, f"{name}: valid_until") if last else None
        if last and until and until < first:
            self._refuse(
                last, f"{name}: valid_until ligt vóór valid_from; schrijf {first} of later"
            )
        amount = self._amount(name, unit, parts["amount"])
        return Value(amount, first, until, self._source(name, parts["source"]))

    def _amount(self, name: str, unit: str, node: yaml.Node) -> int | str:
        if unit == "tekst":
            return self._text(node, f"{name}: amount")
        if unit == "datum":
            return self._day(node, f"{name}: amount").isoformat()
        if node.tag != "tag:yaml.org,2002:int" or not re.fullmatch(r"0|[1-9]\d*", str(node.value)):
            example = "1442 voor € 14,42" if unit == "eurocent" else "6"
            self._refuse(
                node, f"{name}: amount; schrijf een heel getal zonder tekens, als {example}"
            )
        return int(node.value)

    def _source(self, name: str, node: yaml.Node) -> Source:
        parts = self._pairs(
            node,
            f"{name}: source",
            required={"text", "checked_on", "flag"},
            optional={"because"},
        )
        text = self._text(parts["text"], f"{name}: source.text")
        day = self._day(parts["checked_on"], f"{name}: source.checked_on")
        return Source(text, day, *self._certainty(name, parts))

    def _certainty(self, name: str, parts: Pairs) -> tuple[str, str]:
        """Return the flag of a source, and why its number is said although it is not verified."""
        flag = self._text(parts["flag"], f"{name}: source.flag")
        if flag not in CERTAINTY:
            self._refuse(
                parts["flag"],
                f"{name}: flag {flag!r} wordt niet gezegd; kies uit {', '.join(CERTAINTY)}, of haal "
                "het feit weg",
            )
        if flag not in VERIFIED and "because" not in parts:
            self._refuse(
                parts["flag"],
                f"{name}: een getal met flag {flag} is niet zeker genoeg; kijk het na en schrijf "
                f"{' of '.join(VERIFIED)}, of schrijf 'because: …' met de reden waarom het toch mag",
            )
        because = parts.get("because")
        return flag, self._text(because, f"{name}: source.because") if because else ""

    def _text(self, node: yaml.Node, what: str) -> str:
        if node.tag != "tag:yaml.org,2002:str" or not str(node.value).strip():
            self._refuse(node, f"{what}; schrijf tekst, een getal tussen aanhalingstekens")
        return str(node.value)

    def _day(self, node: yaml.Node, what: str) -> dt.date:
        text = str(node.value)
        quoted = node.tag == "tag:yaml.org,2002:str"
        if quoted and re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            try:
                return dt.date.fromisoformat(text)
            except ValueError:
                pass
        self._refuse(
            node, f'{what}; schrijf een dag die bestaat tussen aanhalingstekens, als "2026-01-31"'
        )

    def _pairs(
        self,
        node: yaml.Node,
        what: str,
        required: Collection[str] = (),
        optional: Collection[str] = (),
    ) -> Pairs:
        """Return a mapping's nodes by key; with ``required`` no other keys are let through."""
        if not isinstance(node, yaml.MappingNode):
            self._refuse(node, f"{what}; schrijf hier 'sleutel: waarde', een per regel")
        found: Pairs = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                self._refuse(key, f"{what}: {name!r} staat er twee keer; haal er een weg")
            if required and name not in {*required, *optional}:
                allowed = ", ".join(sorted({*required, *optional}))
                self._refuse(key, f"{what}: {name!r} is onbekend; gebruik alleen {allowed}")
            found[name] = value
        for name in self._missing(found, required):
            self._refuse(node, f"{what}: {name!r} ontbreekt; schrijf '{name}: …'")
        return found

    @staticmethod
    def _missing(found: Pairs, required: Collection[str]) -> Iterator[str]:
        return (name for name in sorted(required) if name not in found)

    def _refuse(self, node: yaml.Node, problem: str) -> NoReturn:
        raise KnowledgeRefused(f"{self._path}, regel {node.start_mark.line + 1}: {problem}")
