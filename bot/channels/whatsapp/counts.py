"""What is counted of WhatsApp, for Prometheus: numbers only, never words or who."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

RECEIVED = Counter("whatsapp_ontvangen_total", "Berichten die binnenkwamen, naar soort", ["soort"])
REPEATED = Counter("whatsapp_herhaald_total", "Berichten die Meta nog een keer bracht")
IGNORED = Counter("whatsapp_genegeerd_total", "Wat binnenkwam en niet telt, naar reden", ["reden"])
REFUSED = Counter("whatsapp_geweigerd_total", "Aanroepen die geweigerd zijn, naar reden", ["reden"])
STORED = Histogram(
    "whatsapp_opslaan_seconds",
    "Tijd van aanroep tot bewaard bericht",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5),
)
SENT = Counter("whatsapp_verstuurd_total", "Berichten die Meta aannam")
POSTPONED = Counter("whatsapp_uitgesteld_total", "Pogingen die later opnieuw gaan", ["reden"])
GIVEN_UP = Counter("whatsapp_opgegeven_total", "Berichten die niet verstuurd zijn", ["reden"])
