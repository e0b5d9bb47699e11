"""Questions about illness or handicap: Meta restricts health data, so they are asked elsewhere."""

from __future__ import annotations

import re
from typing import Any

from bot.channels.whatsapp import texts
from bot.settings import Settings

Body = dict[str, Any]
SENSITIVE = ("grondslag", "wzd_aandoening", "behandelbaar", "terminaal", "zorgprofiel")
ASKS = re.compile(r'/antwoord\{"(?P<slot>[a-z0-9_]+)"')


def elsewhere(body: Body, choices: Settings) -> Body:
    """Return the offer of the website in the place of a question about illness.

    Any other answer is returned as it is; so is such a question with ``WHATSAPP_GEVOELIG=hier``.
    """
    here = choices.whatsapp is not None and choices.whatsapp.sensitive_here
    payloads = [str(button.get("payload") or "") for button in body.get("buttons") or []]
    asks = {match["slot"] for match in map(ASKS.match, payloads) if match}
    if here or not asks & set(SENSITIVE):
        return body
    text = texts.SENSITIVE.format(website=choices.public_url)
    return {"text": text, "buttons": [texts.ADVISER, texts.OTHER]}
