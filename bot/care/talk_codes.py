"""The short code with which a talk goes on elsewhere: how it is made, read, and asked for."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

#: letters and digits that are not mistaken for one another when read aloud or written down
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
HALF = 4
#: what people type to get a code, alone in a message
WANTS = re.compile(
    r"(?:kan ik |kunt u |ik wil |wilt u |mag ik )?"
    r"(?:bewaar|bewaren|(?:bewaar )?(?:dit|mijn|het) gesprek (?:bewaren|opslaan|later afmaken)"
    r"|bewaar (?:dit|mijn|het)(?: gesprek)?|(?:dit |het )?gesprek (?:bewaren|opslaan)"
    r"|(?:dit )?(?:later|straks|morgen) (?:verder(?: ?gaan)?|doorgaan|afmaken)"
    r"|verder (?:gaan )?op (?:een |mijn )?(?:ander apparaat|telefoon|computer|tablet|whatsapp))"
)
SIGNS = r"[A-Za-z0-9]"
NAMED = re.compile(
    rf"(?:(?:mijn|de|dit is (?:mijn|de)|ik heb (?:een|de)|hier is (?:mijn|de))\s+)?code(?:\s+is)?\s*:?\s*"
    rf"(?P<a>{SIGNS}{{{HALF}}})[\s–-]*(?P<b>{SIGNS}{{{HALF}}})",
    re.IGNORECASE,
)
BARE = re.compile(rf"(?P<a>{SIGNS}{{{HALF}}})-(?P<b>{SIGNS}{{{HALF}}})")


@dataclass(frozen=True)
class Code:
    """A code as it is kept and compared: eight capitals and digits."""

    signs: str

    def __str__(self) -> str:
        """Return it as it is read aloud: ``ABCD-2345``."""
        return f"{self.signs[:HALF]}-{self.signs[HALF:]}"


def new_code() -> Code:
    """Return a random code with a letter and a digit in it, so that it looks like no word or year."""
    while True:
        signs = "".join(secrets.choice(ALPHABET) for _ in range(2 * HALF))
        if _mixed(signs):
            return Code(signs)


def read_code(text: str) -> Code | None:
    """Return the code that a message consists of, or None.

    After the word "code" any eight signs are one; without it only with a dash, a letter and a digit.
    """
    said = text.strip(" \n.!?\"'")
    named = NAMED.fullmatch(said)
    bare = BARE.fullmatch(said)
    found = named or bare
    if found is None or (bare and not named and not _mixed(said)):
        return None
    return Code((found["a"] + found["b"]).upper())


def wants_code(text: str) -> bool:
    """Tell whether a message asks to go on with the talk later."""
    said = " ".join(text.lower().strip(" .!?").split())
    return said == "/bewaar" or WANTS.fullmatch(said) is not None


def _mixed(signs: str) -> bool:
    return any(c.isdigit() for c in signs) and any(c.isalpha() for c in signs)
