"""What the assistant does next: Rasa's rules, and a question back when it is not sure."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.care.answer_words import asks_somewhere
from bot.care.certainty import SURE

ACTION_LISTEN = "action_listen"
ASK_BACK = "action_bedoelt_u"
SAY_NUMBER = "action_zorgen"
SAFETY = "action_veilig"
ALSO = "action_vroeg_ook"
HEARD = "utter_gehoord"
#: after one of these it is the person's turn
CLOSING = (ASK_BACK, SAY_NUMBER, ALSO, HEARD)
DANGER = ("nood_medisch", "crisis_suicide", "huiselijk_geweld")
OUTSIDE = "buiten_scope"
#: words of a message that tells one thing and asks nothing
LONGEST_FACT = 6
#: see bot/nlu/vangnet.py
WORRY = "zorgen"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class Gespreksbeleid(RulePolicy):
    """Rasa's rule policy, with "Bedoelt u ...?" for a message that was not understood well enough.

    Before that it follows what ``action_gehoord`` noted: a question that asks on about the subject
    before, or an outcome to be given anew. A second question in a message comes last.

    Config ``zeker``: from this confidence on an intent is acted on (see docs/begrijpen.md for how
    it was chosen). A payload of a button has confidence 1.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return Rasa's settings and ours."""
        return {**RulePolicy.get_default_config(), "zeker": SURE}

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
        if _chosen(prediction, domain) != ACTION_LISTEN:
            return prediction
        if worries(tracker):
            return self._choose(SAY_NUMBER, tracker, domain)
        return self._choose(ALSO, tracker, domain) if asked_also(tracker) else prediction

    def _choose(
        self, action: str, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction:
        result = self._prediction_result(action, tracker, domain)
        return self._rule_prediction(result, f"beleid_{action}")

    def _own_choice(self, tracker: DialogueStateTracker) -> str | None:
        if tracker.latest_action_name in CLOSING:
            return ACTION_LISTEN
        if tracker.latest_action_name != ACTION_LISTEN:
            return _after_own(tracker)
        in_flow = tracker.active_loop_name and not tracker.is_active_loop_rejected
        return None if in_flow or not tracker.latest_message else self._first(tracker)

    def _first(self, tracker: DialogueStateTracker) -> str | None:
        """Return what answers a message that is no answer in a flow, when no rule does."""
        message = tracker.latest_message
        intent = message.intent if message else {}
        sure = intent.get("confidence", 0.0) >= self.config["zeker"]
        if sure and intent.get("name") in DANGER:
            return None
        noted = heard(tracker)
        if noted.get("actie"):
            return str(noted["actie"])
        said = (message.text or "") if message else ""
        # a short fact by itself looks like anything: "mijn moeder is 84"; a place says nothing yet
        situation = set(noted.get("slots") or ()) - {"plek"}
        short = len(said.split()) <= LONGEST_FACT
        fact = intent.get("name") == OUTSIDE and short and bool(situation)
        if sure and not fact:
            return None
        # in a flow there is a question already
        told = bool(noted.get("slots")) and not tracker.active_loop_name
        if told and not asks_somewhere(said):
            return HEARD
        return None if sure else ASK_BACK


def heard(tracker: DialogueStateTracker) -> dict[str, Any]:
    """Return what ``action_gehoord`` noted of the last message (actions/hearing.py)."""
    noted = tracker.get_slot("gehoord") if "gehoord" in tracker.slots else None
    return noted if isinstance(noted, dict) else {}


def _after_own(tracker: DialogueStateTracker) -> str | None:
    """Return what comes after an action that was noted, for which there is no rule.

    After an answer in between, the flow that is open; after a flow that needed no question, its
    outcome.
    """
    noted, last, loop = heard(tracker), tracker.latest_action_name, tracker.active_loop_name
    if not noted.get("actie") or last not in (noted["actie"], noted.get("dan")):
        return None
    if last == noted.get("dan"):
        return ACTION_LISTEN
    if loop:
        return None if loop == last else loop
    return str(noted.get("dan") or ACTION_LISTEN)


def asked_also(tracker: DialogueStateTracker) -> bool:
    """Tell whether a second question waits: not in a flow, which is finished first."""
    waits = "ook" in tracker.slots and tracker.get_slot("ook")
    said = tracker.latest_action_name in (ALSO, SAFETY)
    return bool(waits) and not said and not tracker.active_loop_name


def _chosen(prediction: PolicyPrediction, domain: Domain) -> str:
    best = prediction.probabilities.index(max(prediction.probabilities))
    return str(domain.action_names_or_texts[best])


def worries(tracker: DialogueStateTracker) -> bool:
    """Tell whether the last message had a doubtful sign of danger and no number was given yet.

    Not when it only asks on about the subject before, in fixed words (actions/hearing.py).
    """
    message = tracker.latest_message
    noted = message and any(e.get("entity") == WORRY for e in message.entities or [])
    said = tracker.latest_action_name in (SAY_NUMBER, ACTION_LISTEN, SAFETY)
    return bool(noted) and not said and not heard(tracker).get("rustig")
