"""The WhatsApp choices of the operator, read from the environment that ``bot.settings`` gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import SettingRefused

#: what Meta gives for a number; without all of them there is no channel
NEEDED = (
    "WHATSAPP_TOKEN",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
    "WHATSAPP_PHONE_NUMBER_ID",
)
META = "https://graph.facebook.com"
VERSION = "v23.0"
WAIT, LONGEST_WAIT = 1.5, 30.0


@dataclass(frozen=True)
class WhatsAppSettings:
    """What a number needs.

    Attributes:
        token: lets us send.
        app_secret: with it Meta signs what it delivers.
        verify_token: our own word, with which Meta's first call proves itself.
        phone_number_id: Meta's id of the number; not the number itself.
        api_url: Meta's API with its version, without a slash at the end.
        wait: seconds of silence after which the messages of a person are one thought.
        sensitive_here: ask about illness in WhatsApp too, instead of offering the website.
        template: name of the approved template for after the 24-hour window; empty for none.
        template_language: its language, as Meta writes it.
    """

    token: str
    app_secret: str
    verify_token: str
    phone_number_id: str
    api_url: str = f"{META}/{VERSION}"
    wait: float = WAIT
    sensitive_here: bool = False
    template: str = ""
    template_language: str = "nl"


def read_whatsapp(env: Mapping[str, str]) -> WhatsAppSettings | None:
    """Return the choices; None when no number is connected.

    Raises:
        SettingRefused: a part is missing or wrong; the message says which variable.
    """
    given = {name: env.get(name, "").strip() for name in NEEDED}
    if not any(given.values()):
        return None
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise SettingRefused(missing_sentence(missing))
    if not given["WHATSAPP_PHONE_NUMBER_ID"].isdecimal():
        raise SettingRefused(
            "WHATSAPP_PHONE_NUMBER_ID bestaat alleen uit cijfers; "
            "neem het 'Phone number ID' van Meta, niet het telefoonnummer"
        )
    token, app_secret, verify_token, phone_number_id = given.values()
    return WhatsAppSettings(
        token,
        app_secret,
        verify_token,
        phone_number_id,
        api_url=_api(env.get("WHATSAPP_API_URL", "")),
        wait=_seconds(env.get("WHATSAPP_WACHTTIJD", "")),
        sensitive_here=_sensitive(env.get("WHATSAPP_GEVOELIG", "")),
        template=env.get("WHATSAPP_SJABLOON", "").strip(),
        template_language=env.get("WHATSAPP_SJABLOON_TAAL", "").strip() or "nl",
    )


def missing_sentence(missing: list[str] | tuple[str, ...]) -> str:
    """Return what to tell an operator about variables that are not there."""
    return (
        f"WhatsApp kan niet starten: {', '.join(missing)} ontbreekt. Vul alle vier de variabelen "
        f"in ({', '.join(NEEDED)}) of geen; zie docs/whatsapp.md"
    )


def _api(text: str) -> str:
    address = text.strip().rstrip("/") or META
    if not re.match(r"https://|http://(?:127\.0\.0\.1|localhost|\[::1\])(?=[:/]|$)", address):
        raise SettingRefused(
            f"WHATSAPP_API_URL is {text!r}; begin met https:// (http:// mag alleen op deze machine)"
        )
    return address if re.search(r"/v\d+\.\d+$", address) else f"{address}/{VERSION}"


def _seconds(text: str) -> float:
    if not text.strip():
        return WAIT
    if re.fullmatch(r"\d{1,2}(?:\.\d{1,3})?", text.strip()) and float(text) <= LONGEST_WAIT:
        return float(text)
    raise SettingRefused(
        f"WHATSAPP_WACHTTIJD is {text!r}; schrijf seconden van 0 tot en met {LONGEST_WAIT:.0f}, zoals 1.5"
    )


def _sensitive(text: str) -> bool:
    if text.strip() in ("", "website", "hier"):
        return text.strip() == "hier"
    raise SettingRefused(f"WHATSAPP_GEVOELIG is {text!r}; schrijf website of hier")
