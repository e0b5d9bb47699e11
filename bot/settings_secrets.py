"""Which secrets are too easy to guess to be let out of this machine."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from bot.errors import SettingRefused

LOCAL = ("127.0.0.1", "localhost", "::1")
#: characters of each key in GEHEIM
LENGTH = 32
#: bits by the frequency of its characters; 32 random hex digits have some 110
BITS = 80
#: secrets of others: how long at least, so that a placeholder is noticed
SHORTEST = {
    "WHATSAPP_TOKEN": 20,
    "WHATSAPP_APP_SECRET": 16,
    "WHATSAPP_VERIFY_TOKEN": 16,
    "OIDC_CLIENT_SECRET": 16,
    "CHATWOOT_TOKEN": 16,
    "CHATWOOT_SECRET": 16,
}
#: what manuals and examples write where a secret belongs
PLACEHOLDER = re.compile(
    r"change[\s_-]?me|change[\s_-]?this|wijzig|verander|vul[\s_-]?in|voorbeeld|example|default|standaard|"
    r"placeholder|geheim|secret|password|wachtwoord|welkom|admin|postgres|guest|qwerty|letmein|"
    r"^(?:rasa|redis|root|test|user|wegwijzer)$|123456|^<.*>$|^x+$|^todo$",
    re.IGNORECASE,
)
INSTEAD = "maak er een met: python -c 'import secrets; print(secrets.token_urlsafe(48))'"


def keys_of(given: str) -> list[str]:
    """Return the keys in GEHEIM, the newest first: it signs and seals, all of them open.

    Raises:
        SettingRefused: one is too short.
    """
    found = given.split()
    if any(len(key) < LENGTH for key in found):
        raise SettingRefused(
            "GEHEIM is te kort; neem een willekeurige tekst van 32 tekens of meer (bij wisselen: "
            "de nieuwe en de oude, met een spatie ertussen)"
        )
    return found


def is_outside(host: str, public_url: str) -> bool:
    """Tell whether others than this machine can reach the server, also through a proxy."""
    return host not in LOCAL or (urlsplit(public_url).hostname or "") not in LOCAL


def refuse_weak(env: Mapping[str, str]) -> None:
    """Refuse secrets that are weak or a default, for a server that others can reach.

    Raises:
        SettingRefused: names the variable, never its value.
    """
    for key in env.get("GEHEIM", "").split():
        if is_weak(key):
            raise SettingRefused(f"GEHEIM is te raden; {INSTEAD}")
    for name, shortest in SHORTEST.items():
        value = env.get(name, "").strip()
        if value and (len(value) < shortest or PLACEHOLDER.search(value)):
            raise SettingRefused(f"{name} is te raden of een voorbeeld; vul de echte waarde in")
    for name in ("DATABASE_URL", "REDIS_URL", "GEBEURTENISSEN_URL"):
        _refuse_default_password(name, env.get(name, "").strip())


def is_weak(key: str) -> bool:
    """Tell whether a key has few different characters, a pattern, or a word of an example in it."""
    counted = Counter(key)
    bits = -sum(n * math.log2(n / len(key)) for n in counted.values())
    repeats = re.fullmatch(r"(.{1,16}?)\1+", key) is not None
    return bits < BITS or repeats or PLACEHOLDER.search(key) is not None


def _refuse_default_password(name: str, address: str) -> None:
    try:
        parts = urlsplit(address)
        password, host = unquote(parts.password or ""), parts.hostname or ""
    except ValueError:
        return  # SQLAlchemy says what is wrong with it
    if host and host not in LOCAL and PLACEHOLDER.search(password):
        raise SettingRefused(
            f"Het wachtwoord in {name} is te raden of een voorbeeld; kies een eigen"
        )
