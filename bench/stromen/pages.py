"""The pages for the jurist in docs/generated/stroom: each flow's questions, rows and graphs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.stromen import words
from bench.stromen.courses import FLOWS, FROM, Walked, walked
from bench.stromen.drawing import Graph, graphs
from bench.stromen.svg import svg
from bot.care.conditions import Condition
from bot.care.facts import Source, Value, dutch_date
from bot.care.leveringsvorm import Reason, VormTable
from bot.care.paths import talks
from bot.care.questions import Inquiry
from bot.care.tables import Table
from bot.care.texts import fill
from bot.knowledge import rules
from bot.knowledge.answers import answers
from bot.knowledge.facts import facts

FOLDER = Path(__file__).parents[2] / "docs/generated/stroom"
MADE = "<!-- Gemaakt door `make docs` uit de regels; wijzig de regels, niet deze bladzijde. -->"
FILES = {name: f"bot/knowledge/law/{name}.yml" for name in FLOWS if name != "termijn"}
LAW = ("bron", "geldt vanaf", "geldt tot en met", "gecontroleerd op")
#: the facts behind the term of the CIZ
USED = ("ciz_beslistermijn", "ciz_crisistermijn", "ingebrekestelling_termijn")


def pages() -> dict[str, str]:
    """Return every page and graph as it should be now, by file name."""
    made = {"README.md": _index()}
    for name in FLOWS:
        drawn: list[tuple[Walked, str, Graph]] = []
        for number, stretch in enumerate(walked(name)):
            for graph in graphs(stretch.course, stretch.grown, words.FLOW_NAMES[name]):
                end = "-".join(
                    part for part in (stretch.first_day * bool(number), graph.name) if part
                )
                drawn.append((stretch, f"{name}-{end}.svg" if end else f"{name}.svg", graph))
        made.update({file: svg(graph) for _, file, graph in drawn})
        made[f"{name}.md"] = "\n".join(_page(name, drawn)) + "\n"
    return made


def write_pages(folder: Path = FOLDER, made: Mapping[str, str] | None = None) -> list[Path]:
    """Write the pages of now, or those given; what is no longer made is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages() if made is None else made
    for path in folder.iterdir():
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in made]


def _index() -> str:
    lines = [MADE, "", "# De vragenlijsten als stroom", ""]
    lines += ["Per vragenlijst: de vragen, de regels met hun bron, en alle wegen als tekening.", ""]
    lines += _table(
        ["vragenlijst", "paden", "meeste vragen", "rijen antwoorden"],
        ([f"[{words.FLOW_NAMES[name]}]({name}.md)", *_counts(walked(name)[0])] for name in FLOWS),
    )
    lines += [
        "",
        "Een pad is één weg door de vragen, met van elke soort antwoord één. Twee antwoorden zijn van",
        "dezelfde soort als geen regel ze uit elkaar houdt, zoals 30 en 84 jaar. *Rijen antwoorden* telt",
        "hoeveel verschillende rijen echte antwoorden die paden samen zijn.",
    ]
    return "\n".join(lines) + "\n"


def _counts(stretch: Walked) -> list[str]:
    paths, kinds = stretch.paths, stretch.course.kinds
    every = sum(talks(path, kinds) for path in paths)
    longest = max(len(path.steps) for path in paths)
    return [str(len(paths)), str(longest), f"{every:,}".replace(",", ".")]


def _page(name: str, drawn: Sequence[tuple[Walked, str, Graph]]) -> Iterator[str]:
    stretch = drawn[0][0]
    number, longest, _ = _counts(stretch)
    yield from (MADE, "", f"# {words.FLOW_NAMES[name]}", "")
    yield (
        f"{number} paden, hoogstens {longest} vragen. ‘Weet ik niet’ is altijd een antwoord. "
        "De wegwijzer beslist nooit; de uitkomst zegt welke weg waarschijnlijk past."
    )
    if name in FILES:
        yield f"De regels staan in [{FILES[name]}](../../../{FILES[name]})."
    yield from ("", "## Vragen", "", *_questions(name, stretch), "")
    if name == "termijn":
        yield from _outcomes_of_termijn(stretch)
    elif name == "leveringsvorm":
        table = rules.leveringsvormen()
        yield from (*_derived(name, table.inquiry), *_vormen(table))
    else:
        found: Table = getattr(rules, name)()
        yield from (*_derived(name, found.inquiry), *_rows(found))
    yield from (
        "",
        "## Tekening",
        "",
        "Van links naar rechts. Een vak met streepjes gaat verder bij het",
    )
    yield "vak met dat nummer, of in een ander deel."
    for walk, file, graph in drawn:
        since = f" (vanaf {dutch_date(dt.date.fromisoformat(walk.first_day))})"
        yield from ("", f"### {graph.title}{since if walk is not stretch else ''}", "")
        yield f"![{graph.title}]({file})"


