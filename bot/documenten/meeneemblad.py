"""The take-along sheet: one description, as large print PDF, as a page to print and as plain text."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from bot.documenten.papier import Papier

#: points, tried in this order until it fits on one page; the letters of DejaVu are large for their size
SIZES = (14.0, 13.0, 12.0)
#: when it does not fit on one page at all
SIZE_OF_MORE = 14.0
BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")
WIDTH = 78  # characters on a line of plain text


@dataclass(frozen=True)
class Section:
    """A heading with text under it; a line that begins with ``- `` is a point of a list."""

    heading: str
    text: str

    @property
    def blocks(self) -> list[tuple[str, list[str]]]:
        """Return paragraphs and lists in order: ``("p", [text])`` or ``("ul", [point, …])``."""
        blocks: list[tuple[str, list[str]]] = []
        for line in filter(None, (row.strip() for row in self.text.splitlines())):
            if not line.startswith("- "):
                blocks.append(("p", [line]))
            elif blocks and blocks[-1][0] == "ul":
                blocks[-1][1].append(line[2:])
            else:
                blocks.append(("ul", [line[2:]]))
        return blocks


@dataclass(frozen=True)
class Sheet:
    """What the sheet says.

    Attributes:
        title: its name.
        intro: what it is, and on which day it was made.
        sections: its parts, in order.
        sources: what it rests on.
    """

    title: str
    intro: str
    sections: tuple[Section, ...]
    sources: str


def as_pdf(sheet: Sheet, made_on: dt.datetime) -> bytes:
    """Return the sheet as PDF, on one page where that can be done in large print."""
    for size in SIZES:
        paper = _paper(sheet, size, made_on)
        if paper.page_no() == 1:
            return paper.made()
    return _paper(sheet, SIZE_OF_MORE, made_on).made()


def _paper(sheet: Sheet, size: float, made_on: dt.datetime) -> Papier:
    paper = Papier(sheet.title, size, made_on)
    paper.heading(sheet.title, 1.5)
    paper.paragraph(sheet.intro)
    for section in sheet.sections:
        paper.gap(0.4)
        paper.heading(section.heading)
        for kind, lines in section.blocks:
            for line in lines:
                paper.bullet(line) if kind == "ul" else paper.paragraph(line)
    paper.gap(0.4)
    paper.line_to_right_margin()
    paper.gap(0.2)
    paper.paragraph(sheet.sources)
    return paper


def as_html(sheet: Sheet) -> bytes:
    """Return the sheet as a page that prints well; its style is a file of its own (CSP)."""
    return _template().render(sheet=sheet).encode()


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = _marked
    return environment.get_template("meeneemblad.html")


def _marked(text: str) -> Markup:
    """Return a text as HTML, with bold words and addresses that can be followed."""
    safe = BOLD.sub(r"<strong>\1</strong>", str(escape(text)))
    return Markup(ADDRESS.sub(r'<a href="\g<0>">\g<0></a>', safe))  # noqa: S704 - escaped above


def as_text(sheet: Sheet) -> bytes:
    """Return the sheet as plain text, for a screen reader, a mail or a simple printer."""
    lines = [sheet.title.upper(), "", *_wrapped(sheet.intro)]
    for section in sheet.sections:
        lines += ["", section.heading.upper()]
        for kind, texts in section.blocks:
            for text in texts:
                lines += _wrapped(text, "- " if kind == "ul" else "")
    lines += ["", *_wrapped(sheet.sources)]
    return ("\n".join(lines) + "\n").encode()


def _wrapped(text: str, mark: str = "") -> list[str]:
    return textwrap.wrap(
        BOLD.sub(r"\1", text),
        WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )
