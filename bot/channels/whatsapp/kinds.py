"""The kinds of message that WhatsApp knows, and what each says in the assistant's own words.

What is said is one mapping: ``text`` (words or a payload), ``title`` (the words on a button),
``lat`` and ``lon`` (degrees, rounded), ``to`` (a new number).
"""

from __future__ import annotations

import math
import re
from typing import Any

Content = dict[str, Any]
TEXT, CHOICE, LOCATION, REACTION, SYSTEM = "text", "choice", "location", "reaction", "system"
WELCOME, UNSUPPORTED = "welcome", "unsupported"
MEDIA = ("image", "video", "audio", "document", "sticker")
#: kinds that need no answer and change nothing: a message taken back or changed, and the like
NOTHING = ("revoke", "edit", "ephemeral")
#: digits of a telephone number, or Meta's id of a user who does not show one
ADDRESS = re.compile(r"[1-9][0-9]{5,14}|[A-Z]{2}\.[A-Za-z0-9]{6,128}")
#: longer than the door takes, so that the door can say so
LONGEST = 20_100
#: two decimals are about a kilometre: enough for a region, and no address
DECIMALS = 2


def said_in(message: dict[str, Any]) -> tuple[str, Content] | None:
    """Return the kind of a message and what it says; None for one that says nothing.

    Args:
        message: one entry of ``messages`` in Meta's webhook; nothing in it is trusted.
    """
    kind = words(message.get("type"))
    if kind in NOTHING:
        return None
    part = mapping(message.get(kind))
    if kind == "system":
        return _moved(part)
    if kind == TEXT:
        text = words(part.get("body"))
        return (TEXT, {"text": text}) if text else (UNSUPPORTED, {})
    if kind in ("interactive", "button"):
        return _choice(kind, part)
    if kind == "location":
        return _location(part)
    if kind in MEDIA:
        return kind, {"text": words(part.get("caption"))}
    if kind in (REACTION, "contacts", "order"):
        return kind, {}
    return (WELCOME, {}) if kind == "request_welcome" else (UNSUPPORTED, {})


def _choice(kind: str, part: dict[str, Any]) -> tuple[str, Content]:
    """Return the payload of the button or row that was chosen."""
    if kind == "button":
        payload, title = words(part.get("payload")), words(part.get("text"))
    else:
        reply = mapping(part.get(words(part.get("type"))))
        payload, title = words(reply.get("id")), words(reply.get("title"))
    if not payload.startswith("/"):
        # a button that is not ours, such as one of a template: its words are what was said
        return (TEXT, {"text": title or payload}) if title or payload else (UNSUPPORTED, {})
    return CHOICE, {"text": payload, "title": title}


def _location(part: dict[str, Any]) -> tuple[str, Content]:
    lat, lon = degrees(part.get("latitude"), 90), degrees(part.get("longitude"), 180)
    if lat is None or lon is None:
        return UNSUPPORTED, {}
    return LOCATION, {"lat": round(lat, DECIMALS), "lon": round(lon, DECIMALS)}


def _moved(part: dict[str, Any]) -> tuple[str, Content] | None:
    new = words(part.get("wa_id")) or words(part.get("new_wa_id"))
    known = words(part.get("type")) in ("user_changed_number", "customer_changed_number")
    return (SYSTEM, {"to": new}) if known and ADDRESS.fullmatch(new) else None


def degrees(value: Any, most: float) -> float | None:
    """Return a latitude or longitude; None for what cannot be one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and abs(value) <= most else None


def words(value: Any) -> str:
    """Return a text, or a number as a text; empty for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**18 else ""
    return value[:LONGEST] if isinstance(value, str) else ""


def mapping(value: Any) -> dict[str, Any]:
    """Return a JSON object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the JSON objects in a list; none for anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
