"""The pages and graphs for the jurist are those of the rules of now, and can be read."""

from xml.etree import ElementTree as ET

import pytest

from bench.stromen.courses import FLOWS, walked
from bench.stromen.drawing import MOST_ROWS, graphs, rows
from bench.stromen.groups import labels
from bench.stromen.pages import FOLDER, pages, write_pages
from bench.stromen.words import called, phrase_words
from bot.care.paths import Node, branched
from bot.errors import KnowledgeRefused
from bot.knowledge.rules import triage, uitslag, wzd

MADE = pages()
ALL_GRAPHS = [
    graph
    for name in FLOWS
    for stretch in walked(name)
    for graph in graphs(stretch.course, stretch.grown, name)
]


def test_the_pages_for_the_jurist_are_up_to_date():
    stored = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    differ = {name for name in MADE.keys() | stored.keys() if MADE.get(name) != stored.get(name)}
    assert not differ, f"loopt achter op de regels: {sorted(differ)}; draai `make docs`"


def test_writing_the_pages_removes_what_no_longer_exists(tmp_path):
    (tmp_path / "oud.svg").write_text("oud")
    assert {path.name for path in write_pages(tmp_path, MADE)} == set(MADE)
    assert {path.name for path in tmp_path.iterdir()} == set(MADE)


@pytest.mark.parametrize("table", [triage(), wzd(), uitslag()], ids=lambda table: table.name)
def test_a_page_shows_every_row_with_its_source_and_days(table):
    page = MADE[f"{table.name}.md"]
    for row in table.rows:
        line = next(line for line in page.splitlines() if f"| {row.id} |" in line)
        assert row.source.text in line
        assert str(row.valid_from.year) in line
        assert str(row.source.checked_on.year) in line


def test_every_graph_fits_on_a_page_and_shows_every_outcome_of_its_flow():
    assert all(rows(graph.root) <= MOST_ROWS for graph in ALL_GRAPHS)
    for name in FLOWS:
        drawn = "".join(text for file, text in MADE.items() if file.startswith(name))
        for path in walked(name)[0].paths:
            assert path.end.id.split(" > ")[0] in drawn


def test_every_box_that_refers_to_a_number_has_that_number_in_the_same_graph():
    for graph in ALL_GRAPHS:
        boxes = list(graph.root.all())
        numbered = [box.number for box in boxes if box.kind == "question" and box.number]
        assert len(numbered) == len(set(numbered))
        assert {b.number for b in boxes if b.kind == "refers" and b.number} == set(numbered)


@pytest.mark.parametrize("file", [name for name in MADE if name.endswith(".svg")])
def test_a_graph_is_an_image_with_a_title_and_nothing_falls_outside_it(file):
    root = ET.fromstring(MADE[file])
    width, height = (float(root.get(side)) for side in ("width", "height"))
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text
    for box in root.findall(f"{space}rect[@x]"):
        assert float(box.get("x")) + float(box.get("width")) <= width
        assert 0 <= float(box.get("y")) <= height - float(box.get("height"))


@pytest.mark.parametrize("name", FLOWS)
def test_the_answers_that_lead_apart_have_different_labels(name):
    def look(course, node):
        groups = branched(node)
        said = labels(course, node.slot, [values for values, _ in groups])
        assert len(set(said)) == len(said), said
        for _, below in groups:
            if isinstance(below, Node):
                look(course, below)

    for stretch in walked(name):
        look(stretch.course, stretch.grown)


@pytest.mark.parametrize(
    ("name", "phrase", "said"),
    [
        ("leeftijd", "< 18", "jonger dan 18 jaar"),
        ("leeftijd", "18 t/m 23", "18 t/m 23 jaar"),
        ("leeftijd", "weet_niet", "‘weet niet’"),
        ("blijvend", "niet nee", "niet ‘nee’"),
        ("grondslag", "bevat dementie of geen", "met ‘dementie’ of ‘geen van deze’"),
        ("grondslag", "zonder dementie", "zonder ‘dementie’"),
    ],
)
def test_a_condition_is_said_in_words(name, phrase, said):
    assert phrase_words(name, phrase) == said


def test_a_new_question_without_a_short_name_is_refused_with_what_to_write():
    with pytest.raises(KnowledgeRefused, match=r"words\.yml.*'nieuw'"):
        called("triage", "nieuw")
