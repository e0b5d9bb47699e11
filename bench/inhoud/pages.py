"""The reports in docs/generated: dekking.md, leesniveau.md and feitencheck.md."""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.inhoud.coverage import FLAGS, Topic, asked, checks, topics
from bot.care.facts import VERIFIED, dutch_date, spoken
from bot.care.readability import LEVELS, LONGEST_SENTENCE, ReadingLevel
from bot.care.texts import placeholders
from bot.knowledge.answers import answers, is_of_a_flow, labels
from bot.knowledge.facts import facts
from bot.knowledge.glossary import glossary
from bot.knowledge.readability import levels_of, reading_level, texts_of

FOLDER = Path(__file__).parents[2] / "docs/generated"
MADE = "<!-- Gemaakt door `make inhoud` uit de teksten; wijzig de teksten, niet deze bladzijde. -->"
#: one sentence in each of eight languages: there is no Dutch level to measure
NOT_DUTCH = frozenset({"utter_taal_anders"})
FLAG_WORDS = {
    "2027": "Wat in 2027 verandert of kan veranderen",
    "U": "Onzeker of in beweging: er staat geen getal of datum in een antwoord",
    "V-org": "Gelezen op een bladzijde zonder datum van de organisatie zelf",
}
INTRO = {
    "dekking": (
        "Twee bladzijden van een zorgkantoor en een gids van een zorgverzekeraar, alle van vóór 2020,",
        "gaven de onderwerpen. Per onderwerp: wat de gids zei, wat vandaag geldt, en welk antwoord het",
        "geeft. De lader weigert een onderwerp waarvan de woorden niet in dat antwoord staan",
        "(`bench/inhoud/dekking.yml`).",
    ),
    "gevraagd": (
        "Wat er in elk geval in moet, met de onderwerpen en de intents die het beantwoorden. De lader",
        "weigert een regel zonder intent; een test houdt de lijst vast.",
    ),
    "leesniveau": (
        "Hoe het niveau wordt gemeten, en wat de maat niet ziet: [014](../decisions/014-leesniveau.md).",
        f"Grenzen: {', '.join(f'{name} vanaf {border:.0f}' for name, border in LEVELS[:-1])}, daaronder C1.",
        f"Een tekst met een zin van meer dan {LONGEST_SENTENCE} woorden of een onverklaard vakwoord is nooit",
        "B1. De vloer is B1, voor elke tekst; een snelle test weigert wat daaronder komt en zegt welke zin.",
    ),
    "per_antwoord": (
        "Score van de kern, van *meer uitleg* en van *makkelijker* (100 is het gemakkelijkst); woorden per",
        "zin en het deel lange of ongewone woorden van de kern.",
    ),
    "feitencheck": (
        "Na te kijken voordat er een uitgave verschijnt. Klopt het nog? Zet dan `checked_on` van het",
        "antwoord of feit op die dag. Klopt het niet meer? Sluit dan het oude feit en voeg het nieuwe toe.",
    ),
    "feiten": (
        "Een getal met een vlag onder V-org wordt geweigerd, tenzij de reden erbij staat waarom het toch",
        "wordt gezegd.",
    ),
    "vlaggen": (
        "V-org: bladzijde zonder datum; V-old: oudere bron; L: eigen gevolgtrekking, voorzichtig gezegd;",
        "G: algemene kennis. De strengste vlag van het antwoord telt.",
    ),
}
MEASURED = ("kern", "meer", "makkelijker")
Measured = tuple[str, int, str, ReadingLevel]


def pages() -> dict[str, str]:
    """Return every report as it should be now, by file name."""
    return {
        "dekking.md": "\n".join(_coverage()) + "\n",
        "leesniveau.md": "\n".join(_levels()) + "\n",
        "feitencheck.md": "\n".join(_factcheck()) + "\n",
    }


def write_pages(folder: Path = FOLDER, made: Mapping[str, str] | None = None) -> list[Path]:
    """Write the reports of now, or those given."""
    made = pages() if made is None else made
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in made]


def table(head: list[str], rows: Iterator[list[str]] | list[list[str]]) -> list[str]:
    """Return the lines of a table; a bar in a cell is written so that it stays one cell."""
    cells = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells]


def _coverage() -> Iterator[str]:
    yield from (MADE, "", "# Dekking: alles uit de drie oude gidsen", "")
    yield from INTRO["dekking"]
    yield ""
    yield from ("## Gevraagd, en waar het staat", "")
    yield from INTRO["gevraagd"]
    yield ""
    yield from table(
        ["gevraagd", "intents", "onderwerpen hieronder"],
        [[a.what, _names(a.intents), "; ".join(t.name for t in a.topics)] for a in asked()],
    )
    yield from ("", "## Per onderwerp van de gidsen", "")
    yield f"{len(topics())} onderwerpen, {len({t.intent for t in topics()})} intents."
    yield ""
    yield from table(
        ["onderwerp", "gids", "de gids zei", "vandaag", "intent", "staat in het antwoord"],
        [_topic_row(topic) for topic in topics()],
    )


def _topic_row(topic: Topic) -> list[str]:
    where = f"`{topic.intent}`" + (
        f" (`{topic.answer}`)" if topic.answer != f"utter_{topic.intent}" else ""
    )
    proof = "; ".join(f"“{words}”" for words in topic.evidence)
    return [topic.name, ", ".join(topic.guides), topic.then, topic.now, where, proof]


