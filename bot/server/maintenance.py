"""``python -m bot.server.maintenance``: the work beside the server, for operators and for jobs.

``migrate`` brings the database to the newest layout, ``retention`` deletes what is older than
BEWAARDAGEN, ``backup FILE`` writes a copy of the database and ``restore FILE`` puts one back into an
empty database. ``inhoud`` checks the content and keeps it as the last good, as the server does when it
starts: in an image that is built it need not be done again by each worker, and cannot.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from bot.errors import WegwijzerError
from bot.server.last_good import settle
from bot.settings import Settings, settings
from bot.storage.backup import back_up, restore
from bot.storage.database import migrate
from bot.storage.moments import utc_now
from bot.storage.retention import clean_up

log = logging.getLogger("bot.server.maintenance")


def retain(choices: Settings) -> int:
    """Delete the talks in which nothing happened for longer than BEWAARDAGEN; return the rows."""
    rows = clean_up(choices.database_url, utc_now(), choices.retention_days)
    log.info("retention days=%d deleted_rows=%d", choices.retention_days, rows)
    return rows


def keep_content(choices: Settings) -> None:
    """Check the content and keep a copy of it.

    Raises:
        WegwijzerError: it is refused, or cannot be kept.
    """
    standing = settle(choices.kept_content.resolve())
    if standing.refused or not standing.is_kept(choices.kept_content):
        raise WegwijzerError("De inhoud is niet bewaard. Kijk naar de regels hierboven.")
    log.info("content_kept version=%s", standing.version)


def do(what: str, path: Path | None, choices: Settings) -> None:
    """Do one of the works.

    Raises:
        WegwijzerError: it cannot be done; the message says why.
    """
    if what == "migrate":
        migrate(choices.database_url)
        log.info("migrated")
    elif what == "retention":
        retain(choices)
    elif what == "inhoud":
        keep_content(choices)
    elif path is None:
        raise WegwijzerError("Zeg welk bestand: BESTAND=kopie.gz")
    elif what == "backup":
        counts = back_up(choices.database_url, path, utc_now())
        log.info("backup rows=%d file=%s", sum(counts.values()), path)
    else:
        counts = restore(choices.database_url, path)
        log.info("restored rows=%d", sum(counts.values()))


def main() -> int:
    """Do what the command line asks; return the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("bot").setLevel(logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("what", choices=["migrate", "retention", "inhoud", "backup", "restore"])
    options.add_argument("path", nargs="?", type=Path)
    chosen = options.parse_args()
    try:
        do(chosen.what, chosen.path, settings())
    except WegwijzerError as refused:
        log.error("%s", refused)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
