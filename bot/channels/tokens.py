"""The tokens with which a visitor may read and write one talk: signed, timed, renewed in use."""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.sealing import signing_keys
from bot.storage.moments import utc_now

#: a talk that was not looked at for a week needs a new token, and so is over
VALID = 7 * 24 * 60 * 60  # seconds
RENEWED_AFTER = 60 * 60  # seconds


@dataclass(frozen=True)
class Seen:
    """What a token said.

    Attributes:
        session_id: the talk that it opens.
        is_old: it still opens it, and had better be replaced.
    """

    session_id: str
    is_old: bool


class Tokens:
    """Makes and reads tokens.

    Args:
        secret: the operator's GEHEIM; a key that is no longer in it makes its tokens worthless.
    """

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(signing_keys(secret), salt="website-gesprek")

    def give(self, session_id: str) -> str:
        """Return a fresh token for a talk."""
        return str(self._signer.dumps(session_id))

    def read(self, token: str) -> Seen | None:
        """Return what a token opens; None when it is forged, broken or too old."""
        try:
            # without max_age: it also refuses what was made by a worker whose clock is a second
            # ahead of ours, or before our clock was set back
            session_id, made = self._signer.loads(token, return_timestamp=True)
        except (BadSignature, UnicodeError):  # halves of characters cannot even be read
            return None
        if (utc_now() - made).total_seconds() > VALID:
            return None
        if not isinstance(session_id, str):
            return None
        return Seen(session_id, (utc_now() - made).total_seconds() > RENEWED_AFTER)
