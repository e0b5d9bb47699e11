"""How people sign in at the desk: passwords, sessions that can be revoked, attempts that failed."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.database import transaction
from bot.storage.moments import as_utc
from bot.storage.tables import desk_attempts as attempts
from bot.storage.tables import desk_passwords as passwords
from bot.storage.tables import desk_sessions as sessions

#: a session ends after this long without a sign of life, and in any case after a working day
IDLE = dt.timedelta(hours=1)
LONGEST = dt.timedelta(hours=12)
#: signs of life are written this seldom
NOTED_EVERY = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in.

    Attributes:
        id: a hash of what the cookie holds.
        adviser_id: the account.
        started_at: in UTC.
        seen_at: the last sign of life, to the minute, in UTC.
        way: ``wachtwoord`` or ``organisatie``.
    """

    id: str
    adviser_id: str
    started_at: dt.datetime
    seen_at: dt.datetime
    way: str

    def holds(self, at: dt.datetime) -> bool:
        """Tell whether the session still counts at a moment."""
        now = as_utc(at)
        return now - self.seen_at <= IDLE and now - self.started_at <= LONGEST


@dataclass(frozen=True)
class Accounts:
    """Stores passwords, sessions and attempts; all moments in UTC.

    Attributes:
        url: SQLAlchemy URL of the database.
    """

    url: str

    # passwords

    def password_of(self, adviser_id: str) -> str | None:
        """Return the hash of a password; None for an account without one, or no account."""
        query = select(passwords.c.hash).where(passwords.c.adviser_id == adviser_id)
        with transaction(self.url) as connection:
            found = connection.execute(query).scalar()
        return str(found) if found is not None else None

    def set_password(self, adviser_id: str, hashed: str, at: dt.datetime) -> None:
        """Keep the hash of a new password; whoever is signed in with the old one is signed out."""
        mine = passwords.c.adviser_id == adviser_id
        with transaction(self.url) as connection:
            connection.execute(delete(passwords).where(mine))
            connection.execute(
                insert(passwords).values(adviser_id=adviser_id, hash=hashed, changed_at=as_utc(at))
            )
            connection.execute(delete(sessions).where(sessions.c.adviser_id == adviser_id))

    def refresh_hash(self, adviser_id: str, hashed: str) -> None:
        """Keep a newer hash of the same password; sessions go on."""
        with transaction(self.url) as connection:
            connection.execute(
                update(passwords).where(passwords.c.adviser_id == adviser_id).values(hash=hashed)
            )

    def remove(self, adviser_id: str) -> None:
        """Take away the password and all sessions of an account."""
        with transaction(self.url) as connection:
            connection.execute(delete(passwords).where(passwords.c.adviser_id == adviser_id))
            connection.execute(delete(sessions).where(sessions.c.adviser_id == adviser_id))

    # sessions

    def begin(self, adviser_id: str, way: str, at: dt.datetime) -> str:
        """Begin a session and return its key, which is kept nowhere but in the cookie."""
        key = secrets.token_urlsafe(32)
        now = as_utc(at)
        row = {"id": hashed(key), "adviser_id": adviser_id, "way": way}
        with transaction(self.url) as connection:
            connection.execute(delete(sessions).where(sessions.c.started_at < now - LONGEST))
            connection.execute(insert(sessions).values(**row, started_at=now, seen_at=now))
        return key

    def session(self, key: str, at: dt.datetime) -> Session | None:
        """Return the session of a key and note a sign of life; None when it is over or revoked."""
        query = select(sessions).where(sessions.c.id == hashed(key))
        with transaction(self.url) as connection:
            row = connection.execute(query).first()
            found = _session(row) if row else None
            if found is None or not found.holds(at):
                return None
            if as_utc(at) - found.seen_at >= NOTED_EVERY:
                connection.execute(
                    update(sessions).where(sessions.c.id == found.id).values(seen_at=as_utc(at))
                )
        return found

    def open_sessions(self, at: dt.datetime) -> list[Session]:
        """Return every session that counts now, the newest first."""
        query = select(sessions).order_by(sessions.c.started_at.desc())
        with transaction(self.url) as connection:
            found = [_session(row) for row in connection.execute(query).all()]
        return [one for one in found if one.holds(at)]

    def end(self, key: str) -> None:
        """End one session."""
        with transaction(self.url) as connection:
            connection.execute(delete(sessions).where(sessions.c.id == hashed(key)))

    def forget_before(self, moment: dt.datetime) -> int:
        """Delete sessions and failed attempts of before a moment; return how many.

        Args:
            moment: nothing of before it counts any more: no session lasts longer than ``LONGEST``.
        """
        old = (
            delete(sessions).where(sessions.c.started_at < as_utc(moment)),
            delete(attempts).where(attempts.c.last_at < as_utc(moment)),
        )
        with transaction(self.url) as connection:
            return sum(int(connection.execute(statement).rowcount) for statement in old)

    def revoke(self, adviser_id: str) -> int:
        """End all sessions of an account and return how many there were."""
        with transaction(self.url) as connection:
            gone = connection.execute(delete(sessions).where(sessions.c.adviser_id == adviser_id))
        return int(gone.rowcount)

    # attempts

    def failures(self, name: str, since: dt.datetime) -> int:
        """Return how often a name failed in a row, when the last time is not before a moment."""
        query = select(attempts.c.failures).where(
            attempts.c.key == hashed(name), attempts.c.last_at >= as_utc(since)
        )
        with transaction(self.url) as connection:
            return int(connection.execute(query).scalar() or 0)

    def note_attempt(self, name: str, at: dt.datetime, since: dt.datetime) -> int:
        """Count an attempt as failed before it is looked at, so that many at once all count.

        Args:
            name: what was typed, also when there is no such account.
            at: the moment.
            since: failures of before this moment are forgotten.

        Returns:
            The number of failures in a row, this one included.
        """
        mine = attempts.c.key == hashed(name)
        with transaction(self.url) as connection:
            # names that nobody has can be typed without end
            connection.execute(delete(attempts).where(attempts.c.last_at < as_utc(since)))
        row = {"key": hashed(name), "failures": 0, "last_at": as_utc(at)}
        try:
            with transaction(self.url) as connection:
                connection.execute(insert(attempts).values(row))
        except IntegrityError:
            pass  # not the first one
        with transaction(self.url) as connection:
            counted = {"failures": attempts.c.failures + 1, "last_at": as_utc(at)}
            connection.execute(update(attempts).where(mine).values(counted))
            return int(connection.execute(select(attempts.c.failures).where(mine)).scalar() or 1)

    def forget_attempts(self, name: str) -> None:
        """Forget the failures of a name: the right password came, or the account is new."""
        with transaction(self.url) as connection:
            connection.execute(delete(attempts).where(attempts.c.key == hashed(name)))


def hashed(text: str) -> str:
    """Return a key as it is kept; what it was made from cannot be read back."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _session(row: object) -> Session:
    values = row._mapping  # type: ignore[attr-defined] # SQLAlchemy's rows have no types here
    return Session(
        id=values["id"],
        adviser_id=values["adviser_id"],
        started_at=as_utc(values["started_at"]),
        seen_at=as_utc(values["seen_at"]),
        way=values["way"],
    )
