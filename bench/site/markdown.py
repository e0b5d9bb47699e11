"""The pages of the flows (bench/stromen/pages.py) as HTML: the few forms of Markdown that they use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

LINK = re.compile(r"(?P<picture>!?)\[(?P<words>[^\]]*)\]\((?P<goal>[^)\s]+)\)")


def as_html(text: str) -> Markup:
    """Return Markdown as HTML: headings, paragraphs, tables, links and pictures."""
    blocks = re.split(r"\n{2,}", text.strip())
    return Markup("\n").join(Markup("\n").join(_block(block)) for block in blocks)


def _block(block: str) -> Iterator[Markup]:
    lines = [line for line in block.split("\n") if line]
    if lines[:1] == [""] or block.startswith("<!--"):
        return
    if block.startswith("#"):
        level = len(block) - len(block.lstrip("#"))
        yield Markup("<h{}>{}</h{}>").format(level, _inline(lines[0].lstrip("# ")), level)
        lines = lines[1:]
    while lines:
        rows = [line for line in lines if line.startswith("|")]
        if lines[0].startswith("|"):
            yield _table(rows)
            return
        plain = [line for line in lines if not line.startswith("|")]
        yield Markup("<p>{}</p>").format(_inline(" ".join(plain)))
        lines = rows


def _table(rows: list[str]) -> Markup:
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    head, body = cells[0], cells[2:]
    return Markup(
        '<div class="scroll"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(
        _cells("th", head),
        Markup().join(Markup("<tr>{}</tr>").format(_cells("td", r)) for r in body),
    )


def _cells(tag: str, cells: list[str]) -> Markup:
    return Markup().join(Markup("<{}>{}</{}>").format(tag, _inline(cell), tag) for cell in cells)


def _inline(text: str) -> Markup:
    parts, end = [], 0
    for found in LINK.finditer(text):
        parts += [_breaks(text[end : found.start()]), _link(found)]
        end = found.end()
    return Markup().join([*parts, _breaks(text[end:])])


def _breaks(text: str) -> Markup:
    return Markup("<br>").join(escape(part) for part in text.split("<br>"))


def _link(found: re.Match[str]) -> Markup:
    words, goal = found["words"], found["goal"]
    if found["picture"]:
        return Markup('<a href="{}"><img src="{}" alt="{}"></a>').format(goal, goal, words)
    if goal.startswith("../"):  # a file of the project, which the site does not hold
        return Markup("<code>{}</code>").format(words)
    return Markup('<a href="{}">{}</a>').format(goal.replace(".md", ".html"), words)
