"""Takes personal numbers and addresses out of a message before anything is kept of it.

No personal data is needed to answer; the BSN may not even be processed here (UAVG art. 46).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from stdnum import iban
from stdnum.exceptions import ValidationError
from stdnum.nl import bsn

PHONE_MARK = "[telefoonnummer]"
IBAN_MARK = "[rekeningnummer]"
NINE_DIGITS = re.compile(r"(?<![\d.,/-])\d(?:[ .-]?\d){7,8}(?![\d/]|[.,-]\d)")
#: where an IBAN may begin; how long it is, its country and its check digits say
IBAN = re.compile(r"(?=(?P<iban>[A-Za-z]{2}\d{2}(?:[\s.-]{0,2}[A-Za-z0-9]){11,30}))")
#: an account number with a typing error in it is still somebody's, and never a telephone number
NEAR_IBAN = re.compile(
    r"(?:NL\d{2}(?:[\s.-]?[A-Z]){4}(?:[\s.-]?\d){10}|BE\d{2}(?:[\s.-]?\d){12}"
    r"|DE\d{2}(?:[\s.-]?\d){18})(?!\d)",
    re.IGNORECASE,
)
#: no word may come before it: from each of its letters on, all of it would be tried again
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
#: a day or month in digits; 06 never begins a short one, since that is how mobile numbers begin
DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}(?P<between>[-/. ])\d{1,2}(?P=between)(?:19[2-9]|20[0-4])\d"
    r"|(?:19|20)\d{2}-\d{1,2}-\d{1,2}"
    r"|0[1-57-9][-/](?:\d{1,2}[-/]\d{2}|(?:19|20)\d{2}))(?!\d)"
)
#: what people put between the digits of a telephone number
GAP = r"[\s().\-–—‑/_]{0,3}"
#: lines that everyone may know and that may stand in a message: they are no personal data
PUBLIC = ("0800", "0900", "0887891000", "0881205020", "0880767000")
PUBLIC_LINE = r"(?<!\d)0[89]00[\s-]?(?:\d{4}|\d{3}[\s-]?\d{4})(?!\d)"
#: ten digits with a leading zero, or +31 with or without that zero
DUTCH = rf"(?:(?:\+|(?<!\d)00)31{GAP}(?:0{GAP})?|(?<!\d)0{GAP})[1-9](?:{GAP}\d){{8}}(?!\d)"
FOREIGN = rf"(?:\+(?!31)|(?<!\d)00(?=32|49))[1-9](?:{GAP}\d){{7,13}}(?!\d)"
#: dates and public lines are read first, so that none of their digits is taken for a number
PHONE = re.compile(
    rf"{DATE.pattern}|{PUBLIC_LINE}|(?:\((?=[+\d\s]{{2,7}}\)))?(?:{DUTCH}|{FOREIGN})"
)
#: postcode with a house number is one door; the postcode alone is a whole street and is needed
ADDRESS = re.compile(
    r"\b(?P<pc>[1-9]\d{3}\s?[A-Za-z]{2})(?P<nr>\s*,?\s*(?:nr\.?|nummer|huisnummer)?\s*\d{1,5}\s?[a-zA-Z]?)(?!\w)"
)


@dataclass(frozen=True)
class Masked:
    """A message without personal numbers.

    Attributes:
        text: the message with marks such as ``[bsn]`` in their place.
        phones: the telephone numbers that stood in it, without spaces, for a call-back.
        kinds: what was found, for a count.
    """

    text: str
    phones: tuple[str, ...]
    kinds: tuple[str, ...]


def mask(text: str) -> Masked:
    """Return the message without BSN, IBAN, telephone number, e-mail and full address."""
    phones: list[str] = []
    kinds: list[str] = []

    def replaced(
        kind: str, mark: str, is_one: Callable[[str], bool]
    ) -> Callable[[re.Match[str]], str]:
        def swap(match: re.Match[str]) -> str:
            if not is_one(match.group()):
                return match.group()
            kinds.append(kind)
            if kind == "telefoon":
                phones.append(digits(match.group()))
            return mark

        return swap

    text = EMAIL.sub(replaced("e-mail", "[e-mailadres]", lambda _: True), text)
    text = _without_ibans(text, kinds)
    text = NEAR_IBAN.sub(replaced("iban", IBAN_MARK, lambda _: True), text)
    text = PHONE.sub(replaced("telefoon", PHONE_MARK, is_personal_phone), text)
    text = NINE_DIGITS.sub(replaced("bsn", "[bsn]", is_bsn), text)
    text = ADDRESS.sub(lambda m: _without_house_number(m, kinds), text)
    return Masked(text, tuple(phones), tuple(kinds))


def _without_ibans(text: str, kinds: list[str]) -> str:
    kept, done = [], 0
    for start in IBAN.finditer(text):
        found = iban_at_start(start["iban"]) if start.start() >= done else ""
        if found:
            kinds.append("iban")
            kept += [text[done : start.start()], IBAN_MARK]
            done = start.start() + len(found)
    return "".join([*kept, text[done:]])


def _without_house_number(match: re.Match[str], kinds: list[str]) -> str:
    kinds.append("adres")
    return f"{match['pc']} [huisnummer]"


def digits(text: str) -> str:
    """Return a telephone number as it is dialled here: ``0612345678``, from abroad ``+32...``."""
    bare = re.sub(r"[^\d+]", "", text)
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    return "0" + bare[3:].lstrip("0") if bare.startswith("+31") else bare


def is_personal_phone(text: str) -> bool:
    """Tell whether what looks like a number is somebody's, and not a date or a public line."""
    return DATE.match(text) is None and not digits(text).startswith(PUBLIC)


def iban_at_start(text: str) -> str:
    """Return the IBAN that a text begins with; empty when there is none.

    The words after it look like a part of it: only the country and the check digits tell its end.
    """
    ends = [at for at, character in enumerate(text, 1) if character.isalnum()]
    return next((text[:end] for end in reversed(ends[14:]) if is_iban(text[:end])), "")


def is_iban(text: str) -> bool:
    """Tell whether the length of an IBAN fits its country and the check digits fit."""
    try:
        iban.validate(re.sub(r"[\W_]", "", text))
    except ValidationError:
        return False
    return True


def is_bsn(text: str) -> bool:
    """Tell whether a number passes the 11-test of a BSN; a day such as 23-09-2026 is none."""
    return DATE.fullmatch(text) is None and bool(bsn.is_valid(text))
