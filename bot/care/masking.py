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
NINE_DIGITS = re.compile(r"(?<![\d.,/-])\d(?:[ .-]?\d){7,8}(?![\d/]|[.,-]\d)")
IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ ]?[A-Za-z0-9]){11,30}\b")
EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
#: a Dutch number: 06, an area code, or +31; ten digits with a leading zero
PHONE = re.compile(r"(?<![\w])(?:\+31|0031|0)[ .-]?(?:\(0\)[ .-]?)?[1-9](?:[ .-]?\d){8}(?!\d)")
#: lines that everyone may know and that may stand in a message: they are no personal data
PUBLIC = ("0800", "0900", "0887891000", "0881205020", "0880767000")
#: postcode with a house number is one door; the postcode alone is a whole street and is needed
ADDRESS = re.compile(
    r"\b(?P<pc>[1-9]\d{3}\s?[A-Za-z]{2})(?P<nr>\s*,?\s*(?:nr\.?|nummer|huisnummer)?\s*\d{1,5}\s?[a-zA-Z]?)(?!\w)"
)


@dataclass(frozen=True)
class Masked:
    """A message without personal numbers.

    Attributes:
        text: the message with marks such as ``[bsn]`` in their place.
        phones: the telephone numbers that stood in it, digits only, for a call-back.
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
    text = IBAN.sub(replaced("iban", "[rekeningnummer]", is_iban), text)
    text = PHONE.sub(replaced("telefoon", PHONE_MARK, is_personal_phone), text)
    text = NINE_DIGITS.sub(replaced("bsn", "[bsn]", is_bsn), text)
    text = ADDRESS.sub(lambda m: _without_house_number(m, kinds), text)
    return Masked(text, tuple(phones), tuple(kinds))


def _without_house_number(match: re.Match[str], kinds: list[str]) -> str:
    kinds.append("adres")
    return f"{match['pc']} [huisnummer]"


def digits(text: str) -> str:
    """Return a telephone number as digits with a leading zero: ``0612345678``."""
    bare = re.sub(r"\D", "", text.replace("(0)", ""))
    for country in ("0031", "31"):
        if bare.startswith(country) and len(bare) > 10:
            return "0" + bare.removeprefix(country)
    return bare


def is_personal_phone(text: str) -> bool:
    """Tell whether a number is somebody's, and not a public line."""
    return not digits(text).startswith(PUBLIC)


def is_iban(text: str) -> bool:
    """Tell whether the check digits of an IBAN fit."""
    try:
        iban.validate(text)
    except ValidationError:
        return False
    return True


def is_bsn(text: str) -> bool:
    """Tell whether a number passes the 11-test of a BSN."""
    return bool(bsn.is_valid(text))
