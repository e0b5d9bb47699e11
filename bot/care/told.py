"""What a message tells about a situation in passing, so that a flow need not ask it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

#: relation -> who the care is for
RELATIONS = {
    **dict.fromkeys(
        "moeder vader ouders man vrouw partner echtgenoot echtgenote oma opa zus broer tante oom "
        "schoonmoeder schoonvader buurvrouw buurman vriendin vriend ma pa mama papa moe".split(),
        "naaste",
    ),
    **dict.fromkeys("zoon dochter kind zoontje dochtertje kleinzoon kleindochter".split(), "kind"),
    **dict.fromkeys("cliënt client patiënt bewoner".split(), "client"),
}
#: short and pet names, as they are said back
SPOKEN = {
    **dict.fromkeys(("ma", "mama", "moe"), "moeder"),
    **dict.fromkeys(("pa", "papa"), "vader"),
    "zoontje": "zoon",
    "dochtertje": "dochter",
    "client": "cliënt",
}
ABOUT = re.compile(rf"\b(?:mijn|m'n|mn|onze|ons|een)\s+({'|'.join(RELATIONS)})\b", re.I)
AGE = re.compile(
    r"\b(?:van\s+|is\s+|ben\s+)?(\d{1,3})\s*(?:jaar|jr\b)|\b(?:van|is|ben|wordt)\s+(\d{2})\b(?!\s*(?:weken|dagen|maanden|uur|euro|kilo|%))",
    re.I,
)
CONDITIONS = {
    "dementie": r"dement\w*|alzheimer\w*",
    "verstandelijk": r"verstandelijk\w*\s+(?:beperk\w*|gehandicapt\w*|handicap)|syndroom van down",
    "psychisch": r"schizofreni\w*|psychos\w*|bipolair\w*|borderline",
}
#: yes to a question that is not always asked, so that what is said unasked counts
YES = {
    "terminaal": r"terminaal|terminale|palliati\w+|stervend\w*|laatste levensfase|"
    r"(?:weken|maanden|dagen) te leven",
    "heeft_wlz": r"(?:heeft|heb|hebben|met)\s+(?:al\s+|nu\s+)?(?:een\s+)?wlz[- ]?indicatie",
}
NOT = re.compile(r"\b(?:geen|niet|of|zonder)\s+(?:\w+\s+)?$", re.I)


def told_in(text: str, on: dt.date) -> dict[str, Any]:
    """Return slots that a message fills beyond doubt: who it is about, age and condition.

    Conservative: what is denied ("geen dementie") or asked ("dementie of niet") tells nothing.
    """
    told: dict[str, Any] = {}
    relation = ABOUT.search(text)
    if relation:
        word = relation.group(1).lower()
        told["voor_wie"] = RELATIONS[word]
        told["relatie"] = SPOKEN.get(word, word)
    age = AGE.search(text)
    if age and int(age.group(1) or age.group(2)) <= 120:
        told["leeftijd"] = int(age.group(1) or age.group(2))
    told.update({name: "ja" for name, pattern in YES.items() if _stands(pattern, text)})
    found = [name for name, pattern in CONDITIONS.items() if _stands(pattern, text)]
    if found:
        told["grondslag"] = found
        told["wzd_aandoening"] = found[0] if len(found) == 1 else None
    return {name: value for name, value in told.items() if value is not None}


def _stands(pattern: str, text: str) -> bool:
    match = re.search(rf"\b(?:{pattern})\b", text, re.I)
    return match is not None and NOT.search(text[: match.start()]) is None
