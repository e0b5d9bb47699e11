"""Reads the examples once a training, and copies them cheaply.

Rasa asks for the examples three times, and joins them eight times with the few messages of its own;
each time it copies every message whole and works out its fingerprint anew. With 24,000 examples that
took 20 s of a training (measured).
"""

from __future__ import annotations

import copy
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method


class Example(Message):
    """An example; a copy of it knows its fingerprint until something of it changes."""

    @classmethod
    def of(cls, message: Message) -> Example:
        """Take over a message of Rasa."""
        made = cls()
        made.__dict__.update(message.__dict__)
        return made

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a property (see parent class); what it is already changes nothing."""
        if add_to_output or prop not in self.data or self.data[prop] != info:
            super().set(prop, info, add_to_output)

    def __deepcopy__(self, memo: dict[int, Any]) -> Example:
        """Return a copy that shares nothing that can change."""
        made = copy.copy(self)
        made.data = {
            name: value if isinstance(value, str) else copy.deepcopy(value, memo)
            for name, value in self.data.items()
        }
        made.features = copy.deepcopy(self.features, memo)
        made.output_properties = set(self.output_properties)
        return made


class ExamplesOnce(RasaFileImporter):
    """Rasa's own importer of files, which remembers what it read."""

    def get_nlu_data(self, language: str | None = "nl") -> TrainingData:
        """Return the examples; who asks takes copies of them.

        Args:
            language: not looked at. Rasa asks once for "en", its default, and once for what
                config.yml says, and reads the same from a file in YAML for both.
        """
        return self._read()

    @cached_method
    def _read(self) -> TrainingData:
        read = super().get_nlu_data("nl")
        read.training_examples = [Example.of(message) for message in read.training_examples]
        return read
