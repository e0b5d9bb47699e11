"""Every content file, spoiled in each way that people spoil them, is refused with its line by its loader.

The real files are used, so that a new file and a new loader are tested from their first day.
"""

import re
from pathlib import Path

import pytest

from bot.errors import KnowledgeRefused
from bot.knowledge import answer_rules, content, files
from bot.knowledge.content import shown
from bot.knowledge.questions import other_words
from bot.server.last_good import content_files

ROOT = Path(__file__).parents[2]
#: what reads a file, where the loader that content.py names reads more than that file
READ_BY = {"bot/knowledge/words/antwoorden.yml": other_words.__wrapped__}


def loader_of(path: Path):
    """Return what reads a file, anew each time; None for a file of answers, which the rules read."""
    every = content.FIRST | content.THEN
    for name in (str(path), str(path.parent)):
        if name in READ_BY:
            return READ_BY[name]
        if name in every and name != "data/nlu":
            return getattr(every[name], "__wrapped__", every[name])
    return None


FILES = [path.relative_to(ROOT) for path in content_files(ROOT) if path.suffix == ".yml"]
for _load in (*content.FIRST.values(), *content.THEN.values()):
    _load()  # what one loader takes from another is kept, and is that of the tree


@pytest.fixture
def refused(tmp_path):
    """Return what is said when a file holds something else; only its own folder is read in a copy."""

    def when(path, text):
        copy = tmp_path / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        for other in (ROOT / path.parent).glob("*.*") if path.suffix == ".csv" else ():
            (copy.parent / other.name).symlink_to(other)
        copy.write_bytes(text if isinstance(text, bytes) else text.encode())
        load = loader_of(path)
        if load is None:
            return [shown(line) for line in answer_rules.problems(tmp_path / "data")]
        files.use_copy(tmp_path)
        try:
            load()
        except KnowledgeRefused as wrong:
            return [shown(str(wrong))]
        finally:
            files.use_copy(None)
        return []

    return when


def said_of(path, found, says, line=None):
    """Assert that a refusal names the file, a line, the problem and what to write."""
    at = line or "[1-9][0-9]*"
    where = rf"{re.escape(str(path))}:{at}: "
    told = [one for one in found if re.search(rf"{where}(?s:.*){says}", strip(one))]
    assert told, found
    assert all(re.search(r"Schrijf: \S|; (?:\w+ )*\w", one) for one in told), told


def strip(one):
    """Return a refusal without the folder of the copy."""
    return re.sub(r"^\S*?((?:data|bot|domain\.yml)\S*?:\d+: )", r"\1", one)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_tab_is_refused(path, refused):
    text = (ROOT / path).read_text()
    last = len(text.splitlines())
    said_of(path, refused(path, text.rstrip("\n") + "\n\tx: y\n"), "een tab", last + 1)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_name_that_stands_there_twice_is_refused(path, refused):
    text = (ROOT / path).read_text()
    *_, key = re.finditer(r"^(\w+):", text, re.M)
    again = text.rstrip("\n") + f"\n{key[1]}: x\n"
    said_of(path, refused(path, again), "twee keer", len(again.splitlines()))


@pytest.mark.parametrize("path", FILES, ids=str)
def test_what_is_no_yaml_is_refused(path, refused):
    text = (ROOT / path).read_text().rstrip("\n")
    said_of(path, refused(path, f'{text}\n"x: [y\n'), "YAML")


@pytest.mark.parametrize("path", FILES, ids=str)
def test_an_empty_file_is_refused(path, refused):
    said_of(path, refused(path, ""), "leeg", 1)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_what_is_no_text_is_refused(path, refused):
    said_of(path, refused(path, b"\xe9\xff: 1\n"), "niet te lezen", 1)


DAY = re.compile(r'(?<!dag: )"20\d\d-\d\d-\d\d"')
DATED = [p for p in FILES if DAY.search((ROOT / p).read_text())]


@pytest.mark.parametrize("path", DATED, ids=str)
def test_a_day_that_does_not_exist_is_refused(path, refused):
    text = (ROOT / path).read_text()
    at = DAY.search(text).start()
    line = text.count("\n", 0, at) + 1
    changed = DAY.sub('"2026-02-30"', text, count=1)
    said_of(path, refused(path, changed), "2026-02-30 bestaat niet|die bestaat", line)


@pytest.mark.parametrize("path", DATED, ids=str)
def test_a_day_without_quotes_is_refused(path, refused):
    text = (ROOT / path).read_text()
    changed = DAY.sub("2026-02-03", text, count=1)
    said_of(path, refused(path, changed), "aanhalingstekens")


#: of an answer only where it must have one: a greeting has none
SOURCE = re.compile(
    r"^ +bron: .*\n(?=(?: +checked_on: .*\n(?: +label: .*\n)?)? +zekerheid: )"
    r"|^ +source: \{.*\}\n|, source: \{[^}]*\}|source: \{[^}]*\}, ",
    re.M,
)
SOURCED = [p for p in FILES if SOURCE.search((ROOT / p).read_text())]


@pytest.mark.parametrize("path", SOURCED, ids=str)
def test_a_missing_source_is_refused(path, refused):
    text = SOURCE.sub("", (ROOT / path).read_text(), count=1)
    said_of(path, refused(path, text), "(?:bron|source)' ontbreekt|heeft geen bron")


#: not in a comment
BLANK = re.compile(r"(?P<before>^(?! *#).*\w )\{[a-z]\w+\}", re.M)
FILLED = [p for p in FILES if BLANK.search((ROOT / p).read_text())]


@pytest.mark.parametrize("path", FILLED, ids=str)
def test_a_placeholder_that_nobody_fills_is_refused(path, refused):
    text = (ROOT / path).read_text()
    line = text.count("\n", 0, BLANK.search(text).start()) + 1
    found = refused(path, BLANK.sub(r"\g<before>{niemand_vult_dit}", text, count=1))
    said_of(path, found, "niemand_vult_dit")
    assert re.search(rf":(?:{line}|{line - 1}|{line - 2}): ", strip(found[0])), (line, found)


def test_the_ways_to_spoil_a_file_reach_enough_of_them():
    assert len(FILES) > 50
    assert len(DATED) >= 20
    assert len(SOURCED) >= 15
    assert len(FILLED) >= 15
