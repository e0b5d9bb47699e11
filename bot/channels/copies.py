"""A copy of a talk on request: a link that nobody can make or guess, and that stops working."""

from __future__ import annotations

import re

from bot.channels.talk_link import TalkLink


class Copies(TalkLink):
    """Makes and reads links to a copy of a talk."""

    purpose = "kopie van een gesprek"
    path = "kopie"
    asks = re.compile(
        r"(?:(?:mag|kan|wil) ik |kun(?:t u|\s?je) (?:mij )?|stuur (?:mij |me )?|ik wil (?:graag )?|graag )?"
        r"(?:een |de )?(?:kopie|afschrift|transcript)(?: van (?:dit|het|ons) gesprek)?"
        r"(?: (?:krijgen|hebben|sturen|ontvangen|printen|graag))*"
        r"|(?:dit|het) gesprek (?:printen|afdrukken|opslaan|bewaren|downloaden)",
    )
    words = (
        "Hier staat een kopie van dit gesprek: {link}\n\nDe link werkt tot {until}. U kunt de pagina "
        "opslaan of afdrukken. Wie de link heeft, kan het gesprek lezen. Geef hem dus niet zomaar door."
    )
