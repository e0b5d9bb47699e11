"""What can be taken along after an outcome, as buttons below it."""

from __future__ import annotations

Buttons = list[dict[str, str]]
AGENDA = {"title": "In mijn agenda", "payload": "/agenda"}
INGEBREKESTELLING = {"title": "Brief maken", "payload": '/brief{"brief": "ingebrekestelling"}'}
BEZWAAR = {"title": "Brief maken", "payload": '/brief{"brief": "bezwaar_ciz"}'}
MEENEEMBLAD = {"title": "Meeneemblad maken", "payload": "/meeneemblad"}
#: outcomes with nothing to take along: in acute danger one rings, and without a day nothing was worked
#: out; after a decision the buttons stand below the last message, about the objection
NOTHING = {
    "utter_uitkomst_wzd_ibs",
    "utter_uitkomst_wzd_crisismaatregel",
    "utter_uitkomst_termijn_onbekend",
    *(
        f"utter_uitkomst_uitslag_{branch}"
        for branch in ("toegekend", "elders", "afgewezen", "lager", "niet_behandeld")
    ),
}
BESIDE_THE_SHEET: dict[str, Buttons] = {
    "utter_uitkomst_termijn_binnen": [AGENDA],
    "utter_uitkomst_termijn_onzeker": [AGENDA],
    "utter_uitkomst_termijn_voorbij": [INGEBREKESTELLING],
    "utter_uitkomst_bezwaar_tot": [AGENDA, BEZWAAR],
    "utter_uitkomst_bezwaar_voorbij": [BEZWAAR],
    "utter_uitkomst_bezwaar_onbekend": [BEZWAAR],
}


def take_along(response: str) -> Buttons:
    """Return the buttons for what can be made after an outcome; the sheet is always among them."""
    return [] if response in NOTHING else [*BESIDE_THE_SHEET.get(response, []), MEENEEMBLAD]
