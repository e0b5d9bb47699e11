"""Writes the site: a page for each theme, and pages for facts, rules, terms, calendar and release."""

from __future__ import annotations

import datetime as dt
import functools
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from bench.site.markdown import as_html
from bench.stromen.pages import pages as flow_pages
from bench.stromen.words import FLOW_NAMES
from bot.care.facts import dutch_date, spoken
from bot.channels.html import templates
from bot.clock import today
from bot.desk import texts
from bot.knowledge.answers import answers
from bot.knowledge.facts import facts
from bot.knowledge.glossary import glossary
from bot.knowledge.law_changes import answers_with, law_changes
from bot.knowledge.places import places
from bot.knowledge.plain_questions import THEMES
from bot.knowledge.preview import as_on
from bot.knowledge.review import due

HERE = Path(__file__).parent
#: read on the page of an organisation itself, or in an old or unread source: looked at before a release
TO_CHECK = ("V-org", "V-old", "G")


def write_site(folder: Path, on: dt.date | None = None) -> Path:
    """Write all pages into a folder, in place of what was there; return the first one.

    Args:
        folder: is made anew.
        on: the day for which facts are told; today when left out.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in site(on or today()):
        (folder / name).write_text(content, encoding="utf-8")
    shutil.copyfile(HERE / "site.css", folder / "site.css")
    return folder / "index.html"


def site(on: dt.date) -> Iterator[tuple[str, str]]:
    """Yield every file of the site as it holds on a day: its name and its content."""
    themes = _themes()
    menu = [(f"antwoorden-{theme}.html", heading) for theme, heading in themes.items()]
    shared = {"on": on, "menu": menu, "flows": [(f"{k}.html", v) for k, v in FLOW_NAMES.items()]}
    yield "index.html", _render("index.html", **shared, counts=_counts())
    for theme, heading in themes.items():
        shown = [texts.page_of(row.name, on) for row in texts.rows() if row.theme == theme]
        yield (
            f"antwoorden-{theme}.html",
            _render("antwoorden.html", **shared, heading=heading, shown=shown),
        )
    yield "feiten.html", _render("feiten.html", **shared, facts=list(_facts()))
    yield "begrippen.html", _render("begrippen.html", **shared, terms=texts.terms(""))
    yield "kalender.html", _render("kalender.html", **shared, changes=law_changes())
    yield "uitgave.html", _render("uitgave.html", **shared, groups=_to_check(), due=due(on))
    for name, content in flow_pages().items():
        if name.endswith(".svg"):
            yield name, content
        else:
            title = "stroom.html" if name == "README.md" else name.replace(".md", ".html")
            yield title, _render("los.html", **shared, body=as_html(content))


def _themes() -> dict[str, str]:
    """Return the files with answers and what they are called, those that people ask about first."""
    stems = dict.fromkeys([*THEMES, *(row.theme for row in texts.rows())])
    return {stem: THEMES.get(stem, stem.replace("_", " ").capitalize()) for stem in stems}


def _counts() -> list[tuple[str, int]]:
    return [
        ("antwoorden en vragen", len(answers())),
        ("feiten", len(facts())),
        ("begrippen", len(glossary().terms)),
        ("wijzigingen in de kalender", len(law_changes())),
    ]


def _facts() -> Iterator[dict[str, Any]]:
    for name, fact in facts().items():
        for value in fact.values:
            yield {
                "name": name,
                "amount": spoken(value.amount, fact.unit),
                "value": value,
                "answers": answers_with(name),
                "place": places()[name],
            }


def _to_check() -> dict[str, list[texts.Page]]:
    """Return the answers whose source was not read in the law itself, by how sure it is."""
    found = defaultdict(list)
    for row in texts.rows():
        kind = str((answers()[row.name][-1].get("metadata") or {}).get("zekerheid"))
        if kind in TO_CHECK:
            found[kind].append(texts.page_of(row.name, today()))
    return {kind: found[kind] for kind in TO_CHECK}


def _render(name: str, **values: Any) -> str:
    return _environment().get_template(name).render(**values)


@functools.lru_cache(maxsize=1)
def _environment() -> Environment:
    made = templates(HERE / "pages")
    made.filters.update(date=dutch_date, on=_on, where=_where)
    return made


def _on(text: str, day: dt.date) -> str:
    return as_on(text, day)


def _where(name: str) -> Markup:
    """Return a link to an answer, or its name alone when it has no page of its own."""
    words = name.removeprefix("utter_").replace("_", " ")
    if name not in answers():
        return Markup("{}").format(words)
    return Markup('<a href="antwoorden-{}.html#{}">{}</a>').format(
        places()[name].path.stem, name, words
    )
