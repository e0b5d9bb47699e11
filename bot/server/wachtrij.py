"""``make wachtrij``: the open call-back requests, until the desk is there."""

from __future__ import annotations

import sys

from bot.settings import settings
from bot.storage.database import migrate
from bot.storage.overdrachten import Overdrachten
from bot.storage.telefoon import Telefoonnummers


def main() -> None:
    """Write a line for each open request, oldest first."""
    choices = settings()
    migrate(choices.database_url)
    numbers = Telefoonnummers(choices.database_url, choices.secret)
    for row in Overdrachten(choices.database_url).open():
        number = numbers.read(row["sender_id"]) or "geen nummer"
        line = f"{row['id']}  {row['requested_at']:%d-%m-%Y %H:%M}  {row['tijdvak']:8}  {number}"
        sys.stdout.write(f"{line}  {row['naam'] or '-'}  {row['onderwerp']}\n")


if __name__ == "__main__":
    main()
