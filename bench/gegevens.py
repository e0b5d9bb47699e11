"""``make docs``: the page of the data map, from the models and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.knowledge.gegevens import OF_A_TALK, Kept, data_map
from bot.storage.persons import OF_A_PERSON, OF_COLLEAGUES
from bot.storage.tables import metadata

OUT = Path(__file__).parents[1] / "docs/generated/gegevens.md"
INTRODUCTION = """# Gegevenskaart

Gemaakt door `make docs` uit de tabellen (bot/storage) en bot/knowledge/privacy/gegevens.yml. Een tabel
of kolom die daar ontbreekt, laat een test falen.

`BEWAARDAGEN` is 30 dagen, als de beheerder niets anders kiest. Alle berichten zijn gemaskeerd voor ze
in een tabel komen (docs/generated/maskeren.md). Wissen: docs/privacy.md.

| tabel | wat | weg met "vergeet dit gesprek" | bewaard |
| --- | --- | --- | --- |
"""


def page() -> str:
    """Return the page."""
    known = data_map()
    names = [table.name for table in metadata.sorted_tables]
    lines = [
        f"| `{name}` | {known[name].what} | {'ja' if _goes(name) else 'nee'} | {known[name].how_long} |"
        for name in names
    ]
    parts = [part for name in names for part in _part(name, known[name])]
    return INTRODUCTION + "\n".join([*lines, "", *parts])


def _goes(name: str) -> bool:
    return any(one.table.name == name for one in OF_A_PERSON)


def _part(name: str, kept: Kept) -> Iterator[str]:
    yield f"## `{name}`"
    yield ""
    yield f"{kept.what}. Waarom: {kept.why}. Bewaard: {kept.how_long}."
    yield ""
    yield "| kolom | soort | wat | persoonlijk | in de eigen export |"
    yield "| --- | --- | --- | --- | --- |"
    for column in metadata.tables[name].columns:
        personal = "ja" if column.name in kept.personal else "nee"
        shown = kept.whose == OF_A_TALK and column.name not in OF_COLLEAGUES.get(name, ())
        kind = str(column.type).lower()
        yield (
            f"| `{column.name}` | {kind} | {kept.columns[column.name]} | {personal} | "
            f"{'ja' if shown else 'nee'} |"
        )
    yield ""


if __name__ == "__main__":
    OUT.write_text(page(), encoding="utf-8")
