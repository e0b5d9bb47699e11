"""Fixed words such as "terug" and "bron": recognised as they stand, never guessed."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.knowledge.answers import commands


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Opdrachten(GraphComponent):
    """Sets the intent of a message that is one of the fixed words; leaves others alone."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Opdrachten:
        """Make the component."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent where the whole message is a fixed word."""
        for message in messages:
            said = " ".join((message.get(TEXT) or "").lower().strip(" ?!.").split())
            intent = commands().get(said)
            if intent is not None:
                found = {"name": intent, "confidence": 1.0}
                ranking = [i for i in message.get("intent_ranking") or [] if i["name"] != intent]
                message.set("intent", found, add_to_output=True)
                message.set("intent_ranking", [found, *ranking], add_to_output=True)
        return messages
