"""The pages for who has no JavaScript: everything that can be asked, and the numbers."""

import re

import pytest

from bot.knowledge.facts import facts
from bot.knowledge.plain_questions import labels_by_theme, plain_answer
from bot.server.plain_pages import NUMBERS, answer_page, html_of, overview, unknown


def test_the_overview_has_every_number_to_ring_and_every_question_as_a_plain_link():
    page = overview()
    for fact in NUMBERS:
        assert fact in facts()
    assert '<a href="tel:112">112</a>' in page
    assert '<a href="tel:0887891000">088 789 10 00</a>' in page
    links = re.findall(r'href="/zonder-javascript/(\w+)"', page)
    assert len(links) == len(set(links)) == sum(len(a) for a in labels_by_theme().values())
    assert len(links) > 50
    assert "<script" not in page


@pytest.mark.parametrize("heading", labels_by_theme())
def test_every_question_has_a_page_with_its_answer_and_no_open_blank(heading):
    for name, _ in labels_by_theme()[heading]:
        page = answer_page(name)
        assert page
        assert "Bron: " in page
        assert "**" not in page
        assert not re.search(r"\{\w+\}", page)


def test_after_the_year_of_an_amount_the_page_shows_none(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2027-01-02")
    page = answer_page("eigen_bijdrage")
    assert "€" not in page.split("Bron:")[0].split("<h1>")[1].split("</div>")[0]
    assert "actuele bedrag" in page
    assert "https://www.hetcak.nl" in page


@pytest.mark.parametrize("name", ["bestaat_niet", "../demo", "<script>", "groet"])
def test_an_unknown_question_has_no_page_and_the_way_back_is_shown(name):
    assert answer_page(name) is None
    assert '<a href="/zonder-javascript">' in unknown()


def test_what_is_in_a_text_stays_text():
    made = html_of(
        '<script>alert("x")</script>\n- **een** & https://www.ciz.nl/a.\n- bel 0800-2000'
    )
    assert made == (
        "<p>&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;</p>\n"
        '<ul><li><strong>een</strong> &amp; <a href="https://www.ciz.nl/a">www.ciz.nl/a</a>.</li>'
        '<li>bel <a href="tel:08002000">0800-2000</a></li></ul>'
    )


def test_an_answer_knows_what_it_is_about():
    from bot.clock import today

    answer = plain_answer("wat_is_wlz", today())
    assert answer.label
    assert len(answer.texts) == 2
