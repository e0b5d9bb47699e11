"""A changed text as a patch: the one part of the one file, in the form that ``git apply`` takes.

The file keeps everything else as it is, comments and order too: only the lines of the part differ.
"""

from __future__ import annotations

import difflib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import KnowledgeRefused
from bot.knowledge.answer_rules import problems
from bot.knowledge.answers import DATA, answers
from bot.knowledge.files import ROOT, current
from bot.knowledge.glossary import WORDS as GLOSSARY
from bot.knowledge.glossary import glossary
from bot.knowledge.level_rules import hard_parts
from bot.knowledge.places import inside, places
from bot.knowledge.readability import CORE
from bot.knowledge.said import answer_files

#: what an editor may change: parts of several lines, and parts of one
LONG = (
    *("text", "meer", "makkelijker", "verlopen", "waarom", "voorbeeld"),
    *("nu_doen", "verandert", "te_laat", "deuren"),
)
TERM = ("uitleg", "bron")
SHORT = ("bron", "checked_on", "label", "zekerheid")
MOST = 5000  # characters
Keys = Sequence[str | int]


@dataclass(frozen=True)
class Proposal:
    """A change of one part of one text.

    Attributes:
        patch: the unified diff; empty when nothing changes.
        wrong: what the content check says of it, a line each.
    """

    patch: str
    wrong: tuple[str, ...]


class NoSuchPart(KnowledgeRefused):
    """There is no such text, or it has no such part that may be changed."""


def propose(name: str, variant: int, part: str, words: str, data: Path = DATA) -> Proposal:
    """Return a change of an answer as a patch, with what the content check says of it.

    Args:
        name: of the answer, ``utter_…``.
        variant: which of its variants, from 0.
        part: one of ``LONG`` or ``SHORT`` that the variant has.
        words: what it should say.
        data: the folder with the files.

    Raises:
        NoSuchPart: the answer does not have that part.
    """
    if name not in places() or part not in (*LONG, *SHORT):
        raise NoSuchPart(f"'{part}' van {name} is hier niet te wijzigen")
    path = places()[name].path  # data/nlu/wlz.yml
    at: Keys = ["responses", name, variant, *([] if part == "text" else ["metadata"]), part]
    changed = _changed(name, variant, part, tidy(words))
    return _proposal(path, at, words, lambda after: _wrong(path, after, data, name, changed, part))


def _changed(name: str, variant: int, part: str, words: str) -> dict[str, Any]:
    """Return a variant of an answer as it would be."""
    variants = answers()[name]
    old = variants[variant] if 0 <= variant < len(variants) else {}
    if part == "text":
        return {**old, "text": words}
    return {**old, "metadata": {**(old.get("metadata") or {}), part: words}}


def propose_term(name: str, part: str, words: str) -> Proposal:
    """Return a change of a term of the glossary as a patch (see ``propose``).

    Raises:
        NoSuchPart: there is no such term, or it does not have that part.
    """
    if part not in TERM:
        raise NoSuchPart(f"'{part}' is hier niet te wijzigen")
    return _proposal(inside(GLOSSARY), ["begrippen", name, part], words, _wrong_term)


def _proposal(path: Path, at: Keys, words: str, wrong: Callable[[str], Iterator[str]]) -> Proposal:
    before = current(ROOT / path).read_text(encoding="utf-8")
    after = with_part(before, at, tidy(words))
    if after == before:
        return Proposal("", ())
    return Proposal("".join(_diff(before, after, path)), tuple(wrong(after)))


def tidy(words: str) -> str:
    """Return words as they stand in a file: spaces for tabs, nothing at the ends of lines."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "  ").split("\n")
    readable = ("".join(c for c in line if c.isprintable()).rstrip() for line in lines)
    return "\n".join(readable).strip()[:MOST]


def with_part(source: str, at: Keys, words: str) -> str:
    """Return the text of a YAML file with the value at some keys replaced; nothing else changes.

    Raises:
        NoSuchPart: nothing stands at those keys.
    """
    key = _key(source, at)
    lines = source.splitlines(keepends=True)
    first, column = key.start_mark.line, key.start_mark.column
    last = _end(lines, first, column)
    head, part = lines[first][:column], at[-1]
    block = re.search(r":\s*\|\s*$", lines[first].rstrip()) or "\n" in words
    if block and part not in SHORT:
        indent = " " * (column + 2)
        new = [f"{head}{part}: |\n", *(f"{indent}{x}".rstrip() + "\n" for x in words.split("\n"))]
    else:
        new = [f"{head}{part}: {json.dumps(' '.join(words.split()), ensure_ascii=False)}\n"]
    changed = "".join([*lines[:first], *new, *lines[last:]])
    return source if _value(changed, at) == _value(source, at) else changed


def _key(source: str, at: Keys) -> yaml.Node:
    """Return the node of the last key."""
    node, key = yaml.compose(source, yaml.CSafeLoader), None
    for step in at:
        key, node = _child(node, step)
    if key is None or not isinstance(node, yaml.ScalarNode):
        raise NoSuchPart(f"'{at[-1]}' is geen tekst")
    return key


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node | None, yaml.Node]:
    if isinstance(step, int):
        rows = node.value if isinstance(node, yaml.SequenceNode) else []
        if 0 <= step < len(rows):
            return None, rows[step]
    for key, value in node.value if isinstance(node, yaml.MappingNode) else []:
        if key.value == step:
            return key, value
    raise NoSuchPart(f"'{step}' staat daar niet")


def _end(lines: list[str], first: int, column: int) -> int:
    """Return the line after a value: the next that is not blank and not further in than its key."""
    last = first + 1
    for at in range(first + 1, len(lines)):
        text = lines[at]
        if text.strip() and len(text) - len(text.lstrip(" ")) <= column:
            break
        if text.strip():
            last = at + 1
    return last


def _value(source: str, at: Keys) -> str:
    found: Any = yaml.load(source, yaml.CSafeLoader)
    for step in at:
        found = found[step]
    return str(found).strip()


def _diff(before: str, after: str, path: Path) -> Iterator[str]:
    yield from difflib.unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        f"a/{path.as_posix()}",
        f"b/{path.as_posix()}",
    )


def _wrong(
    path: Path, after: str, data: Path, name: str, changed: Mapping[str, Any], part: str
) -> Iterator[str]:
    """Yield what the rules say when one file of all is changed."""
    with tempfile.TemporaryDirectory() as folder:
        for file in answer_files(data):
            copy = Path(folder) / file.parent.name / file.name
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(file, copy)
        (Path(folder) / path.parent.name / path.name).write_text(after, encoding="utf-8")
        for one in problems(Path(folder)):
            yield one.replace(f"{folder}/", "data/")
    for line in hard_parts(name, changed).get(CORE if part == "text" else part, []):
        yield f"Te moeilijk voor B1: {line}"


def _wrong_term(after: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / GLOSSARY.name
        path.write_text(after, encoding="utf-8")
        try:
            glossary.__wrapped__(path)  # not kept: the file is gone in a moment
        except KnowledgeRefused as wrong:
            yield str(wrong).replace(str(path), str(inside(GLOSSARY)))
