import pytest

from bot.care.comparison import Grid, as_lines, as_markdown, side_by_side
from bot.errors import KnowledgeRefused
from bot.knowledge.comparison import FILE, comparison, load_comparison
from bot.knowledge.rules import leveringsvormen

FORMS = [vorm.id for vorm in leveringsvormen().vormen]


def rows_of(*forms):
    grid = side_by_side(forms, comparison())
    return grid.head[1:], {question: cells for question, *cells in grid.rows}


def test_the_forms_stand_side_by_side_in_the_order_of_the_short_list():
    head, rows = rows_of("vpt", "mpt", "pgb")
    assert head == ("vpt", "mpt", "pgb")
    assert rows["Maaltijden?"] == ["ja", "nee", "nee"]
    assert rows["Behandeling uit de Wlz?"] == ["kan", "kan", "nee"]


def test_only_what_differs_is_shown():
    _, rows = rows_of("vpt", "mpt")
    assert "Waar?" not in rows  # both at home
    assert "Maaltijden?" in rows
    for cells in rows.values():
        assert len(set(cells)) > 1


def test_a_mix_stands_under_both_its_parts_and_once():
    assert rows_of("mpt_pgb", "pgb")[0] == ("mpt", "pgb")


def test_a_single_form_has_nothing_to_be_compared_with():
    assert side_by_side(["verblijf"], comparison()) is None


def test_deeltijdverblijf_goes_without_logeeropvang():
    _, rows = rows_of("dtv", "vpt")
    assert rows["Logeeropvang erbij?"] == ["nee", "kan"]


def test_a_table_is_markdown_where_it_is_shown_and_lines_where_it_is_not():
    grid = Grid(("", "vpt", "mpt"), (("Maaltijden?", "ja", "nee"),))
    assert as_markdown(grid) == "|  | vpt | mpt |\n| --- | --- | --- |\n| Maaltijden? | ja | nee |"
    assert as_lines(grid) == "- Maaltijden? vpt: ja; mpt: nee"


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_delivery_is_told_of(form):
    described = comparison().forms[form]
    assert described.naam
    assert described.button["payload"].startswith("/")
    assert len(described.button["title"]) <= 24


@pytest.mark.parametrize("row", comparison().rows, ids=lambda row: row.vraag)
def test_every_row_has_a_source_and_short_cells(row):
    assert row.source.text
    assert all(len(cell) <= 32 for cell in row.cells.values())


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('vpt: "ja", mpt: "nee"', 'mpt: "nee"', "'vpt' ontbreekt"),
        ('vpt: "ja", mpt: "nee"', 'vpt: "ja", vpx: "x", mpt: "nee"', "vpx"),
        ("kolommen: [mpt, pgb]", "kolommen: [mpt, pbg]", "pbg"),
        ('    kop: "pgb"\n', "", "geen kop of kolommen"),
        ('source: {text: "Blz art. 3.3.2", ', "source: {", "'text' ontbreekt"),
    ],
)
def test_a_comparison_with_a_hole_in_it_is_refused(tmp_path, old, new, problem):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "vergelijking.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeRefused, match=problem):
        load_comparison(path)
