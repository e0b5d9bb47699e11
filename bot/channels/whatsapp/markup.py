"""Texts of the assistant in WhatsApp's own marks, cut where a sentence ends."""

from __future__ import annotations

import re
from typing import Any

BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
LINK = re.compile(r"\[([^\]\n]+)\]\((https?://[^)\s]+)\)")
HEADING = re.compile(r"^#{1,4}\s+(.+)$", re.MULTILINE)
#: where a long text may be cut, best first: between paragraphs, lines, sentences, words
CUTS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?])\s+"), re.compile(r"\s+"))


def marked(text: str) -> str:
    """Return a text with ``**bold**`` as ``*bold*`` and links as words with their address."""
    text = HEADING.sub(r"**\1**", text)
    return BOLD.sub(r"*\1*", LINK.sub(_link, text)).strip()


def _link(match: re.Match[str]) -> str:
    words, address = match.groups()
    return address if words == address else f"{words}: {address}"


def table_text(table: Any) -> str:
    """Return a table of ``{"head": [...], "rows": [[...]]}`` as a paragraph for each row."""
    if not isinstance(table, dict):
        return ""
    head = [str(cell) for cell in table.get("head") or []]
    return "\n\n".join(_row(head, [str(cell) for cell in row]) for row in table.get("rows") or [])


def _row(head: list[str], cells: list[str]) -> str:
    if not cells:
        return ""
    names = [*head[1:], *[""] * len(cells)]
    rest = [
        f"{name}: {cell}" if name else cell for name, cell in zip(names, cells[1:], strict=False)
    ]
    return "\n".join([f"**{cells[0]}**", *(f"- {line}" for line in rest if line)])


def pieces(text: str, most: int) -> list[str]:
    """Return a text in parts of at most ``most`` characters, cut at a good place; nothing is lost.

    Args:
        text: any text.
        most: at least 1.
    """
    found: list[str] = []
    rest = text.strip()
    while len(rest) > most:
        head, rest = _cut(rest, most)
        found.append(head)
    return [part for part in [*found, rest] if part]


def _cut(text: str, most: int) -> tuple[str, str]:
    for place in CUTS:
        spots = [m for m in place.finditer(text, 0, most + 1) if m.start() <= most]
        # a cut near the beginning would make a message of a few words
        good = [m for m in spots if m.start() >= most // 3]
        if good:
            return text[: good[-1].start()].rstrip(), text[good[-1].end() :].lstrip()
    return text[:most], text[most:]


def shortened(text: str, most: int) -> str:
    """Return a text of at most ``most`` characters, cut after a word, with an ellipsis."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    at_word = (
        head.rsplit(" ", 1)[0] if " " in head and len(head.rsplit(" ", 1)[0]) > most // 2 else head
    )
    return at_word.rstrip(" ,;:-") + "…"
