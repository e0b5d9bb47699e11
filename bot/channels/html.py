"""A text of ours as HTML, for pages that are made on the server: paragraphs, lists, bold and links."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

INLINE = re.compile(
    r"\*\*(?P<bold>[^*\n]+)\*\*"
    r"|(?P<url>https://[^\s<>\"]*[^\s<>\".,;:!?)\]])"
    r"|\b(?P<phone>0800-\d{4}|0800 \d\d \d\d \d{3}|088 \d{3} \d\d \d\d|088 \d{4} \d{3})\b"
)


def html_of(text: str) -> Markup:
    """Return a text as HTML: paragraphs, lists, bold, links and numbers that can be rung."""
    blocks: list[Markup] = []
    items: list[Markup] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("- "):
            items.append(Markup("<li>{}</li>").format(inline(line[2:])))
            continue
        if items:
            blocks.append(Markup("<ul>{}</ul>").format(Markup().join(items)))
            items = []
        if line.strip():
            blocks.append(Markup("<p>{}</p>").format(inline(line)))
    return Markup("\n").join(blocks)


def templates(folder: Path) -> Environment:
    """Return what makes pages from the templates in a folder: all is escaped, nothing may be missing."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["html"] = html_of
    return made


def inline(text: str) -> Markup:
    """Return one line as HTML; everything that is no markup of ours is escaped."""
    parts, end = [], 0
    for found in INLINE.finditer(text):
        parts += [escape(text[end : found.start()]), _marked(found)]
        end = found.end()
    return Markup().join([*parts, escape(text[end:])])


def _marked(found: re.Match[str]) -> Markup:
    if found["bold"]:
        return Markup("<strong>{}</strong>").format(found["bold"])
    if found["url"]:
        return Markup('<a href="{}">{}</a>').format(found["url"], found["url"][8:])
    digits = re.sub(r"\D", "", found["phone"])
    return Markup('<a href="tel:{}">{}</a>').format(digits, found["phone"])
