"""A letter to complete and sign, as .docx and as .pdf, both from one description."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt

from bot.documenten.papier import LANGUAGE, MADE_WITH, Papier

#: points: large enough to read, and the letter still fits on one page
SIZE = 12
ROOM_TO_WRITE = 1.5  # height of a line, so that blanks can be filled in by hand
WRITING_LINE = "." * 136
SPACE_TO_SIGN = 2  # lines


@dataclass(frozen=True)
class Brief:
    """What a letter says, from top to bottom.

    Attributes:
        titel: name of the document.
        afzender: lines of the sender, with blanks.
        aan: lines of the recipient.
        datum: the line for place and day.
        onderwerp: what it is about.
        aanhef: how it begins.
        alineas: paragraphs; a number stands for that many lines to write on.
        groet: how it ends.
        ondertekening: the lines below, the first with room to sign.
        kop_voor_uzelf: heading of the page that is not to be sent.
        voor_uzelf: the points on that page.
        bron: what the letter rests on.
    """

    titel: str
    afzender: tuple[str, ...]
    aan: tuple[str, ...]
    datum: str
    onderwerp: str
    aanhef: str
    alineas: tuple[str | int, ...]
    groet: str
    ondertekening: tuple[str, ...]
    kop_voor_uzelf: str
    voor_uzelf: tuple[str, ...]
    bron: str


def as_pdf(brief: Brief, made_on: dt.datetime) -> bytes:
    """Return the letter as PDF: the letter itself, and then the page for the sender."""
    paper = Papier(brief.titel, SIZE, made_on, ROOM_TO_WRITE)
    for block in (brief.afzender, brief.aan, (brief.datum,)):
        for line in block:
            paper.paragraph(line)
        paper.gap()
    paper.heading(f"Onderwerp: {brief.onderwerp}", 1)
    paper.gap()
    for part in (brief.aanhef, *brief.alineas, brief.groet):
        if isinstance(part, int):
            for _ in range(part):
                paper.writing_line()
        else:
            paper.paragraph(part)
        paper.gap()
    first, *others = brief.ondertekening
    paper.paragraph(first)
    paper.gap(SPACE_TO_SIGN)
    for line in others:
        paper.paragraph(line)
    paper.add_page()
    paper.heading(brief.kop_voor_uzelf)
    paper.gap()
    for point in brief.voor_uzelf:
        paper.bullet(point)
        paper.gap(0.3)
    paper.gap()
    paper.paragraph(brief.bron)
    return paper.made()


def as_docx(brief: Brief, made_on: dt.datetime) -> bytes:
    """Return the letter as a Word document, which can be typed in."""
    document = _document(brief.titel, made_on)
    for block in (brief.afzender, brief.aan, (brief.datum,)):
        document.add_paragraph("\n".join(block))
    document.add_heading(f"Onderwerp: {brief.onderwerp}", 1)
    for part in (brief.aanhef, *brief.alineas, brief.groet):
        lines = "\n".join([WRITING_LINE] * part) if isinstance(part, int) else part
        document.add_paragraph(lines)
    first, *others = brief.ondertekening
    document.add_paragraph(first + "\n" * SPACE_TO_SIGN)
    document.add_paragraph("\n".join(others)).add_run().add_break(WD_BREAK.PAGE)
    document.add_heading(brief.kop_voor_uzelf, 1)
    for point in brief.voor_uzelf:
        document.add_paragraph(point, "List Bullet")
    document.add_paragraph(brief.bron)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _document(title: str, made_on: dt.datetime) -> DocumentFile:
    """Return an empty A4 document in Dutch, with letters that every computer has."""
    document = Document()
    about = document.core_properties
    about.title, about.language, about.author = title, LANGUAGE, MADE_WITH
    about.comments = ""
    about.created = about.modified = made_on.astimezone(dt.timezone.utc).replace(tzinfo=None)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.2)
    for name, size in (("Normal", SIZE), ("Heading 1", SIZE + 1)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)  # a theme's font would win
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), LANGUAGE)
        style.element.get_or_add_rPr().append(spoken)
    return document
