"""How a text of ours looks to who reads it: addresses, channels, words that point, what is promised."""

from __future__ import annotations

import re

from bot.care.abbreviations import abbreviations_in, unwritten
from bot.care.texts import placeholders
from bot.channels.limits import WHATSAPP
from bot.knowledge.addresses import known_addresses
from bot.knowledge.facts import facts
from bot.knowledge.glossary import abbreviations
from bot.knowledge.marked import Marked
from bot.knowledge.readability import KNOWN_IN_FLOWS
from bot.knowledge.said import Rule, Said

#: one sentence in each of eight languages: it is no Dutch text, and no short one
EIGHT_LANGUAGES = "utter_taal_anders"
#: their choices are added by the action that says them
CHOICES_ADDED = ("utter_bedoelt_u", "utter_vroeg_ook_knop", "utter_plan", "utter_plan_brief")
POINTS = re.compile(r"\bhieronder\b|\bonderaan\b|\bdruk op\b|\bde knop", re.IGNORECASE)
PROMISE = re.compile(r"u (?:heeft|hebt) recht op|u krijgt de wlz|gegarandeerd", re.IGNORECASE)
ACTUAL = re.compile(r"\bactue\w+", re.IGNORECASE)
#: what is read by itself and not after the answer
ALONE = ("text", "makkelijker", "verlopen")
#: as long as what the talk fills in mostly is
FILLED = "dinsdag 12 januari 2027"
BLANK = re.compile(r"\{\w+\}")
#: an answer to danger -> the number that it must hold; a choice would only keep somebody from calling
DANGER = {
    "utter_nood_medisch": "tel_noodnummer",
    "utter_crisis_suicide": "tel_113",
    "utter_huiselijk_geweld": "tel_veilig_thuis",
}


def _addresses(one: Said) -> None:
    for part in one.texts():
        known_addresses(part)


def _points_at_nothing(one: Said) -> None:
    shown = "buttons" in one.parts or one.name in CHOICES_ADDED
    for key, part in one.spoken():
        found = POINTS.search(str(part.content))
        if found and not (shown and key in ("text", "verlopen")):
            problem = (
                f"{one.name} ({key}): '{found.group()}' wijst naar keuzes die er dan niet staan"
            )
            part.refuse_at(found.group(), problem, "zeg wat iemand kan typen, zoals 'medewerker'")


def _promises_nothing(one: Said) -> None:
    for _, part in one.spoken():
        found = PROMISE.search(str(part.content))
        if found:
            problem = f"{one.name}: '{found.group()}' belooft wat een ander beslist"
            part.refuse_at(
                found.group(), problem, "'misschien', 'waarschijnlijk', of wie erover beslist"
            )


def _fits_whatsapp(one: Said) -> None:
    buttons = one.buttons()
    if len(buttons) > WHATSAPP.rows:
        one.parts["buttons"].refuse(
            f"{one.name} heeft {len(buttons)} keuzes", f"hoogstens {WHATSAPP.rows}, voor WhatsApp"
        )
    for key, part in one.spoken():
        below = buttons and key in ("text", "verlopen") and one.name != EIGHT_LANGUAGES
        most = WHATSAPP.body if below else WHATSAPP.text
        length = len(BLANK.sub(FILLED, str(part.content)))
        if length > most:
            part.refuse(
                f"{one.name} ({key}) is ingevuld {length} tekens",
                f"hoogstens {most}, voor WhatsApp",
            )


def _danger_has_its_number(one: Said) -> None:
    number = DANGER.get(one.name)
    if number and number not in placeholders(str(one.parts["text"].content)):
        one.parts["text"].refuse(f"{one.name} heeft geen nummer om te bellen", f"{{{number}}}")
    if number and "buttons" in one.parts:
        one.parts["buttons"].refuse(
            f"{one.name} heeft keuzes", "geen knoppen: alleen wie te bellen"
        )


def _after_its_last_day(one: Said) -> None:
    """Refuse words for after a fact's last day that do not say where to look."""
    stale = one.meta.get("verlopen")
    if stale is None:
        return
    text = str(stale.content)
    if not ACTUAL.search(text):
        stale.refuse(
            f"{one.name}: 'verlopen' zegt niet dat het bedrag veranderd is",
            "'Kijk voor het actuele bedrag …'",
        )
    for name in placeholders(str(one.parts["text"].content)):
        where = _where(name)
        if where and where.lower() not in text.lower():
            stale.refuse(f"{one.name}: 'verlopen' zegt niet waar {{{name}}} nu staat", f"{where}")


def _where(name: str) -> str:
    """Return the place where a fact that ends stands, without the word before it."""
    fact = facts().get(name)
    ends = fact is not None and fact.values[-1].valid_until is not None
    return re.sub(r"^(?:op|bij) ", "", fact.current_at) if fact and ends else ""


def ends(part: Marked) -> str | None:
    """Return the first fact in a text that has a last day."""
    names = placeholders(part.content) if isinstance(part.content, str) else []
    return next((name for name in names if _where(name)), None)


def _abbreviations(one: Said) -> None:
    """Refuse an abbreviation that nobody knows, or that is not written out the first time."""
    if one.name == EIGHT_LANGUAGES:
        return
    written = abbreviations()
    core = str(one.parts["text"].content)
    in_flow = one.variant.path.parent.name == "flows"
    for key, part in one.spoken():
        text = str(part.content)
        for short, _ in abbreviations_in(text, written):
            if short not in written:
                write = "de woorden zelf, of zet het in words/begrippen.yml"
                part.refuse_at(short, f"{one.name} ({key}): {short} kent niemand", write)
        for short in unwritten(text, written, "" if key in ALONE else core):
            if not (in_flow and short in KNOWN_IN_FLOWS):
                problem = f"{one.name} ({key}): {short} staat er de eerste keer niet voluit"
                part.refuse_at(short, problem, f"{short} ({written[short][0]})")


SHOWN_RULES: list[Rule] = [
    _addresses,
    _points_at_nothing,
    _promises_nothing,
    _fits_whatsapp,
    _danger_has_its_number,
    _after_its_last_day,
    _abbreviations,
]
