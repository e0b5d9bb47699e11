"""Takes personal numbers and addresses out of a message before anything is kept of it.

No personal data is needed to answer; the BSN may not even be processed here (UAVG art. 46).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum import iban
from stdnum.exceptions import ValidationError
from stdnum.nl import bsn

from bot.care.masking_addresses import without_house_numbers
from bot.care.masking_births import is_day_in_digits, without_births

#: in a message without any of these there is nothing to look for; most have none
HINT = re.compile(r"\d|@|\bat\b|apenstaart|geb|jarig|verjaardag", re.IGNORECASE)
PHONE_MARK = "[telefoonnummer]"
IBAN_MARK = "[rekeningnummer]"
BSN_MARK = "[bsn]"
NINE_DIGITS = re.compile(r"(?<![\d.,/-])\d(?:[ .-]?\d){7,8}(?![\d/]|[.,-]\d)")
#: after these words a number is a BSN, also with a typing error in it
SAYS_BSN = re.compile(
    r"(?<!\[)\b(?:bsn\w*|burger\s?service\w*|sofi\w*)\b[^\d\n\[]{0,25}$", re.IGNORECASE
)
#: after these words it is a number of something else, whatever the 11-test says
SAYS_OTHER = re.compile(
    r"\b(?:dossier|zaak|kenmerk|klant|relatie|polis|referentie|ref|kvk|agb|factuur|besluit|melding|"
    r"meldings|order|bestel|beschikking|aanvraag|volg)[\s-]?(?:nummer|nr|code|no)?\b\.?\s*(?:is|:|=)?\s*$",
    re.IGNORECASE,
)
#: where an IBAN may begin; how long it is, its country and its check digits say
IBAN = re.compile(r"(?=(?P<iban>[A-Za-z]{2}\s?\d{2}(?:[\s.-]{0,2}[A-Za-z0-9]){11,30}))")
#: an account number with a typing error in it is still somebody's, and never a telephone number
NEAR_IBAN = re.compile(
    r"(?:NL\s?\d{2}(?:[\s.-]?[A-Z]){4}(?:[\s.-]?\d){10}|BE\d{2}(?:[\s.-]?\d){12}"
    r"|DE\d{2}(?:[\s.-]?\d){18})(?!\d)",
    re.IGNORECASE,
)
#: no word may come before it: from each of its letters on, all of it would be tried again
EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+"
    r"(?:(?:\s?@\s?|\s?[(\[]\s?at\s?[)\]]\s?|\sapenstaart(?:je)?\s)[\w-]+(?:(?:\.|\s(?:punt|dot)\s)[\w-]+)+"
    r"|\sat\s[\w-]+(?:\s(?:punt|dot)\s[\w-]+)+)",
    re.IGNORECASE,
)
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
#: a number without its area code, after a word that says what it is; 14 and three digits is a gemeente
LOCAL_PHONE = re.compile(
    r"(?P<before>\b(?:tel(?:efoon)?(?:nummer|nr)?|mobiel(?:nummer)?)\b\.?\s*(?:is|:|=)?\s*)"
    r"(?!14)(?P<number>[1-9]\d{5,8})(?!\d)",
    re.IGNORECASE,
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
    """Return the message without BSN, IBAN, telephone number, e-mail, day of birth and house number."""
    if HINT.search(text) is None:
        return Masked(text, (), ())
    phones: list[str] = []
    kinds: list[str] = []

    def email(match: re.Match[str]) -> str:
        kinds.append("e-mail")
        return "[e-mailadres]"

    def near_iban(match: re.Match[str]) -> str:
        kinds.append("iban")
        return IBAN_MARK

    text = _without_ibans(EMAIL.sub(email, text), kinds)
    text = _without_phones(NEAR_IBAN.sub(near_iban, text), kinds, phones)
    text = _without_bsns(without_births(text, kinds), kinds)
    text = without_house_numbers(text, kinds)
    return Masked(text, tuple(phones), tuple(kinds))


def _without_phones(text: str, kinds: list[str], phones: list[str]) -> str:
    def swap(match: re.Match[str]) -> str:
        if not is_personal_phone(match.group()):
            return match.group()
        kinds.append("telefoon")
        phones.append(digits(match.group()))
        return PHONE_MARK

    def local(match: re.Match[str]) -> str:
        kinds.append("telefoon")  # nobody can call it without its area code, so it is asked again
        return f"{match['before']}{PHONE_MARK}"

    return LOCAL_PHONE.sub(local, PHONE.sub(swap, text))


def _without_bsns(text: str, kinds: list[str]) -> str:
    def swap(match: re.Match[str]) -> str:
        before = match.string[max(0, match.start() - 60) : match.start()]
        if not is_bsn(match.group(), before):
            return match.group()
        kinds.append("bsn")
        return BSN_MARK

    return NINE_DIGITS.sub(swap, text)


def _without_ibans(text: str, kinds: list[str]) -> str:
    kept, done = [], 0
    for start in IBAN.finditer(text):
        found = iban_at_start(start["iban"]) if start.start() >= done else ""
        if found:
            kinds.append("iban")
            kept += [text[done : start.start()], IBAN_MARK]
            done = start.start() + len(found)
    return "".join([*kept, text[done:]])


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


def is_bsn(text: str, before: str = "") -> bool:
    """Tell whether a number is a BSN.

    Args:
        text: eight or nine digits, perhaps with spaces, points or dashes.
        before: the words before it. When they call it a BSN it is one, also with a typing error in
            it; when they call it something else it is none. Without such words the 11-test decides,
            and a day such as 23-09-2026 or 20112026 is none.
    """
    if SAYS_BSN.search(before):
        return True
    bare = re.sub(r"\D", "", text)
    if SAYS_OTHER.search(before) or DATE.fullmatch(text) or is_day_in_digits(bare):
        return False
    return bool(bsn.is_valid(text))
