"""A person's own data: the words that ask for them, and the link behind which they can be had or wiped."""

from __future__ import annotations

import re

from bot.channels.talk_link import TalkLink


class Rights(TalkLink):
    """Makes and reads links to what is kept about a talk."""

    purpose = "gegevens van een gesprek"
    path = "gegevens"
    asks = re.compile(
        r"(?:(?:mag|kan|wil) ik |kun(?:t u|\s?je) (?:mij )?|stuur (?:mij |me )?|ik wil (?:graag )?|graag |"
        r"(?:geef|toon|laat) (?:mij |me )?|download )?(?:al )?(?:mijn gegevens|inzage(?: in mijn gegevens)?|"
        r"(?:een )?(?:export|overzicht|kopie) van mijn gegevens|link om te (?:wissen|vergeten))"
        r"(?: (?:inzien|zien|krijgen|hebben|opvragen|downloaden|sturen|wissen|verwijderen|graag))*"
        r"|(?:wat|welke gegevens) (?:bewaart|heeft|heb|weet|bewaar) (?:u|je|jij|jullie) "
        r"(?:van|over) mij(?: bewaard)?",
    )
    words = (
        "Hier ziet u wat er van dit gesprek bewaard is: {link}\n\nU kunt het daar ook downloaden of "
        "wissen. De link werkt tot {until}. Wie de link heeft, kan dit ook. Geef hem dus niet zomaar "
        "door."
    )
