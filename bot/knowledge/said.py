"""The answers as their files have them, each part with its line, for the rules they must hold to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.knowledge.answers import DATA, FOLDERS
from bot.knowledge.domain import domain_names
from bot.knowledge.files import current
from bot.knowledge.marked import Marked, read_marked

KEYS = ("text", "buttons", "metadata", "condition", "channel")
#: files of data/nlu whose answers are talk and not information; every other file holds information
TALK = ("gesprek.yml", "veiligheid.yml", "niet_zeker.yml")
PAYLOAD = re.compile(r"/(?P<intent>\w+)(?P<slots>\{.*\})?", re.DOTALL)
#: metadata that nobody reads as a sentence
NOT_SPOKEN = ("bron", "checked_on", "zekerheid", "label", "intent", "verwacht", "loket")


@dataclass(frozen=True)
class Said:
    """One variant of an answer, with the place of its parts.

    Attributes:
        name: of the answer, ``utter_…``.
        variant: the whole.
        parts: what stands in it by key.
        meta: what stands in its metadata by key; empty when there is none.
    """

    name: str
    variant: Marked
    parts: Mapping[str, Marked]
    meta: Mapping[str, Marked]

    @property
    def intent(self) -> str:
        """The intent that it answers, when it answers one."""
        return self.name.removeprefix("utter_")

    @property
    def is_information(self) -> bool:
        """Whether it answers a question for information."""
        path = self.variant.path
        asked = "label" in self.meta or self.intent in domain_names().intents
        return path.parent.name == "nlu" and path.name not in TALK and asked

    def texts(self) -> Iterator[Marked]:
        """Yield every part that people read, wherever it stands."""
        for part in (self.parts.get("text"), *self.meta.values()):
            if part is not None and isinstance(part.content, str):
                yield part

    def spoken(self) -> Iterator[tuple[str, Marked]]:
        """Yield the parts that are read as sentences, each with its key; the core as ``text``."""
        for key, part in {**self.parts, **self.meta}.items():
            is_text = key == "text" or (key in self.meta and key not in NOT_SPOKEN)
            if is_text and isinstance(part.content, str):
                yield key, part

    def buttons(self) -> list[Marked]:
        """Return the choices as they stand in the file.

        Raises:
            KnowledgeRefused: there are none below 'buttons'.
        """
        return self.parts["buttons"].items("buttons") if "buttons" in self.parts else []

    def targets(self) -> list[str]:
        """Return the intents to which the choices lead; what is no payload leads nowhere."""
        payloads = (b.content.get("payload") for b in self.buttons() if isinstance(b.content, dict))
        found = (PAYLOAD.fullmatch(str(part.content)) for part in payloads if part is not None)
        return [match["intent"] for match in found if match]

    def plain(self) -> dict[str, Any]:
        """Return the texts as Rasa has them, for what measures them."""
        text = self.parts["text"].content if "text" in self.parts else ""
        meta = {k: part.content for k, part in self.meta.items() if isinstance(part.content, str)}
        return {"text": text, "metadata": meta}


Rule = Callable[[Said], None]
#: a rule over all answers together; it yields what is wrong
WholeRule = Callable[[Sequence[Said]], Iterator[str]]


def answer_files(data: Path = DATA) -> list[Path]:
    """Return the files that hold answers, in order."""
    return [path for pattern in FOLDERS for path in sorted(current(data).glob(pattern))]


def answers_in(path: Path, names: dict[str, Marked]) -> Iterator[Said]:
    """Yield the variants of all answers in a file.

    Args:
        path: the file.
        names: the answers of earlier files, to which those of this one are added.

    Raises:
        KnowledgeRefused: it is no YAML, or an answer has another shape or a name that is taken.
    """
    top = read_marked(path).mapping("het bestand")
    responses = top.get("responses")
    for name, variants in responses.mapping("responses").items() if responses else ():
        if name in names:
            first = names[name]
            variants.refuse(
                f"{name} staat al in {first.path.name}, regel {first.line}", "elk antwoord één keer"
            )
        names[name] = variants
        for variant in variants.items(name):
            parts = variant.mapping(name, (), KEYS)
            meta = parts["metadata"].mapping("metadata") if "metadata" in parts else {}
            yield Said(name, variant, parts, meta)
