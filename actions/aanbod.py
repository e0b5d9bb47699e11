"""What can be taken along after an outcome, as buttons below it."""

from __future__ import annotations

Buttons = list[dict[str, str]]
AGENDA = {"title": "In mijn agenda", "payload": "/agenda"}
INGEBREKESTELLING = {"title": "Brief maken", "payload": '/brief{"brief": "ingebrekestelling"}'}
BEZWAAR = {"title": "Brief maken", "payload": '/brief{"brief": "bezwaar_ciz"}'}
BEZWAAR_GEMEENTE = {"title": "Brief maken", "payload": '/brief{"brief": "bezwaar_gemeente"}'}
MEENEEMBLAD = {"title": "Meeneemblad maken", "payload": "/meeneemblad"}
#: where the term of the gemeente may stand; its days are few enough to be said
GEMEENTE = ("onderzoek", "aanvragen", "besluit", "voorbij", "onbekend")
#: outcomes with nothing to take along: in acute danger one rings, and without a day nothing was worked
#: out; after a decision the buttons stand below the last message, about the objection
NOTHING = {
    "utter_uitkomst_wzd_ibs",
    "utter_uitkomst_wzd_crisismaatregel",
    "utter_uitkomst_termijn_onbekend",
    *(f"utter_uitkomst_termijn_gemeente_{stand}" for stand in GEMEENTE),
    *(
        f"utter_uitkomst_uitslag_{branch}"
        for branch in ("toegekend", "elders", "afgewezen", "lager", "niet_behandeld")
    ),
}
#: a term that was asked for without more ended no flow that a sheet could tell of
OBJECTION_ALONE = "utter_uitkomst_termijn_bezwaar"
BESIDE_THE_SHEET: dict[str, Buttons] = {
    "utter_uitkomst_termijn_binnen": [AGENDA],
    "utter_uitkomst_termijn_onzeker": [AGENDA],
    "utter_uitkomst_termijn_laatste_dag": [AGENDA],
    "utter_uitkomst_termijn_voorbij": [INGEBREKESTELLING],
    "utter_uitkomst_termijn_bezwaar_wlz": [AGENDA, BEZWAAR],
    "utter_uitkomst_termijn_bezwaar_gemeente": [AGENDA, BEZWAAR_GEMEENTE],
    "utter_uitkomst_bezwaar_tot": [AGENDA, BEZWAAR],
    "utter_uitkomst_bezwaar_voorbij": [BEZWAAR],
    "utter_uitkomst_bezwaar_onbekend": [BEZWAAR],
}


def take_along(response: str) -> Buttons:
    """Return the buttons for what can be made after an outcome; the sheet is always among them."""
    beside = BESIDE_THE_SHEET.get(response, [])
    sheet = [] if response.startswith(OBJECTION_ALONE) else [MEENEEMBLAD]
    return [] if response in NOTHING else [*beside, *sheet]
