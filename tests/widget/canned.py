"""What the stand-in answers: canned messages by the words or the payload that ask for them."""

from __future__ import annotations

from typing import Any

Message = dict[str, Any]
GREETING = (
    "Hallo, ik ben de **Wegwijzer langdurige zorg**. Ik ben een digitale assistent en geen mens.\n\n"
    "Ik help u met vragen over de Wlz, de Wmo, het CIZ en het zorgkantoor. "
    "Uw naam en BSN zijn niet nodig."
)
YES_NO = [
    {"title": "Ja", "payload": '/antwoord{"blijvend": "ja"}'},
    {"title": "Nee", "payload": '/antwoord{"blijvend": "nee"}'},
    {"title": "Weet ik niet", "payload": '/antwoord{"blijvend": "weet_niet"}'},
]
TABLE = (
    "Zo verschillen de vormen van zorg:\n\n| Vorm | Waar | Maaltijden |\n| --- | --- | --- |\n"
    "| Instelling | In een instelling | Ja |\n| Vpt | Thuis | **Ja** |\n| Mpt | Thuis | Nee |"
)
ANSWERS: dict[str, list[Message]] = {
    "wlz of wmo": [
        {"text": "Dat zoek ik graag met u uit. Ik stel u hooguit **zeven vragen**."},
        {
            "text": "Is de hulp **voor altijd** nodig?\n\nDus niet alleen voor een paar maanden.",
            "buttons": YES_NO,
        },
    ],
    "antwoord": [
        {
            "text": "Dank u. De **Wlz** past waarschijnlijk het best.\n\nDat denk ik, omdat:\n"
            "- de zorg voor altijd nodig is\n- er dag en nacht iemand in de buurt moet zijn\n\n"
            "Het CIZ beslist. Lees meer op https://www.ciz.nl of bel 088 789 10 00.",
            "source": "Wlz art. 3.2.1",
            "buttons": [
                {"title": "Hoe vraag ik dat aan?", "payload": "/indicatie_aanvragen"},
                {"title": "Ik wil een medewerker spreken", "payload": "/vraag_medewerker"},
            ],
        }
    ],
    "tabel": [{"text": TABLE, "source": "Wlz art. 3.3.2"}],
    "uitkomst": [
        {
            "kind": "result",
            "text": "De **Wlz** past waarschijnlijk het best.\n\n**Wat kunt u nu doen?**\n"
            "1. Bel het CIZ: 088 789 10 00.\n2. Bewaar de brief.\n\n"
            "[Brief (Word)](/bestand/brief.docx)\n[Kalender](/bestand/termijn.ics)",
            "source": "Wlz art. 3.2.1 (gecontroleerd op 22 november 2026)",
        }
    ],
    "welke dag": [{"text": "Op welke dag kreeg het CIZ de aanvraag?", "expects": "date"}],
    "31 februari": [
        {"text": "Die dag bestaat niet. Welke dag bedoelt u?", "expects": "date"},
    ],
    "welke plaats": [{"text": "In welke plaats woont u?", "expects": "postcode"}],
    "vergeet": [],
    "opmaak": [
        {
            "text": "<b>geen</b> <img src=x onerror=alert(1)> **vet** [goed](https://www.ciz.nl/a?b=1) "
            "[fout](javascript:alert) [bel](tel:08002000)\nBel 112 bij gevaar. Art. 113."
        }
    ],
    "terugbellen": [
        {"text": "Op welk nummer kunnen wij u bellen?", "expects": "telefoonnummer"},
    ],
    "lang": [{"text": "\n\n".join(f"Alinea {n}: " + "zorg thuis. " * 12 for n in range(12))}],
    "": [{"text": "Ik heb u nog niet goed begrepen. Kunt u het anders zeggen?"}],
}
