"""Words around a place name that show that it is one, as keys (``place_words``)."""

from __future__ import annotations

from bot.care.place_words import Text

GEMEENTE = frozenset({"gemeente", "gem"})
PROVINCIE = frozenset({"provincie", "prov"})
REGIO = frozenset({"regio", "zorgkantoorregio", "zorgregio", "zorgkantoor"})
NEAR = frozenset({"bij", "nabij", "vlakbij", "dichtbij"})
AROUND = frozenset({"buurt", "omgeving", "rond", "rondom"})
#: before a place where somebody is
WHERE = frozenset({"in", "te", "uit", "op"})
PLACE = frozenset({"dorp", "dorpje", "stad", "stadje", "plaats", "woonplaats"})
CUES = (
    WHERE
    | PLACE
    | GEMEENTE
    | PROVINCIE
    | REGIO
    | NEAR
    | frozenset({"naar", "vanuit", "omgeving", "kantoor", "rond", "postcode"})
)
#: "woont nu in", "kom ik uit": what follows is a place, also without a capital
DWELLING = frozenset(
    "woon woont wonen woonde woonden wonend wonende woonachtig verblijf verblijft verblijven zit zitten"
    " zat kom komt komen gevestigd ingeschreven verhuis verhuist verhuizen verhuisd wonnen".split()
)
#: before "te", where other words make a verb of what follows: "zit te huilen"
LIVING = frozenset("woon woont wonen woonde wonend wonende woonachtig gevestigd verblijft".split())
#: before a person's name, which is often a place too: mevrouw Van Dalen
TITLES = frozenset(
    "mevrouw mevr mw mvr meneer mijnheer dhr hr heer familie fam dokter dr professor prof heet heten"
    " heette naam".split()
)
SURNAME = frozenset({"van", "de", "der", "den", "ter", "ten", "is", "t"})
ARTICLES = frozenset({"de", "het", "t", "den"})
#: between a place and the municipality or province that tells which one is meant
BETWEEN = frozenset({"in", "de", "te", "ligt", "dat"}) | GEMEENTE | PROVINCIE | NEAR
#: beside a place that is the whole answer: "beek bij nijmegen"
BESIDE = GEMEENTE | PROVINCIE | NEAR | {"in"}
#: before an ordinary word that closes the sentence: "mijn zus zit ook in haren"
STRONG = GEMEENTE | {"in", "uit", "zorgkantoor"}
#: words that say nothing beside the name of a place: "ik woon in ... graag"
LEAD = (
    CUES
    | DWELLING
    | ARTICLES
    | frozenset(
        "ik wij we mijn mij m n mn onze ons moeder vader ouders ma pa mama papa oma opa man vrouw zus"
        " broer zoon dochter hij zij ze zijn haar is was het een van voor der nu nog hier daar dat"
        " adres welk welke goedemorgen goedemiddag hallo hoi ja nee dus en graag aub alstublieft"
        " waar centrum noord zuid oost west provincie nederland denk geloof volgens mij".split()
    )
)
WINDOW = 3


def dwelling(text: Text, first: int) -> bool:
    """Tell whether word ``first`` follows "woont nu in", "kom uit de gemeente" or their like."""
    where = first - 1
    if text.key(where) in GEMEENTE | PLACE:
        where -= 2 if text.key(where - 1) in ARTICLES else 1
    if text.key(where) == "te":
        return text.key(where - 1) in LIVING
    return text.key(where) in WHERE and any(
        text.key(at) in DWELLING for at in range(where - WINDOW, where)
    )


def near(text: Text, first: int) -> bool:
    """Tell whether word ``first`` only tells where another place lies: "bij Arnhem"."""
    before = text.key(first - 1)
    around = before == "van" and text.key(first - 2) in AROUND
    return around or before in AROUND or before in NEAR


def person(text: Text, first: int) -> bool:
    """Tell whether word ``first`` is likely part of a name: "mevrouw van der", "heet Jan van"."""
    at = first - 1
    while at >= 0 and first - at <= WINDOW and text.key(at) in SURNAME:
        at -= 1
    given = 0 < at < first - 1 and text.words[at].capital
    return text.key(at) in TITLES or (given and text.key(at - 1) in TITLES)


def core(text: Text) -> tuple[int, int]:
    """Return the words that are left (from, up to) without the leading and closing words."""
    first, last = 0, len(text.words)
    while first < last and text.key(first) in LEAD:
        first += 1
    while last > first and text.key(last - 1) in LEAD:
        last -= 1
    return first, last
