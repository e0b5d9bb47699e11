"""Abbreviations in a text: which stand in it, and whether they are written out the first time."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from bot.care.jargon import ADDRESS
from bot.care.readability import BLANK

#: capitals within a word; the laws and forms of care that have only one, or none, are named by the caller
CAPITALS = re.compile(r"(?<![\w-])[A-Za-z]*[A-Z]{2,}[a-z]*(?![\w])|(?<![\w-])[A-Z][a-z]+[A-Z]\w*")
END = re.compile(r"[.?!](?:\s|$)|\n")


def abbreviations_in(text: str, known: Collection[str]) -> Iterator[tuple[str, int]]:
    """Yield each abbreviation of a text once, with the place where it first stands.

    Args:
        text: as in our data, with ``{placeholders}`` and addresses, which hold none.
        known: abbreviations that do not look like one: ``Wlz``, ``pgb``.
    """
    bare = BLANK.sub(_same_length, ADDRESS.sub(_same_length, text))
    listed = "|".join(re.escape(short) for short in sorted(known, key=len, reverse=True))
    pattern = re.compile(
        rf"{CAPITALS.pattern}|(?<![\w-])(?:{listed})(?!\w)" if listed else CAPITALS
    )
    seen: set[str] = set()
    for found in pattern.finditer(_with_small_first(bare, known)):
        if found.group() not in seen:
            seen.add(found.group())
            yield found.group(), found.start()


def unwritten(text: str, written: Mapping[str, Collection[str]], before: str = "") -> Iterator[str]:
    """Yield the abbreviations of a text that are not written out where they first stand.

    Args:
        text: a text.
        written: an abbreviation and the words for it, one of which is enough; one without words need
            not be written out.
        before: what was read just before, in which it may be written out already.
    """
    for short, at in abbreviations_in(text, written):
        words = [one.lower() for one in written.get(short, ())]
        end = END.search(text, at)
        read = f"{before}\n{text[: end.end() if end else len(text)]}".lower()
        # "Wet verplichte\n ggz" in a file is one thing to a reader
        if words and not any(one in " ".join(read.split()) for one in words):
            yield short


def _with_small_first(text: str, known: Collection[str]) -> str:
    """Return a text in which ``Pgb`` at the head of a sentence reads as ``pgb``."""
    for short in known:
        if short.islower():
            text = re.sub(rf"(?<!\w){short[0].upper()}{re.escape(short[1:])}(?!\w)", short, text)
    return text


def _same_length(found: re.Match[str]) -> str:
    return " " * len(found.group())
