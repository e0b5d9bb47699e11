"""Stand-ins for outside services, in three kinds: one that works, one that refuses, one that fails.

``Meta`` takes what we send as Meta's Cloud API would, and makes what Meta would deliver. It holds no
connection: ``tests/meta_server.py`` puts it on a port, ``transport`` gives it to httpx.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import random
import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.meta_schema import faults

Json = dict[str, Any]
PATH = re.compile(r"/v\d+\.\d+/(?P<number>\d+)/messages")
NUMBER_ID, TOKEN, APP_SECRET, VERIFY = "106540352242922", "proeftoken", "proefgeheim", "proefwoord"
#: what an assistant must be told to talk to this Meta
VARIABLES = {
    "WHATSAPP_TOKEN": TOKEN,
    "WHATSAPP_APP_SECRET": APP_SECRET,
    "WHATSAPP_VERIFY_TOKEN": VERIFY,
    "WHATSAPP_PHONE_NUMBER_ID": NUMBER_ID,
}


@dataclass(frozen=True)
class Reply:
    """What a caller gets; ``cut`` is a line that goes dead after the call came in."""

    status: int = 200
    body: Json = field(default_factory=dict)
    cut: bool = False
    headers: dict[str, str] = field(default_factory=dict)


def refusal(code: int, message: str, status: int = 400, **headers: str) -> Reply:
    """Return Meta's way of saying no."""
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1"}
    return Reply(status, {"error": error}, headers=headers)


class Meta:
    """Works: checks the token, takes what is right, and says what became of it."""

    def __init__(self) -> None:
        #: by number, what the person sees: Meta's id, moment, and the message as it was sent
        self.phones: dict[str, list[Json]] = {}
        self.read: list[str] = []
        #: of these also a typing sign was shown
        self.typing: list[str] = []
        self.refused: list[str] = []
        #: what is to be delivered to the webhook; whoever serves this Meta empties it
        self.pending: list[Json] = []
        self._count = itertools.count(1)
        self._lock = threading.Lock()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """Take one call."""
        match = PATH.fullmatch(path)
        if match is None or match["number"] != NUMBER_ID:
            return refusal(100, "Unsupported post request", 404)
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return refusal(190, "Invalid OAuth access token", 401)
        message = json.loads(body)
        wrong = faults(message)
        if wrong:
            self.refused += wrong
            return refusal(100, f"Invalid parameter: {'; '.join(wrong)}")
        if message.get("status") == "read":
            self.read.append(message["message_id"])
            if "typing_indicator" in message:
                self.typing.append(message["message_id"])
            return Reply(body={"success": True})
        return self.fate(message)

    def fate(self, message: Json) -> Reply:
        """Decide what happens to a message that is right."""
        return self.accept(message)

    def accept(self, message: Json) -> Reply:
        """Bring a message to the person's phone."""
        to = message.get("to") or message["recipient"]
        with self._lock:
            wamid = f"wamid.UIT{next(self._count):08d}"
            shown = {"wamid": wamid, "at": time.time(), "message": message}
            self.phones.setdefault(to, []).append(shown)
            for name in ("sent", "delivered"):
                self.pending.append(status(wamid, name, to, message))
        contact = {"input": to, "wa_id": to}
        body = {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": wamid}]}
        return Reply(body=body)

    def texts(self, number: str) -> list[str]:
        """Return the words that a person was sent, in order."""
        return [words(one["message"]) for one in self.phones.get(number, [])]


class RefusingMeta(Meta):
    """Refuses what goes to some numbers, or everything.

    Args:
        codes: number to Meta's code; the key ``""`` holds for everyone else.
    """

    def __init__(self, codes: dict[str, int]) -> None:
        super().__init__()
        self.codes = codes

    def fate(self, message: Json) -> Reply:
        """Refuse or take."""
        code = self.codes.get(message.get("to", ""), self.codes.get("", 0))
        if not code:
            return self.accept(message)
        return refusal(code, f"({code}) refused", 429 if code == 130429 else 400)


class FailingMeta(Meta):
    """Fails in all the ways that Meta may, by chance: some after the message was taken all the same.

    Args:
        seed: makes the chance repeatable.
        rate: share of the calls in which something goes wrong.
    """

    def __init__(self, seed: int = 7, rate: float = 0.1) -> None:
        super().__init__()
        self.chance = random.Random(seed)
        self.rate = rate
        self.failed: dict[str, int] = {}

    def fate(self, message: Json) -> Reply:
        """Take the message, fail, or both."""
        if self.chance.random() >= self.rate:
            return self.accept(message)
        way = self.chance.choice(("429", "500", "500 na aannemen", "dood", "dood na aannemen"))
        self.failed[way] = self.failed.get(way, 0) + 1
        if "na aannemen" in way:
            self.accept(message)
        if way == "429":
            return refusal(131056, "pair rate limit", 429, **{"retry-after": "1"})
        return Reply(cut=True) if way.startswith("dood") else refusal(131000, "went wrong", 500)


def transport(meta: Meta) -> httpx.MockTransport:
    """Return a way for httpx to call a stand-in without a port."""

    def answer(request: httpx.Request) -> httpx.Response:
        reply = meta.take(request.url.path, dict(request.headers), request.content)
        if reply.cut:
            raise httpx.ReadTimeout("cut", request=request)
        return httpx.Response(reply.status, json=reply.body, headers=reply.headers)

    return httpx.MockTransport(answer)


def envelope(**value: Any) -> Json:
    """Return a delivery of Meta around messages or statuses."""
    metadata = {"display_phone_number": "31850000000", "phone_number_id": NUMBER_ID}
    inside = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    change = {"value": inside, "field": "messages"}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "419561257915477", "changes": [change]}],
    }


def said(number: str, wamid: str, at: float, kind: str = "text", **part: Any) -> Json:
    """Return the delivery of one message of a person; ``part`` is what its kind holds."""
    message = {"from": number, "id": wamid, "timestamp": str(int(at)), "type": kind, kind: part}
    contact = {"profile": {"name": "Proefpersoon"}, "wa_id": number}
    return envelope(contacts=[contact], messages=[message])


def status(wamid: str, name: str, to: str, message: Json) -> Json:
    """Return the delivery of what became of a message."""
    found = {"id": wamid, "status": name, "timestamp": str(int(time.time())), "recipient_id": to}
    if "biz_opaque_callback_data" in message:
        found["biz_opaque_callback_data"] = message["biz_opaque_callback_data"]
    return envelope(statuses=[found])


def signed(payload: Json | bytes) -> tuple[bytes, dict[str, str]]:
    """Return the body and headers with which Meta would deliver something."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    signature = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    return body, {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}


def words(message: Json) -> str:
    """Return the words of a message that was sent."""
    if message["type"] == "text":
        return message["text"]["body"]
    if message["type"] == "interactive":
        return message["interactive"]["body"]["text"]
    return message.get("document", {}).get("link", "") or message["type"]
