"""Reads our own PDFs back as a reader program does: glyphs of a page through the font's own table.

No library that reads PDFs is installed, and these files have one simple form (fpdf2).
"""

import re
import zlib
from dataclasses import dataclass

OBJECT = re.compile(rb"(?<!\d)(\d+) 0 obj\n(.*?)endobj", re.S)
STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.S)
#: a change of font, or text shown in it
SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", re.S)
ESCAPED = {b"r": b"\r", b"n": b"\n", b"t": b"\t"}


@dataclass(frozen=True)
class Read:
    pages: tuple[str, ...]
    catalog: str
    about: str
    fonts_in_file: int

    @property
    def text(self):
        return " ".join(" ".join(self.pages).split())


def read_pdf(content: bytes) -> Read:
    assert content.startswith(b"%PDF-")
    objects = {int(n): body for n, body in OBJECT.findall(content)}
    tables = _font_tables(objects)
    kids = re.search(rb"/Kids \[(.*?)\]", objects[1], re.S).group(1)
    pages = []
    for number in map(int, re.findall(rb"(\d+) 0 R", kids)):
        contents = int(re.search(rb"/Contents (\d+)", objects[number]).group(1))
        pages.append(_text(_stream(objects[contents]), tables))
    return Read(
        tuple(pages),
        next(b for b in objects.values() if b"/Catalog" in b).decode("latin-1"),
        next(b for b in objects.values() if b"/CreationDate" in b).decode("latin-1"),
        sum(b"/FontFile2" in body for body in objects.values()),
    )


def _font_tables(objects):
    """Return for each font of the pages what its glyphs mean."""
    tables = {}
    for body in objects.values():
        named = re.search(rb"/Font <<(.*?)>>", body, re.S)
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", named.group(1) if named else b""):
            to_unicode = int(re.search(rb"/ToUnicode (\d+)", objects[int(number)]).group(1))
            rows = re.findall(rb"<(\w{4})> <(\w{4})>\n", _stream(objects[to_unicode]))
            tables[name] = {int(glyph, 16): chr(int(letter, 16)) for glyph, letter in rows}
    return tables


def _text(commands, tables):
    said, table = [], {}
    for font, shown in SHOWN.findall(commands):
        if font:
            table = tables[font]
            continue
        raw = re.sub(rb"\\(.)", lambda m: ESCAPED.get(m[1], m[1]), shown, flags=re.S)
        glyphs = [int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2)]
        said.append("".join(table[glyph] for glyph in glyphs))
    return "\n".join(said)


def _stream(body):
    raw = STREAM.search(body).group(1)
    return zlib.decompress(raw) if b"/FlateDecode" in body[: body.index(b"stream")] else raw
