"""Draws a graph as SVG: left to right, one row for each way that ends; text stays text."""

from __future__ import annotations

import textwrap
from xml.etree import ElementTree as ET

from bench.stromen.drawing import Box, Graph

#: sizes in pixels; letters are counted, since a font's own widths differ from machine to machine
BOX, GAP, EDGE = 190, 200, 14
LINE, PAD, SPACE = 15, 8, 8
BOX_LETTERS, LABEL_LETTERS = 27, 27
TOP = 56
INK, LINE_INK = "#1b1b1b", "#6b6b6b"
FILL = {
    "wlz": "#d6e6f5", "wmo": "#dcefd8", "zvw": "#fdeacb", "zvw_wmo": "#efe9c9",
    "jeugdwet": "#e8dcf3", "wzd": "#d6e6f5", "wvggz": "#fdeacb", "geen": "#dcefd8",
    "open": "#ececec",
}  # fmt: skip
FONT = "system-ui, 'Segoe UI', Arial, sans-serif"


def svg(graph: Graph) -> str:
    """Return a graph as the text of an SVG file."""
    places: dict[Box, tuple[float, float, float]] = {}
    height = _place(graph.root, 0, TOP, places)
    width = EDGE * 2 + BOX + max(column for column, _, _ in places.values()) * (BOX + GAP)
    root = ET.Element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        width=f"{width:g}",
        height=f"{height + EDGE:g}",
        viewBox=f"0 0 {width:g} {height + EDGE:g}",
        role="img",
        **{"aria-labelledby": "titel", "font-family": FONT, "font-size": "12"},
    )
    ET.SubElement(root, "title", id="titel").text = graph.title
    ET.SubElement(root, "rect", width="100%", height="100%", fill="#ffffff")
    heading = {"x": str(EDGE), "y": "30", "font-size": "18", "font-weight": "bold", "fill": INK}
    ET.SubElement(root, "text", heading).text = graph.title
    for box in places:
        _draw_edges(root, box, places)
    for box, (column, middle, size) in places.items():
        _draw_box(root, box, _left(column), middle, size)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"


def _left(column: float) -> float:
    return EDGE + column * (BOX + GAP)


def _place(
    box: Box, column: int, top: float, places: dict[Box, tuple[float, float, float]]
) -> float:
    """Place a box and all below it; return where they end."""
    size = _lines_in(box) * LINE + 2 * PAD
    places[box] = (column, 0, size)
    bottom = top
    for below in box.below:
        bottom = _place(below, column + 1, bottom, places)
    own = max(size, (len(_label(box)) + 1) * LINE) + SPACE
    bottom = max(bottom, top + own)
    middles = [places[below][1] for below in box.below]
    middle = (middles[0] + middles[-1]) / 2 if middles else (top + bottom) / 2
    places[box] = (column, middle, size)
    return bottom


def _wrapped(text: str, letters: int) -> list[str]:
    return textwrap.wrap(text, letters, break_long_words=True) or [""]


def _label(box: Box) -> list[str]:
    return _wrapped(box.label, LABEL_LETTERS) if box.label else []


def _text(box: Box) -> list[str]:
    badge = f"({box.number}) " if box.kind == "question" and box.number else ""
    says = ", ".join(value.replace("_", " ") for _, value in box.fields)
    ends = _wrapped(says, BOX_LETTERS) if says else []
    return [*_wrapped(badge + box.text, BOX_LETTERS), *ends]


def _lines_in(box: Box) -> int:
    return len(_text(box))


def _draw_edges(root: ET.Element, box: Box, places: dict[Box, tuple[float, float, float]]) -> None:
    column, middle, _ = places[box]
    start = _left(column) + BOX
    turn = start + 12
    for below in box.below:
        end, there = _left(column + 1), places[below][1]
        path = f"M{start:g} {middle:g}H{turn:g}V{there:g}H{end:g}"
        ET.SubElement(root, "path", d=path, fill="none", stroke=LINE_INK)
        lines = _label(below)
        over = (len(lines) + 1) // 2  # the first half above the line, the rest under it
        for at, line in enumerate(lines):
            y = there - 4 - (over - 1 - at) * LINE if at < over else there + 12 + (at - over) * LINE
            where = {"x": f"{turn + 6:g}", "y": f"{y:g}", "fill": INK, "font-size": "11"}
            ET.SubElement(root, "text", where).text = line


def _draw_box(root: ET.Element, box: Box, left: float, middle: float, size: float) -> None:
    law = box.fields[0][1] if box.fields else ""
    fill = FILL.get(law, "#f4f4f4") if box.kind == "end" else "#ffffff"
    look = {"fill": fill, "stroke": INK if box.kind != "refers" else LINE_INK}
    if box.kind == "refers":
        look["stroke-dasharray"] = "4 3"
    where = {
        "x": f"{left:g}",
        "y": f"{middle - size / 2:g}",
        "width": str(BOX),
        "height": f"{size:g}",
    }
    ET.SubElement(root, "rect", {**where, **look, "rx": "10" if box.kind == "end" else "3"})
    for at, line in enumerate(_text(box)):
        y = middle - size / 2 + PAD + 11 + at * LINE
        style = {"x": f"{left + 8:g}", "y": f"{y:g}", "fill": INK}
        if box.kind == "end" and at == 0:
            style["font-weight"] = "bold"
        ET.SubElement(root, "text", style).text = line