@functools.cache
def measured() -> tuple[Measured, ...]:
    """Return the level of each part of each answer: name, variant, part, level."""
    return tuple(
        (name, at, part, level)
        for name, variants in answers().items()
        if name not in NOT_DUTCH
        for at, variant in enumerate(variants)
        for part, level in levels_of(name, variant).items()
    )


def _levels() -> Iterator[str]:
    found = measured()
    yield from (MADE, "", "# Leesniveau van de antwoorden", "")
    yield from INTRO["leesniveau"]
    yield ""
    yield from table(
        ["deel", "teksten", *(name for name, _ in LEVELS), "score, midden", "score, laagste"],
        [_summary(part, [m for m in found if m[2] == part]) for part in _parts(found)],
    )
    yield from ("", "## Per antwoord op een informatievraag", "")
    yield from INTRO["per_antwoord"]
    yield ""
    yield from table(
        ["antwoord", "kern", "meer", "makkelijker", "woorden per zin", "moeilijke woorden"],
        [
            _row(name, variants[0])
            for name, variants in answers().items()
            if _counts(name, variants[0])
        ],
    )
    yield from ("", "## Begrippenlijst", "")
    terms = [
        reading_level(term.meaning, list(glossary().terms)) for term in glossary().terms.values()
    ]
    levels = Counter(level.level for level in terms)
    yield (
        f"{len(terms)} begrippen: "
        + ", ".join(f"{n} op {name}" for name, n in sorted(levels.items()))
        + "."
    )


def _parts(found: Sequence[Measured]) -> list[str]:
    return list(dict.fromkeys(part for _, _, part, _ in found))


def _summary(part: str, found: list[Measured]) -> list[str]:
    levels = Counter(level.level for *_, level in found)
    scores = [level.score for *_, level in found]
    counts = [str(levels[name]) for name, _ in LEVELS]
    return [part, str(len(found)), *counts, f"{median(scores):.1f}", f"{min(scores):.1f}"]


def _counts(name: str, variant: Mapping[str, Any]) -> bool:
    return not is_of_a_flow(name) and set(MEASURED) <= texts_of(variant).keys()


def _row(name: str, variant: Mapping[str, Any]) -> list[str]:
    levels = levels_of(name, variant)
    core = levels["kern"]
    cells = [f"{levels[part].score:.1f} ({levels[part].level})" for part in MEASURED]
    return [
        f"`{name.removeprefix('utter_')}`",
        *cells,
        f"{core.words_per_sentence:.1f}",
        f"{core.long_words:.0%}",
    ]


def _factcheck() -> Iterator[str]:
    yield from (MADE, "", "# Feitencheck per uitgave", "")
    yield from INTRO["feitencheck"]
    for flag in FLAGS:
        yield from ("", f"## {FLAG_WORDS[flag]}", "")
        yield from table(
            ["wat", "waar kijken", "wat de antwoorden nu zeggen", "raakt"],
            [
                [check.what, check.where, check.now, _names(check.touches)]
                for check in checks()
                if check.flag == flag
            ],
        )
    yield from ("", "## Feiten met een laatste dag", "")
    yield from table(["feit", "waarde", "geldt tot en met", "antwoorden"], list(_ending()))
    yield from ("", "## Feiten die niet uit een wet of een bladzijde met datum komen", "")
    yield from INTRO["feiten"]
    yield ""
    yield from table(["feit", "waarde", "vlag", "bron", "reden"], list(_less_sure_facts()))
    yield from ("", "## Begrippen die niet uit een wet of een bladzijde met datum komen", "")
    yield from table(["begrip", "vlag", "bron", "gecontroleerd op"], list(_less_sure_terms()))
    yield from ("", "## Antwoorden die op zo'n bladzijde of op algemene kennis rusten", "")
    yield from INTRO["vlaggen"]
    yield ""
    yield from table(["antwoord", "vlag", "bron", "gecontroleerd op"], list(_resting()))


def _names(intents: tuple[str, ...]) -> str:
    return ", ".join(f"`{intent}`" for intent in intents)


def _ending() -> Iterator[list[str]]:
    for name, fact in facts().items():
        last = fact.values[-1]
        if last.valid_until is not None:
            users = [a for a in answers() if name in _blanks(a)]
            shown = ", ".join(f"`{user}`" for user in users) or "geen"
            amount = spoken(last.amount, fact.unit)
            yield [f"`{name}`", amount, dutch_date(last.valid_until), shown]


def _blanks(name: str) -> set[str]:
    return {
        blank
        for variant in answers()[name]
        for text in texts_of(variant).values()
        for blank in placeholders(text)
    }


def _less_sure_facts() -> Iterator[list[str]]:
    for name, fact in facts().items():
        last = fact.values[-1]
        if last.source.flag != VERIFIED[0]:
            amount = spoken(last.amount, fact.unit)
            yield [f"`{name}`", amount, last.source.flag, last.source.text, last.source.because]


def _less_sure_terms() -> Iterator[list[str]]:
    for term in glossary().terms.values():
        if term.source.flag != VERIFIED[0]:
            day = dutch_date(term.source.checked_on)
            yield [term.name, term.source.flag, term.source.text, day]


def _resting() -> Iterator[list[str]]:
    for name, variants in answers().items():
        meta = variants[0].get("metadata") or {}
        if (
            meta.get("zekerheid") in ("V-org", "V-old", "L", "G")
            and name.removeprefix("utter_") in labels()
        ):
            day = dutch_date(dt.date.fromisoformat(str(meta["checked_on"])))
            yield [f"`{name}`", str(meta["zekerheid"]), str(meta.get("bron") or ""), day]
