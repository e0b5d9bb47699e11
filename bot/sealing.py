"""One way of locking things away: a box for each purpose, made from the operator's secret."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet


def box(secret: str, purpose: str) -> Fernet:
    """Return what locks and opens things for one purpose; a box for another cannot open them.

    Args:
        secret: the operator's GEHEIM.
        purpose: what is locked away, such as ``telefoonnummers``.
    """
    digest = hashlib.sha256(purpose.encode() + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
