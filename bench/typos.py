"""Typing errors as hurried fingers make them."""

from __future__ import annotations

import random

KEYBOARD = {
    **dict(zip("qwertyuiop", "wertyuiopo", strict=True)),
    **dict(zip("asdfghjkl", "sdfghjklk", strict=True)),
    **dict(zip("zxcvbnm", "xcvbnmn", strict=True)),
}


def with_typos(text: str, chance: random.Random) -> str:
    """Return a text as hurried fingers type it: about one error in every twenty letters."""
    out = list(text.lower())
    for at, letter in enumerate(text.lower()):
        if not letter.isalpha() or chance.random() > 0.05:
            continue
        kind = chance.choice(("missing", "double", "neighbour", "swapped"))
        if kind == "missing":
            out[at] = ""
        elif kind == "double":
            out[at] = letter * 2
        elif kind == "neighbour":
            out[at] = KEYBOARD.get(letter, letter)
        elif at + 1 < len(out):
            out[at], out[at + 1] = out[at + 1], out[at]
    return "".join(out)
