"""``make wachtrij``: the call-backs to be made, for who works without the desk."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from cryptography.fernet import InvalidToken

from bot.care.handoff import State
from bot.settings import settings
from bot.storage.database import migrate
from bot.storage.handoff import Handoffs
from bot.storage.moments import in_amsterdam
from bot.storage.telefoon import Telefoonnummers


def main() -> None:
    """Write a line for each open request, oldest first."""
    choices = settings()
    migrate(choices.database_url)
    for line in lines(choices.database_url, choices.secret):
        sys.stdout.write(f"{line}\n")


def lines(url: str, secret: str) -> Iterator[str]:
    """Give the open requests, oldest first: number, moment, when to call, whom and about what."""
    numbers = Telefoonnummers(url, secret)
    waiting = Handoffs(url).in_state(State.TERUGGEBELD)
    for row in sorted(waiting, key=lambda one: one.requested_at):
        at = f"{in_amsterdam(row.requested_at):%d-%m-%Y %H:%M}"
        line = f"{row.id}  {at}  {row.when:8}  {_number(numbers, row.sender_id)}"
        yield f"{line}  {row.name or '-'}  {row.topic}"


def _number(numbers: Telefoonnummers, sender_id: str) -> str:
    try:
        return numbers.read(sender_id) or "geen nummer"
    except InvalidToken:  # written with another GEHEIM; the other requests can still be dealt with
        return "onleesbaar"


if __name__ == "__main__":
    main()
