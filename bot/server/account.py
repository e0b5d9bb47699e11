"""``make account``: makes, changes or removes an account of the desk; the password is asked for."""

from __future__ import annotations

import getpass
import logging
import sys
from collections.abc import Mapping

from bot.desk.passwords import NAME, SignIn, account_name
from bot.desk.staff import MOST
from bot.errors import SettingRefused, WegwijzerError
from bot.settings import account_choices, settings
from bot.storage.accounts import Accounts
from bot.storage.advisers import ROLES, Adviser, Advisers
from bot.storage.audit import Audit
from bot.storage.database import migrate
from bot.storage.moments import utc_now

log = logging.getLogger("bot.server")


def main() -> int:
    """Do what the variables ask; return the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        url, asked = settings().database_url, account_choices()
        migrate(url)
        log.info("%s", removed(url, asked) if asked["WEG"] == "ja" else made(url, asked))
    except WegwijzerError as refused:
        log.error("%s", refused)
        return 2
    return 0


def made(url: str, asked: Mapping[str, str]) -> str:
    """Make or change an account, ask for its password, and return what was done.

    Raises:
        SettingRefused: a variable is wrong; the message says what to write.
        WeakPassword: the password is too easy; nothing was changed.
    """
    adviser = _adviser(asked)
    accounts = Accounts(url)
    SignIn(accounts, Advisers(url)).set_password(adviser.id, _password(), utc_now())
    Advisers(url).save(adviser)
    Audit(url).note("beheer", "account", None, utc_now(), adviser.id)
    return f"Account {adviser.id} staat klaar ({', '.join(sorted(adviser.roles))})."


def removed(url: str, asked: Mapping[str, str]) -> str:
    """Remove an account with its password and sessions, and return what was done.

    Raises:
        SettingRefused: there is no such account.
    """
    name = account_name(asked["NAAM"])
    if name not in [one.id for one in Advisers(url).all()]:
        raise SettingRefused(f"NAAM is {name!r}; dat account is er niet")
    Accounts(url).remove(name)
    Advisers(url).remove(name)
    Audit(url).note("beheer", "account_weg", None, utc_now(), name)
    return f"Account {name} is weg."


def _adviser(asked: Mapping[str, str]) -> Adviser:
    name = account_name(asked["NAAM"])
    if not NAME.fullmatch(name):
        raise SettingRefused(
            f"NAAM is {name!r}; schrijf 2 tot en met 32 kleine letters, cijfers, punten of streepjes"
        )
    roles = frozenset(asked["ROL"].replace(",", " ").split())
    if not roles or roles - set(ROLES):
        raise SettingRefused(f"ROL is {asked['ROL']!r}; kies uit {', '.join(ROLES)}")
    shown = asked["TOON"].strip()[:60] or name.capitalize()
    return Adviser(name, shown, roles, asked["TEAM"].strip()[:64] or None, _capacity(asked))


def _capacity(asked: Mapping[str, str]) -> int:
    given = asked["CAPACITEIT"] or "4"
    if given.isascii() and given.isdecimal() and 1 <= int(given[:4]) <= MOST:
        return int(given)
    raise SettingRefused(f"CAPACITEIT is {given!r}; schrijf een getal van 1 tot en met {MOST}")


def _password() -> str:
    """Ask for the password on the terminal, twice; without one, read a line of the input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Wachtwoord (12 tekens of meer): ")
    if getpass.getpass("Nog een keer: ") != first:
        raise SettingRefused("De twee wachtwoorden zijn niet gelijk; probeer het opnieuw")
    return first


if __name__ == "__main__":
    sys.exit(main())
