"""Signing in with a local account: argon2, slower after each wrong password, then shut for a while.

What is said about a refusal is the same for a wrong password, a name that nobody has, and a name that
is shut: nobody can find out by trying which names exist. A name that nobody has costs as much time.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import re
from collections.abc import Awaitable, Callable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import WegwijzerError
from bot.storage.accounts import Accounts
from bot.storage.advisers import Advisers, NoAdviser

#: an account's name: what people type to sign in
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}", re.ASCII)
SHORTEST, LONGEST = 12, 200  # characters
#: after this many failures in a row a name is shut, until this long after the last of them
SHUT_AFTER = 10
SHUT_FOR = dt.timedelta(minutes=15)
#: the first failures cost nothing, then each one waits twice as long
FREE = 2
SLOWEST = 8.0  # seconds
#: all names together, for who tries one password on many
EVERYBODY = "*"
MANY = 40
#: checking takes 64 MB each, so never many at once
AT_ONCE = 2


class WrongPassword(WegwijzerError):
    """Nobody signs in with this name and password now."""


class WeakPassword(WegwijzerError):
    """A new password that is too easy; the message says why, in Dutch."""


def account_name(text: str) -> str:
    """Return a name as accounts are kept under: small letters, without spaces around it."""
    return text.strip().lower()[:64]


def refuse_weak(password: str, name: str) -> None:
    """Refuse a new password that is short, very long, one character repeated, or the name.

    Raises:
        WeakPassword: with the reason in Dutch.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"Neem een wachtwoord van {SHORTEST} tot en met {LONGEST} tekens.")
    if len(set(password)) < 5:
        raise WeakPassword("Neem een wachtwoord met meer verschillende tekens.")
    if name in password.lower():
        raise WeakPassword("Neem een wachtwoord waar de naam niet in staat.")


class SignIn:
    """Checks names and passwords.

    Args:
        accounts: passwords and attempts.
        advisers: who has an account.
        hasher: argon2id; left out, with the library's own choices (RFC 9106).
        sleep: waits; replaced in tests.
    """

    def __init__(
        self,
        accounts: Accounts,
        advisers: Advisers,
        hasher: PasswordHasher | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.accounts = accounts
        self.advisers = advisers
        self.hasher = hasher or PasswordHasher()
        self.sleep = sleep
        self._places: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}

    @functools.cached_property
    def _nobody(self) -> str:
        """What a name without an account is compared with: it costs the same time."""
        return self.hasher.hash("niemand heeft dit wachtwoord")

    def set_password(self, adviser_id: str, password: str, at: dt.datetime) -> None:
        """Give an account a password; its sessions end and its failures are forgotten.

        Raises:
            WeakPassword: it is too easy.
        """
        refuse_weak(password, adviser_id)
        self.accounts.set_password(adviser_id, self.hasher.hash(password), at)
        self.accounts.forget_attempts(adviser_id)

    async def check(self, typed: str, password: str, at: dt.datetime) -> str:
        """Return the account that belongs to a name and password.

        Args:
            typed: the name, as it was typed.
            password: as it was typed.
            at: the moment.

        Raises:
            WrongPassword: nobody, or too often wrong.
        """
        name = account_name(typed)
        failures = self.accounts.note_attempt(name, at, at - SHUT_FOR)
        all_failures = self.accounts.note_attempt(EVERYBODY, at, at - SHUT_FOR)
        await self.sleep(max(delay(failures), 2.0 if all_failures > MANY else 0.0))
        kept = self.accounts.password_of(name)
        right = await self._matches(kept or self._nobody, password[: LONGEST + 1])
        if not right or kept is None or failures > SHUT_AFTER or not self._exists(name):
            raise WrongPassword("wrong name or password, or shut")
        self.accounts.forget_attempts(name)
        self.accounts.forget_attempts(EVERYBODY)
        if self.hasher.check_needs_rehash(kept):
            self.accounts.refresh_hash(name, self.hasher.hash(password))
        return name

    async def _matches(self, kept: str, password: str) -> bool:
        loop = asyncio.get_running_loop()
        async with self._places.setdefault(loop, asyncio.Semaphore(AT_ONCE)):
            return await loop.run_in_executor(None, self._verify, kept, password)

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self.hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    def _exists(self, name: str) -> bool:
        try:
            self.advisers.get(name)
        except NoAdviser:
            return False
        return True


def delay(failures: int) -> float:
    """Return how many seconds an attempt waits, the n-th in a row that is not right yet."""
    return 0.0 if failures <= FREE else min(0.5 * 2 ** (failures - FREE - 1), SLOWEST)
