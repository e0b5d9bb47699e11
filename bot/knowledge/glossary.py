"""Reads the glossary (words/begrippen.yml) and refuses a term that is wrong by file and line."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable
from pathlib import Path

from bot.care.facts import CERTAINTY, Source
from bot.care.glossary import Glossary, Term, bare
from bot.care.jargon import Jargon
from bot.knowledge.addresses import known_addresses
from bot.knowledge.answers import answers, labels
from bot.knowledge.blanks import fact_names
from bot.knowledge.marked import Marked, read_marked

WORDS = Path(__file__).resolve().parent / "words" / "begrippen.yml"
#: words of an explanation
LONGEST = 40
GAP = "…"
ASKS = ("betekenis", "wat_is", "wat_doet")
REQUIRED = ("uitleg", "bron", "zekerheid", "zie")
OPTIONAL = ("ook", "antwoord", "uitleggen", "betekent", "gecontroleerd", "voluit", "niet_voluit")
KEYS = ("gecontroleerd", "zo_geschreven", "vragen", "begrippen")
#: capitals and nothing else: an abbreviation
SHORT = re.compile(r"[A-Z]{2,}")


@functools.lru_cache(maxsize=2)
def glossary(path: Path = WORDS) -> Glossary:
    """Return every term with its meaning, read once.

    Raises:
        KnowledgeRefused: a term lacks something, is too long or not sure enough, or names a fact or
            an intent that does not exist; or two terms have the same name.
    """
    top = read_marked(path).mapping("begrippen", KEYS)
    names = top["zo_geschreven"].mapping("zo_geschreven")
    checked = top["gecontroleerd"].day("gecontroleerd")
    asks = top["vragen"].mapping("vragen", ASKS)
    rows = top["begrippen"].mapping("begrippen")
    terms = {name: _term(name, row, checked) for name, row in rows.items()}
    for name in terms:
        if SHORT.fullmatch(name) and name not in names and not _spelled(terms[name]):
            rows[name].refuse(
                f"{name} is een afkorting zonder 'voluit'",
                "'voluit: …', of 'niet_voluit: …' met de reden",
            )
    _refuse_doubles(terms.values(), rows)
    meanings, questions, doings = (_patterns(asks[kind]) for kind in ASKS)
    written_so = {name: part.text(name) for name, part in names.items()}
    return Glossary(terms, meanings, questions, doings, written_so)


def jargon(path: Path = WORDS) -> tuple[Jargon, ...]:
    """Return the terms that our texts must explain where they first use them."""
    return tuple(
        Jargon(term.name, _written(term), term.explained_by)
        for term in glossary(path).terms.values()
        if term.explain
    )


def abbreviations(path: Path = WORDS) -> dict[str, tuple[str, ...]]:
    """Return every abbreviation that our texts may use, with words that write it out.

    One of them is enough; an abbreviation without any need not be written out.
    """
    words = glossary(path)
    found: dict[str, tuple[str, ...]] = dict.fromkeys(words.names, ())
    for term in words.terms.values():
        found |= dict.fromkeys(term.capitals, (term.name,))
        if _spelled(term):
            found[term.name] = term.written_out
    return found


def _written(term: Term) -> tuple[str, ...]:
    """Return how a term stands in our own texts: its name, its plural and its abbreviations."""
    plural = (f"{term.name}s", f"{term.name}en", f"{term.name}n")
    return (term.name, *(form for form in term.forms if form in plural), *term.capitals)


def _term(name: str, row: Marked, checked: dt.date) -> Term:
    parts = row.mapping(name, REQUIRED, OPTIONAL)
    forms = [part.text("ook") for part in parts["ook"].items("ook")] if "ook" in parts else []
    own = parts["gecontroleerd"].day("gecontroleerd") if "gecontroleerd" in parts else checked
    return Term(
        name,
        (name, *(form for form in forms if not form.startswith("!"))),
        tuple(form[1:] for form in forms if form.startswith("!")),
        _meaning(name, parts["uitleg"]),
        Source(parts["bron"].text("bron"), own, _certainty(name, parts["zekerheid"])),
        _intent(name, parts["zie"]),
        _yes(parts.get("antwoord")),
        _yes(parts.get("uitleggen")),
        tuple(p.text("betekent") for p in parts["betekent"].items("betekent"))
        if "betekent" in parts
        else (),
        *_written_out(name, parts),
    )


def _certainty(name: str, part: Marked) -> str:
    flag = part.text("zekerheid")
    if flag not in CERTAINTY:
        part.refuse(f"{name}: zekerheid {flag} wordt niet gezegd", ", ".join(CERTAINTY))
    return flag


def _written_out(name: str, parts: dict[str, Marked]) -> tuple[tuple[str, ...], str]:
    """Return what an abbreviation stands for, and why it need not be written out."""
    words = _one_or_more(parts["voluit"]) if "voluit" in parts else ()
    part = parts.get("niet_voluit")
    if part is None:
        return words, ""
    if words:
        part.refuse(f"{name} heeft 'voluit' en 'niet_voluit'", "een van de twee")
    if "uitleggen" not in parts:
        part.refuse(f"{name}: wat niet voluit staat, wordt uitgelegd", "'uitleggen: ja' erbij")
    return (), part.text("niet_voluit")


def _one_or_more(part: Marked) -> tuple[str, ...]:
    if isinstance(part.content, list):
        return tuple(one.text("voluit") for one in part.items("voluit"))
    return (part.text("voluit"),)


def _spelled(term: Term) -> bool:
    return bool(term.written_out or term.not_written_out)


def _yes(part: Marked | None) -> bool:
    if part is not None and part.text("keuze") != "ja":
        part.refuse("alleen 'ja' betekent hier iets", "ja, of laat de regel weg")
    return part is not None


def _meaning(name: str, part: Marked) -> str:
    text = part.text("uitleg")
    if len(text.split()) > LONGEST:
        part.refuse(f"{name}: de uitleg heeft {len(text.split())} woorden", f"hoogstens {LONGEST}")
    fact_names(part, name)
    known_addresses(part)
    bare_text = re.sub(r"\{\w+\}|https://\S+|\b20[012]\d\b", "", text)
    if re.search(r"\d", re.sub(r"\b[A-Z]+\d+b?\b", "", bare_text)):
        part.refuse(f"{name}: er staat een getal in de uitleg", "{naam_van_een_feit}")
    return text


def _intent(name: str, part: Marked) -> str:
    intent = part.text("zie")
    if intent not in labels():
        part.refuse(f"{name}: intent '{intent}' bestaat niet", "een intent uit domain.yml")
    return intent


def _refuse_doubles(terms: Iterable[Term], rows: dict[str, Marked]) -> None:
    where: dict[str, str] = {}
    for term in terms:
        if term.answered and f"utter_{term.see}" not in answers():
            rows[term.name].refuse(
                f"{term.name}: '{term.see}' is een vragenlijst en geen antwoord",
                "laat 'antwoord' weg, of verwijs naar een antwoord",
            )
        for form in {bare(form) for form in (*term.forms, *term.capitals)}:
            if where.setdefault(form, term.name) != term.name:
                rows[term.name].refuse(
                    f"'{form}' staat ook bij '{where[form]}'", "elke naam bij één begrip"
                )


def _patterns(part: Marked) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(line) for line in part.items("vragen"))


def _pattern(line: Marked) -> re.Pattern[str]:
    text = line.text("vraag")
    if text.count(GAP) != 1:
        line.refuse(f"'{text}' heeft niet precies één {GAP}", f"één keer {GAP} voor het woord")
    try:
        return re.compile(
            r"(?:(?:en|maar|ja|oke|hoi|hallo|sorry) )*" + text.replace(GAP, "(?P<x>.+?)")
        )
    except re.error:
        line.refuse(f"'{text}' heeft een haak te veel of te weinig", "(a|b) en (a )?")
