"""The safety net beside the model: patterns for danger and a trained detector, before anything else."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.care.answers import nothing_but_an_answer
from bot.care.certainty import SURE
from bot.care.safety import find_danger
from bot.care.safety_patterns import Danger, Kind
from bot.care.safety_verdict import Borders, weigh
from bot.knowledge.safety import KINDS, patterns
from bot.knowledge.safety_examples import examples
from bot.nlu.features import normal
from bot.nlu.gevaar import Detector, Sample, seen_by_patterns
from bot.nlu.spelling import Spelling

FILE = "vangnet.joblib"
#: entity on a message with a doubtful sign: the normal answer is given, and then the number
WORRY = "zorgen"
#: feeling alone is no danger, and close to it: not learned from, on neither side
NOT_LEARNED = "eenzaam"
#: answers that name the number themselves: for which kind, and up to which strength that is enough
NAMES_IT = {
    "klacht_zorg": Danger("huiselijk_geweld", "duidelijk"),
    "eenzaam": Danger("crisis_suicide", "twijfel"),
}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Vangnet(GraphComponent):
    """A clear sign of danger becomes the intent; a doubtful one is noted beside it.

    Config:
        C: of the detector's linear SVMs.
        doubt, doubt_seen, second, far, outside, clear, lonely, clear_seen: see
            ``bot.care.safety_verdict.Borders``.
    """

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        detector: Detector | None = None,
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._detector = detector
        names = (field.name for field in fields(Borders))
        self._borders = Borders(**{name: float(self._config[name]) for name in names})
        patterns()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings."""
        return {
            "C": 1.0,
            "doubt": -0.88,
            "doubt_seen": -1.7,
            "second": 0.25,
            "far": 0.8,
            "outside": 0.4,
            "clear": 0.2,
            "lonely": 0.3,
            "clear_seen": -0.65,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Vangnet:
        """Make the component for training."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn signs from look-alikes: our own examples, and those of the intents."""
        said = [
            (normal(message.get(TEXT)), str(message.get(INTENT)))
            for message in training_data.intent_examples
            if message.get(TEXT)
        ]
        spelling = Spelling.of(text for text, _ in said)
        self._detector = Detector(spelling).fit(samples(said), self._config["C"])
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(self._detector, folder / FILE, compress=1)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Vangnet:
        """Load what was learned."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / FILE))

    def process(self, messages: list[Message]) -> list[Message]:
        """Look for danger in messages."""
        for message in messages:
            pattern = find_danger(message.get(TEXT) or "", patterns())
            danger = self._danger(message, pattern)
            if danger and danger.strength == "duidelijk":
                _alarm(message, danger.kind)
                continue
            # what a pattern calls doubtful is not answered as if it were clear
            if danger is None or (pattern and pattern.strength == "twijfel"):
                _calm(message)
            if danger:
                _worry(message, danger.kind)
        return messages

    def _danger(self, message: Message, pattern: Danger | None) -> Danger | None:
        if self._detector is None:
            return pattern
        # "ik denk het niet" and "hij is 53" hold nothing that the detector could know
        if pattern is None and nothing_but_an_answer(message.get(TEXT) or "", ()):
            _calm(message)
            return None
        intent = message.get(INTENT) or {"name": "", "confidence": 0.0}
        believed = (str(intent["name"]), float(intent["confidence"]))
        scores = self._detector.scores(normal(message.get(TEXT) or ""), pattern)
        danger = weigh(pattern, believed, scores, self._borders)
        return None if danger and _names_it(*believed, danger) else danger


def _names_it(intent: str, confidence: float, danger: Danger) -> bool:
    """Tell whether the answer to an intent names the number of a danger itself."""
    holds = NAMES_IT.get(intent)
    if holds is None or confidence < SURE or holds.kind != danger.kind:
        return False
    return danger.strength in ("twijfel", holds.strength)


def samples(said: list[tuple[str, str]]) -> list[Sample]:
    """Return what the detector learns from: examples of intents, as text and intent, and our own."""
    kinds: dict[str, Kind] = {kind: kind for kind in KINDS}
    ours = examples()
    theirs = [(text, intent) for text, intent in said if intent != NOT_LEARNED]
    seen = seen_by_patterns([one.text for one in ours] + [text for text, _ in theirs])
    found = [
        Sample(normal(one.text), pattern, one.kind)
        for one, pattern in zip(ours, seen, strict=False)
    ]
    for (text, intent), pattern in zip(theirs, seen[len(ours) :], strict=True):
        found.append(Sample(text, pattern, kinds.get(intent), ordinary=True))
    return found


def _alarm(message: Message, kind: Kind) -> None:
    """Make a kind of danger the intent."""
    _rank(message, [{"name": kind, "confidence": 1.0}, *_others(message, (kind,))])


def _worry(message: Message, kind: Kind) -> None:
    """Note a kind of danger beside the intent."""
    noted = {"entity": WORRY, "value": kind, "start": 0, "end": 0}
    message.set(ENTITIES, [*(message.get(ENTITIES) or []), noted], add_to_output=True)


def _calm(message: Message) -> None:
    """Put what the classifier took for danger behind what else it may be."""
    first, *others = message.get("intent_ranking") or [{}]
    if first.get("name") in KINDS and others and first["confidence"] < 1:
        rest = _others(message, KINDS)
        _rank(message, [*rest[:1], first, *rest[1:]] if rest else [first])


def _others(message: Message, left_out: tuple[Kind, ...]) -> list[dict[str, Any]]:
    return [i for i in message.get("intent_ranking") or [] if i["name"] not in left_out]


def _rank(message: Message, ranking: list[dict[str, Any]]) -> None:
    message.set("intent", ranking[0], add_to_output=True)
    message.set("intent_ranking", ranking, add_to_output=True)
