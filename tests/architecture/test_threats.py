"""The page of threats names a test in every line, and each of them exists."""

import ast
import re
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/dreigingen.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def lines():
    """Return the lines of all tables, without their headings."""
    return [
        line
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and not line.startswith(("| threat", "| ---"))
    ]


@lru_cache(maxsize=64)
def names_in(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in tree.body if isinstance(node, kinds)}


def test_every_threat_has_one_test_that_exists():
    assert len(lines()) > 50
    for line in lines():
        found = NAMED.findall(line)
        assert len(found) == 1, line
        ((path, name),) = found
        assert (ROOT / path).exists(), path
        assert name in names_in(path), f"{path}::{name}"


def test_every_threat_says_what_kind_it_is_and_what_is_in_the_way():
    for line in lines():
        threat, kinds, way, _ = (cell.strip() for cell in line.strip("|").split("|"))
        assert threat, line
        assert set(kinds.split()) <= set("STRIDE"), line
        assert kinds, line
        assert way or threat.startswith("The same"), line
