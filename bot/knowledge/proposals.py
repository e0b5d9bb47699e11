"""A changed text as a patch: the one part of the one file, in the form that ``git apply`` takes.

The file keeps everything else as it is, comments and order too: only the lines of the part differ.
"""

from __future__ import annotations

import difflib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import KnowledgeRefused
from bot.knowledge.answer_rules import answer_files, problems
from bot.knowledge.answers import DATA
from bot.knowledge.files import ROOT, current
from bot.knowledge.places import places

#: what an editor may change: parts of several lines, and parts of one
LONG = (
    *("text", "meer", "makkelijker", "verlopen", "waarom", "voorbeeld"),
    *("nu_doen", "verandert", "te_laat", "deuren"),
)
SHORT = ("bron", "checked_on", "label", "zekerheid")
MOST = 5000  # characters


@dataclass(frozen=True)
class Proposal:
    """A change of one part of one answer.

    Attributes:
        name: of the answer.
        part: which part of it.
        patch: the unified diff; empty when nothing changes.
        wrong: what the content check says of it, a line each.
    """

    name: str
    part: str
    patch: str
    wrong: tuple[str, ...]


class NoSuchPart(KnowledgeRefused):
    """There is no such answer, or it has no such part that may be changed."""


def propose(name: str, variant: int, part: str, words: str, data: Path = DATA) -> Proposal:
    """Return a change as a patch, with what the content check says of it.

    Args:
        name: of the answer, ``utter_…``.
        variant: which of its variants, from 0.
        part: one of ``LONG`` or ``SHORT`` that the variant has.
        words: what it should say.
        data: the folder with the files.

    Raises:
        NoSuchPart: the answer does not have that part.
    """
    if name not in places():
        raise NoSuchPart(f"{name} is er niet; kies een antwoord uit de lijst")
    path = places()[name].path  # data/nlu/wlz.yml
    before = current(ROOT / path).read_text(encoding="utf-8")
    after = with_part(before, name, variant, part, tidy(words))
    patch = "".join(_diff(before, after, path))
    return Proposal(name, part, patch, tuple(_wrong(path, after, data)) if patch else ())


def tidy(words: str) -> str:
    """Return words as they stand in a file: spaces for tabs, nothing at the ends of lines."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "  ").split("\n")
    readable = ("".join(c for c in line if c.isprintable()).rstrip() for line in lines)
    return "\n".join(readable).strip()[:MOST]


def with_part(source: str, name: str, variant: int, part: str, words: str) -> str:
    """Return the text of a file with one part of an answer replaced.

    Raises:
        NoSuchPart: the answer does not have that part.
    """
    key = _key(source, name, variant, part)
    lines = source.splitlines(keepends=True)
    first, column = key.start_mark.line, key.start_mark.column
    last = _end(lines, first, column)
    head = lines[first][:column]
    block = re.search(r":\s*\|\s*$", lines[first].rstrip()) or "\n" in words
    if block and part in LONG:
        indent = " " * (column + 2)
        new = [f"{head}{part}: |\n", *(f"{indent}{x}".rstrip() + "\n" for x in words.split("\n"))]
    else:
        new = [f"{head}{part}: {json.dumps(' '.join(words.split()), ensure_ascii=False)}\n"]
    changed = "".join([*lines[:first], *new, *lines[last:]])
    return (
        changed
        if _value(changed, name, variant, part) != _value(source, name, variant, part)
        else source
    )


def _key(source: str, name: str, variant: int, part: str) -> yaml.Node:
    """Return the node of the key under which a part stands."""
    if part not in (*LONG, *SHORT):
        raise NoSuchPart(f"'{part}' is hier niet te wijzigen")
    variants = _child(_child(yaml.compose(source, yaml.CSafeLoader), "responses")[1], name)[1]
    if not isinstance(variants, yaml.SequenceNode) or not 0 <= variant < len(variants.value):
        raise NoSuchPart(f"{name} heeft geen variant {variant + 1}")
    inside = variants.value[variant]
    return _child(inside if part == "text" else _child(inside, "metadata")[1], part)[0]


def _child(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    for pair in pairs:
        if pair[0].value == key:
            return pair[0], pair[1]
    raise NoSuchPart(f"'{key}' staat daar niet")


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


def _value(source: str, name: str, variant: int, part: str) -> Any:
    inside = yaml.load(source, yaml.CSafeLoader)["responses"][name][variant]
    text = inside["text"] if part == "text" else inside["metadata"][part]
    return str(text).strip()


def _diff(before: str, after: str, path: Path) -> Iterator[str]:
    yield from difflib.unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        f"a/{path.as_posix()}",
        f"b/{path.as_posix()}",
    )


def _wrong(path: Path, after: str, data: Path) -> Iterator[str]:
    """Yield what the rules say when one file of all is changed."""
    with tempfile.TemporaryDirectory() as folder:
        for file in answer_files(data):
            copy = Path(folder) / file.parent.name / file.name
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(file, copy)
        (Path(folder) / path.parent.name / path.name).write_text(after, encoding="utf-8")
        for one in problems(Path(folder)):
            yield one.replace(f"{folder}/", "data/")
