"""Everything that the pages of the desk need, and who is at the door."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeSerializer
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.care.opening import Opening
from bot.channels.bell import BELL, Bell
from bot.desk.passwords import SignIn
from bot.desk.service import Desk
from bot.desk.staff import Staff
from bot.desk.view import View
from bot.desk.web.organisation import Provider
from bot.sealing import signing_keys
from bot.storage.accounts import LONGEST, Accounts
from bot.storage.advisers import Adviser, NoAdviser
from bot.storage.moments import utc_now

LOCAL = ("http://localhost", "http://127.0.0.1", "http://[::1]")


@dataclass(frozen=True)
class Visit:
    """Somebody who is signed in, at one request.

    Attributes:
        adviser: the account, as it is now.
        key: of the session; never shown.
        csrf: what a change must carry, so that no other site can make one.
        at: the moment of the request, in UTC.
    """

    adviser: Adviser
    key: str
    csrf: str
    at: dt.datetime

    @property
    def id(self) -> str:
        """The name of the account."""
        return self.adviser.id

    def may(self, roles: str) -> bool:
        """Tell whether this is somebody with one of some roles, named with spaces between."""
        return bool(self.adviser.roles & set(roles.split()))


@dataclass(frozen=True)
class Room:
    """What the pages of the desk need.

    Attributes:
        desk: changes.
        view: reads.
        sign_in: checks passwords.
        accounts: sessions.
        hours: when the desk is open.
        secret: the operator's GEHEIM; signs cookies.
        address: where people reach the server, without a slash at the end.
        provider: where an organisation's people sign in; None for local accounts alone.
        bell: rings when something changed.
        now: the moment, in UTC; replaced in tests.
        refused: what is wrong with new content, in place of which the last good is served.
    """

    desk: Desk
    view: View
    sign_in: SignIn
    accounts: Accounts
    hours: Opening
    secret: str
    address: str
    provider: Provider | None = None
    bell: Bell = BELL
    now: Callable[[], dt.datetime] = field(default=utc_now)
    refused: tuple[str, ...] = ()

    @property
    def staff(self) -> Staff:
        """What may be changed about people."""
        return Staff(self.desk.stores, self.accounts)

    @property
    def is_local(self) -> bool:
        """Tell whether people reach the desk on this machine alone, without TLS."""
        return self.address.startswith(LOCAL)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; browsers hold ``__Host-`` to Secure and to this host."""
        return "desk" if self.is_local else "__Host-desk"

    def visit(self, request: Request) -> Visit | None:
        """Return who is signed in, or None: no session, a made up one, an old or a revoked one."""
        at = self.now()
        key = self.key_of(request)
        session = self.accounts.session(key, at) if key else None
        if session is None or key is None:
            return None
        try:
            adviser = self.desk.stores.advisers.get(session.adviser_id)
        except NoAdviser:  # the account was removed
            return None
        return Visit(adviser, key, self.token(f"csrf.{key}"), at)

    def key_of(self, request: Request) -> str | None:
        """Return the key of the session in the cookie, when we signed it."""
        try:
            key = self._signer.loads(request.cookies.get(self.cookie, ""))
        except (BadSignature, UnicodeError):
            return None
        return key if isinstance(key, str) else None

    def begin(self, answer: HTTPResponse, adviser_id: str, way: str) -> HTTPResponse:
        """Sign somebody in: a new session, and its cookie on an answer."""
        at = self.now()
        key = self.accounts.begin(adviser_id, way, at)
        self.desk.stores.audit.note(adviser_id, "ingelogd", None, at, way)
        self.set_cookie(answer, self.cookie, self._signer.dumps(key), LONGEST)
        return answer

    def set_cookie(
        self, answer: HTTPResponse, name: str, value: str, lasts: dt.timedelta | None
    ) -> None:
        """Set a cookie that no script can read; without a duration it is taken away."""
        answer.cookies[name] = value
        cookie = answer.cookies[name]
        cookie["httponly"] = True
        # not Strict: the way back from an organisation's sign-in begins at another site
        cookie["samesite"] = "Lax"
        cookie["secure"] = not self.is_local
        cookie["max-age"] = int(lasts.total_seconds()) if lasts else 0

    def token(self, about: str) -> str:
        """Return a token that only we can make."""
        return self._tokens(about)[0]

    def is_token(self, given: str | None, about: str) -> bool:
        """Tell whether a token is ours."""
        ours = self._tokens(about)
        return any(hmac.compare_digest((given or "").encode(), one.encode()) for one in ours)

    def _tokens(self, about: str) -> list[str]:
        return [
            hmac.new(key.encode(), f"desk.{about}".encode(), sha256).hexdigest()
            for key in self.secret.split()
        ]

    @property
    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(signing_keys(self.secret), salt="desk-sessie")
