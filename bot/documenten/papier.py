"""A sheet of paper as PDF: real text, title and language set, a font that holds all Dutch letters."""

from __future__ import annotations

import datetime as dt
import importlib.util
from functools import lru_cache
from pathlib import Path

from fpdf import FPDF, ViewerPreferences
from fpdf.enums import XPos, YPos

from bot.errors import WegwijzerError

LANGUAGE = "nl-NL"
FONT = "DejaVu"
#: millimetres
MARGIN = 15
BULLET_INDENT = 6
HANDWRITING = 8  # between lines to write on
POINT = 25.4 / 72  # millimetres in a point
LINE_HEIGHT = 1.3  # of the size of the letters
MADE_WITH = "Wegwijzer langdurige zorg"


class FontMissing(WegwijzerError):
    """The font is not where matplotlib, which Rasa brings along, should have it."""


@lru_cache(maxsize=1)
def font_folder() -> Path:
    """Return the folder with the DejaVu fonts in matplotlib's package data.

    DejaVu may be embedded and passed on (LICENSE_DEJAVU stands beside it). matplotlib itself is not
    imported: it would cost every start of the server a moment.

    Raises:
        FontMissing: the package or its fonts are not there.
    """
    found = importlib.util.find_spec("matplotlib")
    folder = Path(str(found.origin)).parent / "mpl-data/fonts/ttf" if found else Path()
    if not (folder / "DejaVuSans.ttf").is_file():
        raise FontMissing(
            "DejaVuSans.ttf ontbreekt in de gegevens van matplotlib; installeer met `make run`"
        )
    return folder


class Papier(FPDF):
    """An A4 page in black on white.

    Args:
        title: name of the document, shown by readers in place of the file's name.
        size: size of the letters in points.
        made_on: the moment that is noted in the file; the same content then gives the same bytes.
        line_height: height of a line, in sizes of its letters; more where people write by hand.
    """

    def __init__(
        self, title: str, size: float, made_on: dt.datetime, line_height: float = LINE_HEIGHT
    ) -> None:
        super().__init__(format="A4")
        for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font(FONT, style, font_folder() / file)
        self.set_lang(LANGUAGE)
        self.set_title(title)
        self.set_creator(MADE_WITH)
        self.set_creation_date(made_on)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, MARGIN)
        self.c_margin = 0  # text begins where drawn lines begin
        self.size = size
        self.line_height = line_height
        self.set_font(FONT, size=size)
        self.add_page()

    def heading(self, text: str, factor: float = 1.15) -> None:
        """Write a heading, which the outline of the document shows too."""
        self.set_font(FONT, "B", self.size * factor)
        if self.will_page_break(4 * self.row):
            self.add_page()
        self.start_section(text)
        self._write(text, self.row * factor)
        self.set_font(FONT, size=self.size)

    def paragraph(self, text: str) -> None:
        """Write a paragraph; ``**words**`` are bold."""
        self._write(text, self.row)

    def bullet(self, text: str) -> None:
        """Write a point of a list."""
        if self.will_page_break(2 * self.row):
            self.add_page()
        self.cell(BULLET_INDENT, self.row, "•")
        left = self.l_margin
        self.set_left_margin(left + BULLET_INDENT)
        self._write(text, self.row)
        self.set_left_margin(left)
        self.set_x(left)

    def writing_line(self) -> None:
        """Draw a line to write on."""
        self.ln(HANDWRITING)
        self.line_to_right_margin()

    def line_to_right_margin(self) -> None:
        """Draw a thin line from margin to margin."""
        self.set_line_width(0.3)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())

    def gap(self, lines: float = 0.5) -> None:
        """Leave some space, in lines."""
        self.ln(self.row * lines)

    def made(self) -> bytes:
        """Return the file."""
        return bytes(self.output())

    @property
    def row(self) -> float:
        """Height of a line in millimetres."""
        return self.size * POINT * self.line_height

    def _write(self, text: str, height: float) -> None:
        self.multi_cell(
            0, height, text, align="L", markdown=True, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )
