"""The few calls of Chatwoot's API that the outside desk needs.

Client API (``/public/api/v1/inboxes/...``) for what the visitor says; application API
(``/api/v1/accounts/...``, header ``api_access_token``) for notes, status and who is there. As
documented on developers.chatwoot.com; webhook signature as in its webhook documentation.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential

from bot.errors import WegwijzerError
from bot.settings import ChatwootChoices

TIMEOUT = 10  # seconds
#: an event that was signed longer ago is not taken: somebody may have kept it
FRESH = 300  # seconds


class ChatwootFailed(WegwijzerError):
    """Chatwoot could not be reached or refused; it is tried again at the next round."""


class TryAgain(ChatwootFailed):
    """Worth a second try at once: the network, or a server that is busy."""


@dataclass(frozen=True)
class ChatwootApi:
    """Calls Chatwoot.

    Attributes:
        choices: where it is and how to get in.
        wait: seconds before the second try; doubled before the third.
    """

    choices: ChatwootChoices
    wait: float = 0.5

    def add_contact(self, identifier: str, name: str) -> str:
        """Make a contact and return its source id; ``identifier`` is no personal data."""
        return str(self._client("", {"identifier": identifier, "name": name})["source_id"])

    def add_conversation(self, contact: str) -> str:
        """Open a conversation and return its number."""
        return str(self._client(f"/{contact}/conversations", {})["id"])

    def add_message(self, contact: str, conversation_id: str, key: str, text: str) -> None:
        """Pass on what the visitor said."""
        path = f"/{contact}/conversations/{conversation_id}/messages"
        self._client(path, {"content": text, "echo_id": key})

    def add_note(self, conversation_id: str, text: str) -> None:
        """Add a private note for the agents."""
        note = {"content": text, "message_type": "outgoing", "private": True}
        self._account(f"/conversations/{conversation_id}/messages", note)

    def set_status(self, conversation_id: str, status: str) -> None:
        """Make a conversation ``open``, ``pending`` or ``resolved``."""
        self._account(f"/conversations/{conversation_id}/toggle_status", {"status": status})

    def agents(self) -> list[dict[str, Any]]:
        """Return the agents, each with ``id``, ``name`` and ``availability_status``."""
        found = self._account("/agents", None)
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def _client(self, path: str, body: dict[str, Any]) -> Any:
        return self._call(f"/public/api/v1/inboxes/{self.choices.inbox}/contacts{path}", body, {})

    def _account(self, path: str, body: dict[str, Any] | None) -> Any:
        head = {"api_access_token": self.choices.token}
        return self._call(f"/api/v1/accounts/{self.choices.account}{path}", body, head)

    def _call(self, path: str, body: dict[str, Any] | None, head: dict[str, str]) -> Any:
        again = retry(
            retry=retry_if_exception_type(TryAgain),
            stop=stop_after_attempt(3),
            wait=wait_exponential(multiplier=self.wait),
            reraise=True,
        )
        return again(_once)(self.choices.url + path, body, head)


def _once(url: str, body: dict[str, Any] | None, head: dict[str, str]) -> Any:
    data = None if body is None else json.dumps(body).encode()
    head = {"Content-Type": "application/json", **head}
    # the address is the operator's own setting, checked to be http or https
    request = urllib.request.Request(url, data, head)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            return json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as refused:
        busy = refused.code == 429 or refused.code >= 500
        raise (TryAgain if busy else ChatwootFailed)(f"status {refused.code}") from None
    except (OSError, ValueError) as broken:
        raise TryAgain(type(broken).__name__) from None


def is_signed(body: bytes, timestamp: str, signature: str, secret: str, now: float) -> bool:
    """Tell whether a webhook call comes from Chatwoot, and came lately.

    Args:
        body: the raw body, since the signature is over these very bytes.
        timestamp: header ``X-Chatwoot-Timestamp``, in seconds.
        signature: header ``X-Chatwoot-Signature``: ``sha256=`` and the HMAC of
            ``<timestamp>.<body>`` in hex.
        secret: the webhook's secret.
        now: the moment now, in seconds.
    """
    signed = f"{timestamp}.".encode("utf-8", "replace") + body
    expected = "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
        return False
    return timestamp.isdecimal() and abs(now - int(timestamp)) <= FRESH
