"""``make wachtrij``: the open call-back requests, until the desk is there."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from cryptography.fernet import InvalidToken

from bot.settings import settings
from bot.storage.database import migrate
from bot.storage.moments import in_amsterdam
from bot.storage.overdrachten import Overdrachten
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
    for row in Overdrachten(url).open():
        at = f"{in_amsterdam(row['requested_at']):%d-%m-%Y %H:%M}"
        line = f"{row['id']}  {at}  {row['tijdvak']:8}  {_number(numbers, row['sender_id'])}"
        yield f"{line}  {row['naam'] or '-'}  {row['onderwerp']}"


def _number(numbers: Telefoonnummers, sender_id: str) -> str:
    try:
        return numbers.read(sender_id) or "geen nummer"
    except InvalidToken:  # written with another GEHEIM; the other requests can still be dealt with
        return "onleesbaar"


if __name__ == "__main__":
    main()
