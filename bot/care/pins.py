"""A place as a pin on a map, written so that it fits where a place name fits: ``@52.09,5.12``."""

from __future__ import annotations

import re

PIN = re.compile(r"@\s*(-?\d{1,2}(?:\.\d{1,8})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,8})?)")


def pin_text(lat: float, lon: float) -> str:
    """Return a pin as a text.

    Args:
        lat: degrees north, WGS84.
        lon: degrees east.
    """
    return f"@{lat:g},{lon:g}"


def read_pin(text: str) -> tuple[float, float] | None:
    """Return the latitude and longitude of a pin; None for a text that is no pin."""
    match = PIN.fullmatch(text.strip())
    return (float(match[1]), float(match[2])) if match else None
