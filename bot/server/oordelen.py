"""``make oordelen``: what visitors of the website thought of the answers, newest first."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bot.settings import settings
from bot.storage.database import migrate
from bot.storage.feedback import Feedback
from bot.storage.moments import in_amsterdam

MOST = 500
SHOWN = 80  # characters of an answer


def main() -> None:
    """Write a line for each, newest first."""
    url = settings().database_url
    migrate(url)
    for line in lines(url):
        sys.stdout.write(f"{line}\n")


def lines(url: str) -> Iterator[str]:
    """Give moment, whether it helped, the beginning of the answer, and the word with it."""
    for one in Feedback(url).newest(MOST):
        at = f"{in_amsterdam(one['given_at']):%d-%m-%Y %H:%M}"
        answer = " ".join(one["answer"].split())[:SHOWN]
        yield f"{at}  {'helpt' if one['helpful'] else 'helpt niet':10}  {answer}  {one['word'] or '-'}"


if __name__ == "__main__":
    main()
