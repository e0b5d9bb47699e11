"""What is counted at the door, for Prometheus: numbers only, never words or who."""

from __future__ import annotations

from prometheus_client import Counter

MASKED = Counter(
    "wegwijzer_gemaskeerd_total", "Nummers en adressen die gemaskeerd zijn, naar soort", ["soort"]
)
