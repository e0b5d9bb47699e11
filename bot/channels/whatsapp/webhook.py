"""From the bytes that Meta delivers to messages and statuses; pure, and never surprised.

Only a wrong signature or a body that is no JSON object is refused. Whatever else is odd in a
delivery is left out with a reason to count: Meta would bring a refused one again for a week.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.channels.whatsapp.kinds import ADDRESS, mapping, objects, said_in, words
from bot.storage.whatsapp_inbox import Received
from bot.storage.whatsapp_outbox import Status

#: Meta repeats for a week what it could not deliver; older than this is a replay
OLDEST = dt.timedelta(days=8)
#: how far another clock may be ahead
NEWEST = dt.timedelta(hours=1)
STATUSES = ("sent", "delivered", "read", "failed")
LONGEST_ID = 400
UTC = dt.timezone.utc


class NotForUs(Exception):
    """A call that is not Meta's, or that nobody can read.

    Attributes:
        reason: ``handtekening`` or ``json``, to count.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Delivery:
    """What one call holds.

    Attributes:
        messages: in the order of the call.
        statuses: what became of messages of ours.
        ignored: a reason for each thing that does not count.
    """

    messages: tuple[Received, ...]
    statuses: tuple[Status, ...]
    ignored: tuple[str, ...]


def parse(
    body: bytes, signature: str | None, app_secret: str, number_id: str, now: dt.datetime
) -> Delivery:
    """Return what is in a call of Meta.

    Args:
        body: the raw request body, since the signature is over these very bytes.
        signature: header ``X-Hub-Signature-256``, ``sha256=`` and 64 hex digits.
        app_secret: the secret shared with Meta.
        number_id: Meta's id of our number; what is for another one is left out.
        now: the moment of the call, in UTC.

    Raises:
        NotForUs: the signature is missing or wrong, or the body is no JSON object.
    """
    if not is_signed(body, signature, app_secret):
        raise NotForUs("handtekening")
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as broken:
        raise NotForUs("json") from broken
    if not isinstance(payload, dict):
        raise NotForUs("json")
    found = list(_read(payload, number_id, now))
    return Delivery(
        tuple(one for one in found if isinstance(one, Received)),
        tuple(one for one in found if isinstance(one, Status)),
        tuple(one for one in found if isinstance(one, str)),
    )


def is_signed(body: bytes, signature: str | None, app_secret: str) -> bool:
    """Tell whether a body was signed with our secret; takes as long for any wrong signature."""
    expected = "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), (signature or "").encode("utf-8", "replace"))


def _read(
    payload: dict[str, Any], number_id: str, now: dt.datetime
) -> Iterator[Received | Status | str]:
    changes = [
        change
        for entry in objects(payload.get("entry"))
        for change in objects(entry.get("changes"))
    ]
    if payload.get("object") != "whatsapp_business_account" or not changes:
        yield "vorm"
        return
    for change in changes:
        value = mapping(change.get("value"))
        if change.get("field") != "messages":
            yield "onderwerp"
        elif words(mapping(value.get("metadata")).get("phone_number_id")) != number_id:
            yield "ander_nummer"
        else:
            yield from _read_value(value, now)


def _read_value(value: dict[str, Any], now: dt.datetime) -> Iterator[Received | Status | str]:
    messages, statuses = objects(value.get("messages")), objects(value.get("statuses"))
    if not messages and not statuses:
        yield "vorm"
    for message in messages:
        yield _message(message, value, now)
    for status in statuses:
        yield _status(status, now)


def _message(message: dict[str, Any], value: dict[str, Any], now: dt.datetime) -> Received | str:
    """Return a message, or the reason why it does not count."""
    wamid, address = words(message.get("id")), _address(message, value)
    if message.get("group_id"):
        return "groep"
    if not ADDRESS.fullmatch(address):
        return "afzender"
    if not 0 < len(wamid) <= LONGEST_ID:
        return "vorm"
    sent_at = moment(message.get("timestamp"))
    if sent_at is None or not now - OLDEST <= sent_at <= now + NEWEST:
        return "moment"
    said = said_in(message)
    return Received(wamid, address, sent_at, *said) if said is not None else "soort"


def _address(message: dict[str, Any], value: dict[str, Any]) -> str:
    """Return who sent it; somebody with a user name may be known by Meta's own id alone."""
    sender = message.get("from")
    if isinstance(sender, str) and sender:
        return sender.removeprefix("+")
    contacts = objects(value.get("contacts"))
    own = words(message.get("from_user_id"))
    return own or (words(contacts[0].get("user_id")) if len(contacts) == 1 else "")


def _status(status: dict[str, Any], now: dt.datetime) -> Status | str:
    wamid, name = words(status.get("id")), words(status.get("status"))
    if not 0 < len(wamid) <= LONGEST_ID or name not in STATUSES:
        return "vorm"
    errors = objects(status.get("errors"))
    code = errors[0].get("code") if errors else None
    return Status(
        wamid,
        name,
        moment(status.get("timestamp")) or now,
        words(status.get("biz_opaque_callback_data"))[:40] or None,
        code if isinstance(code, int) and 0 <= code < 10**9 else None,
    )


def moment(value: Any) -> dt.datetime | None:
    """Return a moment from seconds since 1970, in a text or a number; None for anything else."""
    text = words(value)
    if not text.isascii() or not text.isdecimal() or len(text) > 11:
        return None
    return dt.datetime.fromtimestamp(int(text), UTC)
