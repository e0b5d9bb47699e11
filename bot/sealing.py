"""Keys made from the operator's GEHEIM: to seal what must be read again, and to recognise without reading."""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac

from cryptography.fernet import Fernet


@functools.lru_cache(maxsize=16)
def box(secret: str, purpose: str) -> Fernet:
    """Return what seals and opens things for one purpose; a box for another cannot open them.

    Args:
        secret: the operator's GEHEIM.
        purpose: what is sealed, such as ``telefoonnummers``.
    """
    digest = hashlib.sha256(purpose.encode() + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def mark(secret: str, purpose: str, text: str) -> str:
    """Return 40 hex digits by which a text is recognised, and from which nobody can find it.

    Keyed (HMAC), since a plain hash of a telephone number is found again by trying them all.
    """
    key = f"{purpose} {secret}".encode()
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:40]
