"""What the channel itself says, beside the assistant's answers. Links and marks as in the answers."""

from __future__ import annotations

from typing import Any

Body = dict[str, Any]
ADVISER = {"title": "Een medewerker", "payload": "/vraag_medewerker"}
OTHER = {"title": "Iets anders vragen", "payload": "/stop"}

INTRODUCTION = (
    "Dit is de **Wegwijzer langdurige zorg**. Ik ben een digitale assistent, geen mens. "
    "Uw naam en BSN zijn niet nodig. Stuur ook geen medische papieren.\n\n"
    "Wat er met uw berichten gebeurt, leest u hier: {privacy}\n\n"
    "Wilt u geen berichten meer? Typ dan **stop**."
)
NO_PAPERS = (
    "Stuur hier geen foto's, filmpjes of papieren. Ik bekijk ze niet en bewaar ze niet. "
    "Typ uw vraag in gewone woorden."
)
FIXED: dict[str, Body] = {
    "image": {"text": NO_PAPERS},
    "video": {"text": NO_PAPERS},
    "document": {"text": NO_PAPERS},
    "audio": {
        "text": "Ik kan niet luisteren naar een spraakbericht. Typ uw vraag. "
        "Of laat u bellen door een medewerker.",
        "buttons": [ADVISER],
    },
    "sticker": {"text": "Een sticker kan ik niet lezen. Typ uw vraag in gewone woorden."},
    "contacts": {
        "text": "Ik gebruik geen contactgegevens uit WhatsApp en bewaar ze niet. "
        "Wilt u dat een medewerker belt?",
        "buttons": [ADVISER],
    },
    "order": {"text": "Hier kunt u niets bestellen. Typ uw vraag over langdurige zorg."},
    "unsupported": {"text": "Dit soort bericht kan ik niet lezen. Typ uw vraag in gewone woorden."},
}
#: beside an adviser: the same for every kind, since nobody talks on about it
NOT_PASSED_ON: Body = {
    "text": "Dit bericht komt niet bij de medewerker aan. Typ het in gewone woorden."
}
#: what the adviser reads instead
SENT_SOMETHING = {
    "image": "(stuurde een foto; die wordt hier niet doorgegeven)",
    "video": "(stuurde een filmpje; dat wordt hier niet doorgegeven)",
    "document": "(stuurde een document; dat wordt hier niet doorgegeven)",
    "audio": "(stuurde een spraakbericht; dat wordt hier niet doorgegeven)",
    "contacts": "(stuurde contactgegevens; die worden hier niet doorgegeven)",
    "sticker": "(stuurde een sticker)",
    "order": "(stuurde iets wat hier niet kan worden doorgegeven)",
    "unsupported": "(stuurde iets wat hier niet kan worden doorgegeven)",
}
STOPPED = (
    "U bent afgemeld. U krijgt hier geen berichten meer van ons. "
    "Wilt u later toch verder? Typ dan **start**."
)
STARTED = "U bent weer aangemeld. Typ uw vraag in gewone woorden."
REMINDER = (
    "U heeft zich afgemeld. Daarom krijgt u geen antwoord. Typ **start** als u weer antwoord wilt. "
    "Is er direct gevaar? Bel dan 112."
)
SENSITIVE = (
    "De volgende vraag gaat over iemands gezondheid. Die vraag stel ik niet via WhatsApp. "
    "Op de website kan het wel: {website}\n\n"
    "Typ hier **bewaar**. Met de code die u dan krijgt, gaat u daar verder waar u was. "
    "U kunt ook een medewerker vragen."
)
