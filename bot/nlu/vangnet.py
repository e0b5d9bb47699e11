"""The safety net beside the model: fixed patterns for danger, before anything else."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.care.safety import find_danger
from bot.knowledge.safety import patterns

#: entity on a message with a doubtful sign: the normal answer is given, and then the number
WORRY = "zorgen"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Vangnet(GraphComponent):
    """A clear sign of danger becomes the intent; a doubtful one is noted beside it."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Vangnet:
        """Make the component, and read the patterns."""
        patterns()
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Look for danger in messages."""
        for message in messages:
            danger = find_danger(message.get(TEXT) or "", patterns())
            if danger is None:
                continue
            if danger.strength == "duidelijk":
                found = {"name": danger.kind, "confidence": 1.0}
                others = [
                    i for i in message.get("intent_ranking") or [] if i["name"] != danger.kind
                ]
                message.set("intent", found, add_to_output=True)
                message.set("intent_ranking", [found, *others], add_to_output=True)
            else:
                noted = {"entity": WORRY, "value": danger.kind, "start": 0, "end": 0}
                entities = [*(message.get(ENTITIES) or []), noted]
                message.set(ENTITIES, entities, add_to_output=True)
        return messages
