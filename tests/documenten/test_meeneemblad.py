from dataclasses import replace
from html.parser import HTMLParser

import pytest

from bot.documenten import meeneemblad
from bot.documenten.blad import SheetUnknown, sheet
from bot.documenten.maken import make
from bot.documenten.meeneemblad import Section, Sheet, as_html, as_pdf, as_text
from bot.documenten.verwijzing import Ended, Wish
from tests.documenten.pdf_reader import read_pdf
from tests.documenten.wishes import ABOUT, NOW, OBJECTION, SHEET, TERM, TODAY


class Words(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.said, self.tags = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.said.append(data)

    @property
    def text(self):
        return " ".join("".join(self.said).split())


@pytest.fixture(scope="module")
def paper():
    return read_pdf(make(SHEET, "pdf", TODAY, NOW).content)


def headings(wish):
    return [section.heading for section in sheet(wish, TODAY).sections]


def text_under(wish, heading):
    return next(s.text for s in sheet(wish, TODAY).sections if s.heading == heading)


def test_the_sheet_says_what_was_said_what_came_out_and_what_to_do():
    assert headings(SHEET) == [
        "Welk loket past",
        "U zei",
        "Wat kunt u nu doen",
        "Leg dit klaar",
        "Dit kunnen ze u vragen",
        "Waar kunt u terecht",
    ]
    assert "- uw moeder is 84 jaar" in text_under(SHEET, "U zei")
    assert "waarschijnlijk" in text_under(SHEET, "Welk loket past")
    assert "**Waarom?**" in text_under(SHEET, "Welk loket past")
    where = text_under(SHEET, "Waar kunt u terecht")
    assert "088 789 10 00" in where
    assert "cliëntondersteuner" in where
    assert "https://" in where


def test_a_large_sheet_of_one_flow_fits_on_one_page_in_large_print(paper):
    assert len(paper.pages) == 1
    assert "/Lang (nl-NL)" in paper.catalog
    assert "/Title (Meeneemblad langdurige zorg)" in paper.about
    assert "er is dementie en er is een lichamelijke beperking" in paper.text


def test_three_formats_say_the_same(paper):
    said = sheet(SHEET, TODAY)
    page = Words(make(SHEET, "html", TODAY, NOW).content.decode())
    plain = " ".join(make(SHEET, "txt", TODAY, NOW).content.decode().split())
    for section in said.sections:
        for _kind, lines in section.blocks:
            for line in lines:
                words = line.replace("**", "")
                assert words in page.text
                assert words in plain
                assert words in paper.text


def test_the_page_to_print_is_dutch_ordered_and_has_no_script():
    page = Words(make(SHEET, "html", TODAY, NOW).content.decode())
    tags = [tag for tag, _ in page.tags]
    assert ("html", {"lang": "nl"}) in page.tags
    assert tags.count("h1") == 1
    assert tags.count("h2") == len(sheet(SHEET, TODAY).sections)
    assert "script" not in tags
    assert not any("style" in attributes for _, attributes in page.tags)  # the CSP forbids it


def test_words_with_signs_of_markup_stay_words_on_the_page():
    odd = Sheet("T", "<b>a</b>", (Section("K & <i>", '- <script>"x" **vet**'),), "b")
    page = as_html(odd).decode()
    assert "&lt;script&gt;" in page
    assert "<strong>vet</strong>" in page
    assert "<b>" not in page
    assert "<script>" not in as_text(odd).decode().replace('<script>"x" vet', "")


def test_all_letters_that_dutch_needs_are_in_the_font():
    letters = "áàäâéèëêíìïîóòöôúùüûñç ÁÀÄÂÉÈËÊÍÌÏÎÓÒÖÔÚÙÜÛÑÇ ĳĲ ‘’ “” – — … € • §"
    few = Sheet("Letters", letters, (), "b")
    content = as_pdf(few, NOW)
    assert letters in read_pdf(content).pages[0]
    assert as_pdf(few, NOW) == content  # the same words give the same file


def test_a_sheet_of_many_flows_takes_more_pages_and_loses_nothing(monkeypatch):
    monkeypatch.setattr(meeneemblad, "SIZES", (12.0,))  # the smallest alone: it saves time
    wish = replace(
        SHEET,
        uitkomsten=(
            *SHEET.uitkomsten,
            Ended("uitkomst_uitslag_afgewezen", {"uitslag": "afgewezen"}),
            Ended("uitkomst_bezwaar_tot", {}, {"bezwaar_tot": OBJECTION["bezwaar_tot"]}),
            Ended("uitkomst_termijn_binnen", {"ontvangen_op": "2026-11-03"}, TERM),
            Ended("vorm_vpt", {"waar_wonen": "thuis"}),
            Ended("vorm_mpt"),
        ),
    )
    found = read_pdf(make(wish, "pdf", TODAY, NOW).content)
    assert len(found.pages) > 1
    for part in ("dinsdag 22 december 2026", "dinsdag 15 december 2026", "Gratis hulp"):
        assert part in found.text
    assert headings(wish).count("Vormen van zorg die kunnen passen") == 1


def test_after_a_lookup_alone_the_sheet_names_the_zorgkantoor():
    wish = Wish("meeneemblad", regio="ZK16")
    where = text_under(wish, "Waar kunt u terecht")
    assert "controleer op de site" in where
    assert "Welk loket past" not in headings(wish)


def test_the_wording_follows_who_it_is_about():
    own = replace(SHEET, slots={"voor_wie": "zelf"})
    assert "u bent 84 jaar" in text_under(own, "U zei")
    assert "moeder" not in " ".join(s.text for s in sheet(own, TODAY).sections)


@pytest.mark.parametrize("name", ["uitkomst_triage_bestaat_niet", "wat_is_wlz", "x", ""])
def test_an_outcome_without_a_text_gives_no_half_sheet(name):
    with pytest.raises(SheetUnknown):
        sheet(Wish("meeneemblad", uitkomsten=(Ended(name),), slots=ABOUT), TODAY)
