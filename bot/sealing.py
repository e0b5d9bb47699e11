"""Keys made from the operator's GEHEIM: to seal what must be read again, and to recognise without reading.

GEHEIM holds one key, or while it is being replaced two, with a space between: the new one first. The
first one signs and seals; all of them open. ``make sleutel`` seals anew what is kept (docs/beveiliging.md).
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet


def signing_keys(secret: str) -> list[str]:
    """Return the keys of GEHEIM as itsdangerous wants them: the newest, which signs, last."""
    return secret.split()[::-1]


@functools.lru_cache(maxsize=32)
def box(secret: str, purpose: str) -> MultiFernet:
    """Return what seals and opens things for one purpose; a box for another cannot open them.

    Args:
        secret: the operator's GEHEIM.
        purpose: what is sealed, such as ``telefoonnummers``.
    """
    return MultiFernet([_box(key, purpose) for key in secret.split()])


def _box(key: str, purpose: str) -> Fernet:
    digest = hashlib.sha256(purpose.encode() + key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def mark(secret: str, purpose: str, text: str) -> str:
    """Return 40 hex digits by which a text is recognised, and from which nobody can find it.

    Keyed (HMAC), since a plain hash of a telephone number is found again by trying them all. The last
    key of GEHEIM makes it, so that whoever was known before a replacement still is.
    """
    key = f"{purpose} {secret.split()[-1]}".encode()
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:40]
