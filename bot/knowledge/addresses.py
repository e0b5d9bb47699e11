"""Which addresses a text may point at, and how one is written (words/adressen.yml)."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

from bot.knowledge.marked import Marked, read_marked

FILE = Path(__file__).parent / "words" / "adressen.yml"
ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s)\"]+", re.IGNORECASE)
WHOLE = re.compile(r"https://(?:www\.)?(?P<body>[a-z0-9-]+\.nl)(?:/[a-z0-9/-]*)?")
BODY = re.compile(r"[a-z0-9-]+\.nl")


@functools.lru_cache(maxsize=2)
def bodies(path: Path = FILE) -> Mapping[str, str]:
    """Return whose pages a text may point at: ``ciz.nl`` and the name of the body.

    Raises:
        KnowledgeRefused: an address is not written as ``ciz.nl``, or has no name beside it.
    """
    rows = read_marked(path).mapping("adressen", ("adressen",))["adressen"].mapping("adressen")
    for body, part in rows.items():
        if not BODY.fullmatch(body):
            part.refuse(f"'{body}' is geen adres", "een adres zonder https en www, zoals ciz.nl")
    return {body: part.text(body) for body, part in rows.items()}


def known_addresses(part: Marked) -> None:
    """Refuse a text with an address that is not whole, or not of a body that we know."""
    for found in ADDRESS.finditer(str(part.content)):
        address = found.group().rstrip(".,;:!?")
        whole = WHOLE.fullmatch(address)
        if whole is None:
            part.refuse_at(
                address, f"{address} is geen heel adres", "https://ciz.nl, klein geschreven"
            )
        if whole["body"] not in bodies():
            known = ", ".join(bodies())
            write = f"{known}; een ander adres eerst in words/adressen.yml"
            part.refuse_at(address, f"{address} kennen wij niet", write)
