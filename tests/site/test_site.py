"""The site for a lawyer: everything is there, and every link leads somewhere."""

import datetime as dt
import re
from pathlib import Path

import pytest

from bench.site import building as made
from bench.site.markdown import as_html
from bot.desk import texts

ROOT = Path(__file__).parents[2]
SOME = ("utter_eigen_bijdrage", "utter_wat_is_wlz", "utter_ask_voor_wie", "utter_groet")


@pytest.fixture(scope="module")
def pages():
    """The site with a few answers and the flow pages as they were written last."""
    stored = {p.name: p.read_text() for p in (ROOT / "docs/generated/stroom").iterdir()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made, "flow_pages", lambda: stored)
        patch.setattr(texts, "rows", lambda: [texts.row_of(name) for name in SOME])
        return dict(made.site(dt.date(2027, 1, 1)))


def test_every_link_leads_to_a_page_of_the_site_or_outside(pages):
    for name, content in pages.items():
        for goal in re.findall(r'(?:href|src)="([^"#]*)', content):
            known = (
                goal in pages or goal in ("", "site.css") or goal.startswith(("https://", "tel:"))
            )
            # the answers that this test leaves out have their pages in the whole site
            assert known or goal.startswith("antwoorden-"), f"{name}: {goal}"


def test_an_answer_stands_there_with_all_its_parts_as_on_the_day(pages):
    page = pages["antwoorden-geld.html"]
    for words in (
        "Meer uitleg",
        "Makkelijker",
        "Blz art. 3.3.2",
        "2026-11-22",
        "data/nlu/geld.yml:",
    ):
        assert words in page
    answer = page.split("Als een bedrag is verlopen")[0]
    assert "€" not in answer  # the amounts of 2026 are gone
    assert "Vanaf 1 januari 2027" in answer


def test_facts_terms_calendar_and_the_list_for_a_release_are_there(pages):
    assert "antwoorden-geld.html#utter_eigen_bijdrage" in pages["feiten.html"]
    assert "Wet langdurige zorg" in pages["begrippen.html"]
    assert "Nog onzeker" in pages["kalender.html"]
    assert "utter_groet" not in pages["uitgave.html"]  # read in the law itself
    assert "Bron V-org" in pages["uitgave.html"]


def test_a_flow_page_is_a_table_with_its_drawing(pages):
    page = pages["uitslag.html"]
    assert "<td>toegekend</td>" in page
    assert '<img src="uitslag.svg"' in page
    assert "<code>bot/knowledge/law/uitslag.yml</code>" in page


def test_what_is_no_markup_is_shown_as_it_stands():
    html = as_html("# Kop\ntekst <b>\n\n| a | b |\n| --- | --- |\n| x<br>y | [z](z.md) |\n")
    assert html == (
        "<h1>Kop</h1>\n<p>tekst &lt;b&gt;</p>\n"
        '<div class="scroll"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>'
        '<tr><td>x<br>y</td><td><a href="z.html">z</a></td></tr></tbody></table></div>'
    )


def test_writing_replaces_what_was_there(tmp_path, monkeypatch):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/oud.html").write_text("oud")
    monkeypatch.setattr(made, "site", lambda on: [("index.html", "nieuw")])
    first = made.write_site(tmp_path / "site")
    assert {p.name for p in first.parent.iterdir()} == {"index.html", "site.css"}
