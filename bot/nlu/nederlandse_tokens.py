"""Dutch words and lemmas for Rasa, from spaCy; a model remembers with which pipeline it was made."""

from __future__ import annotations

import json
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.errors import ModelRefused
from bot.nlu.dutch_pipeline import pipeline
from bot.nlu.features import encode_ahead, normal

RECORD = "taalmodel.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class NederlandseTokens(Tokenizer):
    """Split messages with the Dutch spaCy pipeline of this machine."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings that Rasa's tokenizers share."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        super().__init__(config)
        self._model_storage = model_storage
        self._resource = resource
        self.pipeline_name, self._nlp = pipeline()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NederlandseTokens:
        """Make the component for training."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Write down with which pipeline the model is trained."""
        with self._model_storage.write_to(self._resource) as folder:
            (folder / RECORD).write_text(json.dumps({"pipeline": self.pipeline_name}))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Split the examples; what they mean is worked out meanwhile, on the other core."""
        texts = (message.get(TEXT) for message in training_data.intent_examples)
        encode_ahead([normal(text) for text in texts if text])
        return super().process_training_data(training_data)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NederlandseTokens:
        """Load the component.

        Raises:
            ModelRefused: the model was trained with another pipeline than this machine has.
        """
        tokens = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            trained_with = json.loads((folder / RECORD).read_text())["pipeline"]
        if trained_with != tokens.pipeline_name:
            raise ModelRefused(
                f"This model was trained with the Dutch pipeline '{trained_with}', and this machine "
                f"has '{tokens.pipeline_name}'. Run 'make train' here, or install the other pipeline "
                "(see README, 'Het Nederlandse taalmodel')."
            )
        return tokens

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the words of a message with their lemmas, in lower case."""
        document = self._nlp(message.get(attribute))
        return [
            Token(word.text, word.idx, lemma=(word.lemma_ or word.text).lower())
            for word in document
            if not word.is_space
        ]
