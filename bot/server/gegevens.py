"""``make inzage``, ``vergeet``, ``bewaartermijn`` and ``sleutel``: what the law asks of the operator.

A person is named by one of: GESPREK (the id of the talk), OVERDRACHT (the number that a visitor got
with a handoff), CODE (the code of "bewaar") or NUMMER (a WhatsApp number).
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator, Mapping

from bot.care.handoff import MoveRefused
from bot.care.talk_codes import read_code
from bot.errors import SettingRefused, WegwijzerError
from bot.knowledge.gegevens import data_map
from bot.settings import Settings, person_choices, settings
from bot.storage.audit import Audit
from bot.storage.database import migrate
from bot.storage.export import Export
from bot.storage.forget import forget_on_request
from bot.storage.gesprekscodes import Gesprekscodes
from bot.storage.handoff import Handoffs
from bot.storage.moments import utc_now
from bot.storage.retention import clean_up, too_old, what_is_left
from bot.storage.rotate import reseal
from bot.storage.whatsapp_people import Sealer

log = logging.getLogger("bot.server")
NOBODY = "Er is niets bewaard van deze persoon."
ACTOR = "beheer"


def main(asked: list[str]) -> int:
    """Do what is asked; return the exit code: 1 when something is kept too long, 2 for a refusal."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        choices = settings()
        migrate(choices.database_url)
        if asked == ["bewaartermijn"]:
            return retention(choices)
        if asked == ["sleutel"]:
            return new_key(choices)
        sender_id = person(choices, person_choices())
        said = {"inzage": insight, "vergeet": wiped}[asked[0]](choices, sender_id)
    except WegwijzerError as refused:
        log.error("%s", refused)
        return 2
    sys.stdout.write(f"{said}\n")
    return 0


def person(choices: Settings, asked: Mapping[str, str]) -> str:
    """Return the talk of the person who is named.

    Raises:
        SettingRefused: nobody is named, or more than one, or nothing is known under that name.
    """
    given = {name: value for name, value in asked.items() if value}
    if len(given) != 1:
        raise SettingRefused(f"Geef precies één van {', '.join(asked)}, zoals OVERDRACHT=AB12CD")
    ((name, value),) = given.items()
    found = {
        "GESPREK": _as_is,
        "OVERDRACHT": _of_overdracht,
        "CODE": _of_code,
        "NUMMER": _of_number,
    }
    sender_id = found[name](choices, value)
    if sender_id is None:
        raise SettingRefused(f"{name} is {value!r}; dat is hier niet bekend")
    return sender_id


def _as_is(choices: Settings, value: str) -> str | None:
    return value


def _of_overdracht(choices: Settings, value: str) -> str | None:
    try:
        return Handoffs(choices.database_url).get(value.upper()).sender_id
    except MoveRefused:
        return None


def _of_code(choices: Settings, value: str) -> str | None:
    code = read_code(f"code {value}")
    if code is None:
        return None
    return Gesprekscodes(choices.database_url, choices.secret).talk_of(code.signs)


def _of_number(choices: Settings, value: str) -> str | None:
    digits = re.sub(r"\D", "", value)
    digits = (
        f"31{digits[1:]}" if re.fullmatch(r"0[1-9]\d{8}", digits) else digits.removeprefix("00")
    )
    return Sealer(choices.secret).sender_id(digits) if digits else None


def insight(choices: Settings, sender_id: str) -> str:
    """Return all that is kept about a person as JSON, and note in the audit that it was read."""
    kept = Export(choices.database_url, choices.secret, whole=True).of(sender_id)
    Audit(choices.database_url).note(ACTOR, "inzage", None, utc_now())
    if not kept:
        return NOBODY
    return json.dumps({"gesprek": sender_id, "gegevens": kept}, ensure_ascii=False, indent=2)


def wiped(choices: Settings, sender_id: str) -> str:
    """Delete all that is kept about a person and return the receipt."""
    receipt = forget_on_request(choices.database_url, sender_id, utc_now(), by=ACTOR)
    return receipt.fill("{rows} regels gewist op {moment}. Bewijs: {bewijs}.")


def retention(choices: Settings) -> int:
    """Delete what is too old, show what is left, and return 1 when a talk stayed that had to go."""
    url, days = choices.database_url, choices.retention_days
    gone = clean_up(url, utc_now(), days)
    sys.stdout.write(f"BEWAARDAGEN {days}: {gone} regels gewist.\n\n")
    sys.stdout.writelines(f"{line}\n" for line in proof(url))
    left = too_old(url, utc_now(), days)
    sys.stdout.write(f"\nGesprekken die te lang bewaard zijn: {left}\n")
    return 1 if left else 0


def new_key(choices: Settings) -> int:
    """Seal what is kept with the newest key of GEHEIM; return 1 when something could not be opened."""
    found = reseal(choices.database_url, choices.secret)
    sys.stdout.write(
        f"{found.done} waarden versleuteld met de eerste sleutel van GEHEIM; "
        f"{found.unreadable} met geen enkele sleutel te openen.\n"
    )
    return 1 if found.unreadable else 0


def proof(url: str) -> Iterator[str]:
    """Give a line for each table: how many rows, the oldest, and how long they may be kept."""
    known = data_map()
    moments = {name: one.moment for name, one in known.items() if one.moment}
    yield f"{'tabel':24} {'regels':>7}  {'oudste':16}  bewaard"
    for one in what_is_left(url, moments):
        oldest = f"{one.oldest:%Y-%m-%d %H:%M}" if one.oldest else "-"
        yield f"{one.table:24} {one.rows:7}  {oldest:16}  {known[one.table].how_long}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
