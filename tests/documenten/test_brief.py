import io

import pytest
from docx import Document
from docx.oxml.ns import qn

from bot.documenten.maken import letter, make
from bot.documenten.verwijzing import DocumentUnknown, Wish
from bot.knowledge.documenten import documents
from tests.documenten.pdf_reader import read_pdf
from tests.documenten.wishes import LATE, NOW, OBJECTION, TERM, TODAY

LETTERS = [(name, to) for name, row in documents().brieven.items() for to in row.aan]


def word(wish):
    return Document(io.BytesIO(make(wish, "docx", TODAY, NOW).content))


def words_of(document):
    return " ".join(" ".join(p.text for p in document.paragraphs).split())


def pdf(wish):
    return read_pdf(make(wish, "pdf", TODAY, NOW).content)


def said(wish):
    described = letter(wish, TODAY)
    return " ".join(p for p in described.alineas if isinstance(p, str))


@pytest.mark.parametrize(
    ("name", "to"), [(n, row.aan[-1]) for n, row in documents().brieven.items()]
)
def test_word_and_pdf_say_the_same_and_the_page_for_the_sender_comes_last(name, to):
    wish = Wish("brief", {**TERM, **OBJECTION}, brief=name, aan=to)
    described, in_word, in_pdf = letter(wish, TODAY), words_of(word(wish)), pdf(wish)
    lines = [*described.afzender, *described.aan, described.onderwerp, described.aanhef]
    texts = [p for p in described.alineas if isinstance(p, str)]
    for text in [*lines, *texts, *described.ondertekening, *described.voor_uzelf, described.bron]:
        assert text in in_word
        assert text in in_pdf.text
    to_send, for_the_sender = in_pdf.pages
    assert "Handtekening" in to_send
    assert "Stuur het niet mee" in for_the_sender


def test_a_letter_has_its_title_its_language_and_its_own_letters():
    found = pdf(LATE)
    assert "/Lang (nl-NL)" in found.catalog
    assert "/DisplayDocTitle true" in found.catalog
    assert "/Title (Ingebrekestelling)" in found.about
    assert found.fonts_in_file == 2  # plain and bold, inside the file
    document = word(LATE)
    assert document.core_properties.title == "Ingebrekestelling"
    spoken = document.styles["Normal"].element.rPr.find(qn("w:lang"))
    assert spoken.get(qn("w:val")) == "nl-NL"


def test_a_notice_of_default_names_days_article_and_what_is_asked():
    text = said(LATE)
    for part in (
        "3 november 2026",
        "binnen 6 weken na ontvangst",
        "artikel 3.2.4",
        "rond 15 december",
    ):
        assert part in text
    assert "stel ik het CIZ in gebreke" in text
    assert "binnen 2 weken nadat u deze brief" in text
    assert "artikel 4:17" in text


def test_in_a_crisis_the_shorter_term_is_named():
    wish = Wish("brief", TERM, brief="ingebrekestelling", aan="ciz", crisis=True)
    assert "beslissen binnen 2 weken na ontvangst" in said(wish)


def test_a_day_that_is_not_known_is_a_blank_and_the_sender_is_told_to_find_out():
    unsure = Wish("brief", {"ontvangen_op": "2026-11-03"}, brief="ingebrekestelling", aan="ciz")
    assert "rond ....." in said(unsure)
    points = " ".join(letter(unsure, TODAY).voor_uzelf)
    assert "zeker weet dat de termijn voorbij is" in points
    assert "088 789 10 00" in points
    assert "....." not in points
    assert "vanaf rond 16 december 2026" in " ".join(letter(LATE, TODAY).voor_uzelf)


@pytest.mark.parametrize("to", ["ciz", "zorgkantoor", "cak", "gemeente"])
def test_an_objection_goes_to_the_organisation_that_decided(to):
    wish = Wish("brief", {}, brief="bezwaar", aan=to)
    described = letter(wish, TODAY)
    assert documents().ontvangers[to].naam in described.alineas[0]
    assert described.aan[0].lower().startswith(to)
    assert sum(p for p in described.alineas if isinstance(p, int)) >= 5  # room for reasons


def test_the_short_objection_saves_the_day_and_leaves_the_reasons_for_later():
    wish = Wish("brief", OBJECTION, brief="bezwaar_voorlopig", aan="ciz")
    text = said(wish)
    assert "pro forma" in text
    assert "Mijn redenen stuur ik later" in text
    assert "maak ik bezwaar" in text
    assert "22 december 2026" in " ".join(letter(wish, TODAY).voor_uzelf)


@pytest.mark.parametrize(("name", "to"), LETTERS)
def test_no_letter_asks_for_a_bsn(name, to):
    described = letter(Wish("brief", {}, brief=name, aan=to), TODAY)
    texts = [*described.afzender, *(p for p in described.alineas if isinstance(p, str))]
    assert not any("burgerservice" in t.lower() or "bsn" in t.lower() for t in texts)
    assert any("burgerservicenummer is niet nodig" in point for point in described.voor_uzelf)


@pytest.mark.parametrize(("name", "to"), [("bestaat_niet", "ciz"), ("ingebrekestelling", "cak")])
def test_a_letter_that_does_not_exist_is_refused(name, to):
    with pytest.raises(DocumentUnknown):
        make(Wish("brief", {}, brief=name, aan=to), "pdf", TODAY, NOW)
    with pytest.raises(DocumentUnknown):
        make(LATE, "exe", TODAY, NOW)
