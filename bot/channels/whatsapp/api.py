"""Meta's Cloud API through pywa: sending, the read mark and the typing sign."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import httpx
from pywa.errors import (
    AuthorizationError,
    IntegrityError,
    ThrottlingError,
    TooManyMessages,
    WhatsAppError,
)
from pywa_async.api import GraphAPIAsync

from bot.settings_whatsapp import WhatsAppSettings

Body = dict[str, Any]
PATIENCE = httpx.Timeout(20.0, connect=5.0)
#: a try that never reached Meta: nothing can have gone out
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
#: Meta's codes for "something is wrong with us, try again"
PASSING = (1, 2, 131000, 131016, 131057, 133004, 135000)
#: codes of a file that Meta could not fetch or does not take
MEDIA = (131052, 131053)
LONGEST_WAIT, LONGEST_ASKED = 300.0, 3600.0
AUTHORIZATION_WAIT = 30.0
#: how long Meta's word about a message is awaited before it is sent again: when the line was cut,
#: and when Meta said that something went wrong on its side
DOUBT, SHORT_DOUBT = 30.0, 10.0


class NoReply(Exception):
    """Meta answered something that is no answer: the message may have gone out or not."""


@dataclass(frozen=True)
class Verdict:
    """What to do after a try that failed.

    Attributes:
        reason: a word or Meta's code, to count and for the operator.
        never: trying again is of no use.
        doubt: the message may have gone out all the same.
        wait: seconds until the next try.
        everyone: the number itself is limited: nobody's message goes out for so long.
    """

    reason: str
    never: bool = False
    doubt: bool = False
    wait: float = 0.0
    everyone: bool = False


def judge(failure: Exception, attempts: int) -> Verdict:
    """Return what to do after a failure.

    Args:
        failure: what sending raised.
        attempts: how often this message was tried, this time included.
    """
    wait = min(LONGEST_WAIT, 2.0 ** min(attempts, 10))
    if isinstance(failure, NOT_SENT):
        return Verdict("netwerk", wait=wait)
    if not isinstance(failure, WhatsAppError):
        return Verdict("geen_antwoord", doubt=True, wait=max(wait, DOUBT))
    return _judge_refusal(failure, wait)


def _judge_refusal(refusal: WhatsAppError, wait: float) -> Verdict:
    reason, status = str(refusal.code), refusal.status_code or 0
    wait = max(wait, _asked_wait(refusal))
    if isinstance(refusal, TooManyMessages):  # to this one person
        return Verdict(reason, wait=wait)
    if isinstance(refusal, ThrottlingError) or status == 429:
        return Verdict(reason, wait=wait, everyone=True)
    if isinstance(refusal, AuthorizationError | IntegrityError) or status == 401:
        # an operator can mend this, and then nothing should be lost
        return Verdict(reason, wait=max(wait, AUTHORIZATION_WAIT), everyone=True)
    if status >= 500:
        return Verdict(reason, doubt=True, wait=max(wait, SHORT_DOUBT))
    if refusal.code in PASSING or refusal.is_transient:
        return Verdict(reason, wait=wait)
    return Verdict(reason, never=True)


def _asked_wait(refusal: WhatsAppError) -> float:
    """Return the seconds in Meta's ``Retry-After``; 0 when it does not say."""
    response = refusal.raw_response
    text = response.headers.get("retry-after", "") if response is not None else ""
    return min(LONGEST_ASKED, float(text)) if text.isascii() and text.isdecimal() else 0.0


#: what these codes mean, for the operator
MEANING = {
    "131026": "niet te bezorgen op dit nummer",
    "131047": "buiten het venster van 24 uur; alleen een sjabloon mag",
    "te_oud": "langer dan een dag niet gelukt",
}


def meaning(reason: str) -> str:
    """Return in Dutch what a code of Meta means; empty when we have no words for it."""
    return MEANING.get(reason, "")


class MetaApi:
    """Sends as one number.

    Args:
        choices: the number and its token.
        client: carries the calls; one of its own when left out.
    """

    def __init__(self, choices: WhatsAppSettings, client: httpx.AsyncClient | None = None) -> None:
        # pywa writes whole messages to its log at the level of debugging
        logging.getLogger("pywa").setLevel(logging.ERROR)
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._number_id = choices.phone_number_id
        self._client = client or httpx.AsyncClient(timeout=PATIENCE)
        self._api = GraphAPIAsync(choices.token, self._client, api_version=23.0)
        self._client.base_url = httpx.URL(choices.api_url)

    async def send(self, address: str, body: Body, our_id: str) -> str:
        """Send one message and return Meta's id of it.

        Args:
            address: digits of a telephone number, or Meta's id of a user without one.
            body: ``{"type": ..., <type>: {...}}``.
            our_id: comes back with what became of the message.

        Raises:
            WhatsAppError: Meta refused it.
            NoReply: Meta answered something that is no answer.
            httpx.HTTPError: the call did not end well.
        """
        number = address.isdecimal()
        try:
            answer = await self._api.send_message(
                sender=self._number_id,
                to=address if number else None,
                recipient=None if number else address,
                recipient_type="individual",
                typ=body["type"],
                msg=body[body["type"]],
                biz_opaque_callback_data=our_id,
            )
            return str(answer["messages"][0]["id"])
        except (ValueError, LookupError, TypeError) as odd:
            raise NoReply from odd

    async def seen(self, wamid: str) -> None:
        """Mark a message as read and show that an answer is being written."""
        await self._api.set_indicator(self._number_id, wamid, "text")

    async def read(self, wamid: str) -> None:
        """Mark a message as read."""
        await self._api.mark_message_as_read(self._number_id, wamid)

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()