def _questions(name: str, stretch: Walked) -> list[str]:
    return _table(
        ["", "korte naam", "vraag", "waarom"],
        (
            [str(number), words.called(name, slot), *_asked(slot)]
            for number, slot in enumerate(stretch.course.kinds, 1)
        ),
    )


def _asked(slot: str) -> list[str]:
    variant: dict[str, Any] = answers()[f"utter_ask_{slot}"][-1]
    why = str((variant.get("metadata") or {}).get("waarom") or "")
    return [fill(str(variant["text"]), _said), fill(why, _said)]


def _said(name: str) -> str:
    return facts()[name].spoken(FROM) if name in facts() else "uw naaste"


def _derived(name: str, asked: Inquiry) -> Iterator[str]:
    if not asked.derived:
        return
    yield from ("## Wat uit antwoorden volgt", "", "De eerste regel die geldt, telt.", "")
    yield from _table(
        ["wat", "is", "als"],
        (
            [
                words.called(name, value.name),
                words.value_words(value.name, str(case.value)),
                _when(name, case.when),
            ]
            for value in asked.derived
            for case in value.cases
        ),
    )
    yield ""


def _rows(table: Table) -> Iterator[str]:
    yield from (
        "## Regels",
        "",
        "Van boven naar beneden; de eerste regel die geldt, is de uitkomst.",
        "",
    )
    yield from _table(
        ["", "regel", "als", "dan", *LAW],
        (
            [
                str(number),
                row.id,
                _when(table.name, row.when),
                "; ".join(f"{field}: {value}" for field, value in row.outcome.items()),
                *_law(row.source, row.valid_from, row.valid_until),
            ]
            for number, row in enumerate(table.rows, 1)
        ),
    )


def _vormen(table: VormTable) -> Iterator[str]:
    yield from (
        "## Vormen",
        "",
        "Een vorm staat op de lijst als ‘als’ geldt en ‘nooit’ niet. Punten",
    )
    yield from ("bepalen de volgorde; ze zijn van ons en niet van de wet.", "")
    yield from _table(
        ["vorm", "als", "nooit", "punten en redenen", *LAW],
        (
            [
                vorm.id,
                _when("leveringsvorm", vorm.when),
                "<br>".join(_reason(reason) for reason in vorm.never),
                "<br>".join(_reason(reason) for reason in vorm.reasons),
                *_law(vorm.source, vorm.valid_from, vorm.valid_until),
            ]
            for vorm in table.vormen
        ),
    )


def _reason(reason: Reason) -> str:
    points = f"{reason.points:+d} " if reason.points else ""
    when = words.all_in_words("leveringsvorm", reason.when, " én ")
    return f"{points}{reason.key.replace('_', ' ')} ({when})"


def _outcomes_of_termijn(stretch: Walked) -> Iterator[str]:
    yield from (
        "## Uitkomsten",
        "",
        "Er is geen tabel: de dagen worden berekend (bot/care/terms.py).",
        "",
    )
    ends = {path.end.id: path.end for path in stretch.paths}
    texts = {name: answers()[f"utter_uitkomst_{name}"][-1] for name in ends}
    yield from _table(
        ["uitkomst", "antwoord", "bron", "gecontroleerd op"],
        (
            [
                name,
                fill(said["text"], _blank),
                ends[name].source,
                _day(said["metadata"]["checked_on"]),
            ]
            for name, said in texts.items()
        ),
    )
    yield from ("", "## Feiten waarmee wordt gerekend", "")
    yield from _table(
        ["feit", "is", *LAW],
        (
            [name, f"{value.amount} {facts()[name].unit}", *_law(value.source, *_period(value))]
            for name in USED
            for value in facts()[name].values
        ),
    )


def _blank(name: str) -> str:
    return facts()[name].spoken(FROM) if name in facts() else f"[{name.replace('_', ' ')}]"


def _period(value: Value) -> tuple[dt.date, dt.date | None]:
    return value.valid_from, value.valid_until


def _law(source: Source, first: dt.date, last: dt.date | None) -> list[str]:
    until = dutch_date(last) if last else ""
    return [source.text, dutch_date(first), until, dutch_date(source.checked_on)]


def _day(text: str) -> str:
    return dutch_date(dt.date.fromisoformat(text))


def _when(name: str, condition: Condition) -> str:
    return words.all_in_words(name, condition, "<br>")


def _table(header: Sequence[str], lines: Any) -> list[str]:
    made = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    for cells in lines:
        flat = (" ".join(cell.replace("|", "/").split()) for cell in cells)
        made.append("| " + " | ".join(flat) + " |")
    return made
