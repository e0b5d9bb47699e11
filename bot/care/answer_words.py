"""What people say for yes, no, not knowing and "it varies"; it knows no question or option."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.care.words import closest, plain, word_set

JA, NEE, WEET_NIET, WISSELT = "ja", "nee", "weet_niet", "wisselt"
#: words that change nothing, wherever they stand
FILLERS = word_set(
    "hoor joh nou eh ehm uh uhm hm hmm ach toch gewoon eigenlijk helaas gelukkig dus graag bedankt "
    "dank dankje alsjeblieft aub man zeg even tja oh o"
)
#: ways to write a word, and what it stands for
WRITTEN: Mapping[str, str] = {
    **dict.fromkeys(("nie", "nit", "neit", "niett"), "niet"),
    **dict.fromkeys(("weetnie", "weetniet", "wetniet", "kweenie", "weenie"), "weet niet"),
    **dict.fromkeys(("j", "yes", "yep", "jep", "jup", "jahoor"), JA),
    **dict.fromkeys(("n", "nope", "neen", "neehoor"), NEE),
    **dict.fromkeys(("gheen", "gen"), "geen"),
    **dict.fromkeys(("ut", "t"), "het"),
    "idd": "inderdaad",
    "kweet": "ik weet",
    "weetik": "weet ik",
    "geenidee": "geen idee",
    "mss": "misschien",
    "jazeker": "zeker",
}
#: whole answers, after fillers are left out: ``[may be there]``, ``(this|or this)``
PHRASES: Mapping[str, tuple[str, ...]] = {
    WEET_NIET: (
        "[dat] [ik] weet [ik] [dat|het|er] [echt|nog|zo|ook] niet [zeker|precies|goed|zo|meer]",
        "[ik] weet [ik] veel",
        "[dat|het] weten (we|wij) [nog] niet",
        "[dat] (we|wij) weten [het|dat] [nog] niet",
        "[ik heb|heb] [echt] geen [flauw] (idee|benul)",
        "[nog] (onbekend|onduidelijk|onzeker)",
        "niet (zeker|bekend)",
        "[dat is] (moeilijk|lastig) [te zeggen]",
        "(misschien|wellicht|mogelijk) [wel|niet]",
        "[ik] twijfel [nog]",
        "[dat] (zou kunnen|kan zijn|zou kunnen zijn)",
        "[dat] durf ik niet te zeggen",
        "[dat] kan ik niet (zeggen|beantwoorden)",
        "(sla over|overslaan|geen antwoord)",
    ),
    WISSELT: (
        "[ja|nee] (soms|af en toe|zo nu en dan|nu en dan|een enkele keer) [wel|niet]",
        "[ja|nee] (deels|gedeeltelijk)",
        "[ja|nee] (wel eens|weleens|zelden|regelmatig|bijna altijd|bijna nooit)",
        "[ja|nee] (meestal|vaak) [wel|niet]",
        "[ja] [maar] niet altijd",
        "[ja] [wel] [een] [klein] beetje",
        "soms wel [en] soms niet",
        "[het|dat] (wisselt|verschilt) [per dag|nogal|sterk|erg|heel erg|vaak]",
        "[het|dat] [is] [heel|erg|nogal] (wisselend|verschillend)",
        "[het|dat] (ligt|hangt) (er aan|er van|eraan|ervan) [af]",
        "(ja en nee|half half)",
        "[de] ene (dag|keer) wel [en] [de] andere [dag|keer] niet",
    ),
    NEE: (
        "nee [nee] [nee] [nooit|niet|absoluut niet|zeker niet|helemaal niet|echt niet]",
        "nooit",
        "niet [echt|meer|waar|nodig|dat ik weet]",
        "(absoluut|zeker|helemaal|totaal|echt|nog|hoeft|beslist|waarschijnlijk) niet",
        "[nee] [dat] klopt [helemaal] niet",
        "[nee] [dat] is niet (zo|waar|nodig)",
        "[ik] (denk|geloof|vermoed|meen|hoop|vrees) [ik] [van|het] (niet|nee)",
        "volgens mij (niet|nee)",
        "voor zover ik weet niet",
        "geen sprake van",
    ),
    JA: (
        "ja [ja] [ja] [zeker|inderdaad|absoluut|precies|natuurlijk|altijd|heel erg|wel]",
        "(jawel|wel|wel degelijk)",
        "[ja] zeker [weten|wel]",
        "[ja] (natuurlijk|tuurlijk|uiteraard|inderdaad|absoluut|precies|exact|correct|juist)",
        "[ja] altijd",
        "[ja] [dat] klopt [wel|helemaal]",
        "[ja] [dat] is (zo|waar|juist)",
        "[ik] (denk|geloof|vermoed|meen|hoop|vrees) [ik] [van|het] (wel|ja|zo)",
        "volgens mij (wel|ja)",
        "voor zover ik weet wel",
        "(waarschijnlijk|vast|best|dat|nog) wel",
    ),
}
#: what a longer answer may begin with; other phrases need a sign or the end after them
BEGINS = (
    "(ja|nee|jawel|soms|misschien|af en toe|geen idee|weet ik veel|weet niet|weet ik niet)",
    "(ik weet het niet|dat weet ik niet|ik weet niet)",
)
QUESTION_WORDS = word_set(
    "wat wie waar wanneer waarom hoe hoeveel welk welke hoezo waarvoor waarmee waarop"
)
VERBS = word_set(
    "kan kun kunt kunnen mag moet moeten is zijn heb heeft hebt krijg krijgt wordt bestaat weet "
    "kost geldt bent ben wil zal gaat doet betaal vergoedt hoort valt val"
)
SUBJECTS = word_set(
    "ik u je jij jullie mijn dat dit het er een de wij we hij zij ze iemand uw haar zijn"
)


#: signs that say yes or no by themselves
THUMBS = {ord(sign): f" {JA} " for sign in "👍✅👌✔"} | {ord(sign): f" {NEE} " for sign in "👎❌"}


def said(text: str) -> str:
    """Return what was said in plain words: written-out forms, no signs, no stuttered letters."""
    typed = plain(text.translate(THUMBS)).replace("_", " ").replace("'", "")
    return " ".join(_written(word) for word in re.findall(r"[a-z0-9]+", typed))


def _written(word: str) -> str:
    if re.fullmatch(r"j+a+h*", word):
        return JA
    if re.fullmatch(r"n+e+h*", word):
        return NEE
    return WRITTEN.get(word, word)


def core(words: str) -> str:
    """Return words of ``said`` without fillers; "nou ja" is one too."""
    kept = re.sub(r"^nou ja\b", "", words)
    kept = re.sub(r"\b(?:wit|wet|weer) (?=ik\b|niet\b)", "weet ", kept)
    return " ".join(word for word in kept.split() if word not in FILLERS)


def verdict(words: str) -> str | None:
    """Return ``ja``, ``nee``, ``weet_niet`` or ``wisselt`` if words of ``said`` say just that."""
    kept = core(words)
    return _matched(kept) or _matched(_repaired(kept))


def beginning(words: str) -> tuple[str, str] | None:
    """Return the verdict that words of ``said`` begin with, and the words after it."""
    kept = core(words) + " "
    match = max((p.match(kept) for p in _begins()), key=lambda m: m.end() if m else -1)
    value = _matched(match[0].strip()) if match else None
    return (value, kept[match.end() :].strip()) if match and value else None


def is_question(text: str) -> bool:
    """Tell whether a text asks something: by its sign, its first word or its verb in front."""
    first, second, *_ = [*core(said(text)).split(), "", ""]
    return "?" in text or first in QUESTION_WORDS or (first in VERBS and second in SUBJECTS)


def asks_somewhere(text: str) -> bool:
    """Tell whether a text may ask something: as ``is_question``, or by a word further on in it."""
    return is_question(text) or not QUESTION_WORDS.isdisjoint(said(text).split())


def compiled(phrase: str) -> re.Pattern[str]:
    """Return a pattern for a phrase in the notation of ``PHRASES``; each word ends in a space."""
    parts = re.findall(r"\[[^\]]*\]|\([^)]*\)|\S+", phrase)
    return re.compile("".join(_part(part) for part in parts))


def _part(part: str) -> str:
    inside = part.strip("[]()")
    return f"(?:(?:{inside}) )" + ("?" if part.startswith("[") else "")


def _matched(words: str) -> str | None:
    spaced = f"{words} "
    return next((value for value, pattern in _patterns() if pattern.fullmatch(spaced)), None)


def _repaired(words: str) -> str:
    """Return the words with typing mistakes in words of five letters or more put right."""
    return " ".join((len(w) > 4 and closest(w, _known_words())) or w for w in words.split()[:10])


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(value, compiled(phrase)) for value, phrases in PHRASES.items() for phrase in phrases]


@lru_cache(maxsize=1)
def _begins() -> list[re.Pattern[str]]:
    return [compiled(phrase) for phrase in BEGINS]


@lru_cache(maxsize=1)
def _known_words() -> Mapping[str, str]:
    phrases = " ".join(phrase for several in PHRASES.values() for phrase in several)
    return {word: word for word in sorted(set(re.findall(r"[a-z]{5,}", phrases)))}
