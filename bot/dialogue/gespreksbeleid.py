"""What the assistant does next: Rasa's rules, and a question back when it is not sure."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

ACTION_LISTEN = "action_listen"
ASK_BACK = "action_bedoelt_u"
SAY_NUMBER = "action_zorgen"
SAFETY = "action_veilig"
#: see bot/nlu/vangnet.py
WORRY = "zorgen"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class Gespreksbeleid(RulePolicy):
    """Rasa's rule policy, with "Bedoelt u ...?" for a message that was not understood well enough.

    Config ``zeker``: from this confidence on an intent is acted on (see docs/begrijpen.md for how
    it was chosen). A payload of a button has confidence 1.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return Rasa's settings and ours."""
        return {**RulePolicy.get_default_config(), "zeker": 0.55}

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the next action (see parent class)."""
        own = self._own_choice(tracker)
        if own is not None:
            prediction = self._choose(own, tracker, domain)
        else:
            prediction = super().predict_action_probabilities(
                tracker, domain, rule_only_data, **kwargs
            )
        listens = _chosen(prediction, domain) == ACTION_LISTEN
        return (
            self._choose(SAY_NUMBER, tracker, domain)
            if listens and worries(tracker)
            else prediction
        )

    def _choose(
        self, action: str, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction:
        result = self._prediction_result(action, tracker, domain)
        return self._rule_prediction(result, f"beleid_{action}")

    def _own_choice(self, tracker: DialogueStateTracker) -> str | None:
        if tracker.latest_action_name in (ASK_BACK, SAY_NUMBER):
            return ACTION_LISTEN
        in_flow = tracker.active_loop_name and not tracker.is_active_loop_rejected
        if tracker.latest_action_name != ACTION_LISTEN or in_flow or not tracker.latest_message:
            return None
        sure = tracker.latest_message.intent.get("confidence", 0.0) >= self.config["zeker"]
        return None if sure else ASK_BACK


def _chosen(prediction: PolicyPrediction, domain: Domain) -> str:
    best = prediction.probabilities.index(max(prediction.probabilities))
    return str(domain.action_names_or_texts[best])


def worries(tracker: DialogueStateTracker) -> bool:
    """Tell whether the last message had a doubtful sign of danger and no number was given yet."""
    message = tracker.latest_message
    noted = message and any(e.get("entity") == WORRY for e in message.entities or [])
    said = tracker.latest_action_name in (SAY_NUMBER, ACTION_LISTEN, SAFETY)
    return bool(noted) and not said
