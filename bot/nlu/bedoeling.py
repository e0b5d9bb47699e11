"""Which of the 81 intents a message has, with a calibrated confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.optimize import minimize_scalar
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.features import LOOKED_AT, Features, sentence_vectors

FILE = "bedoeling.joblib"
RANKED = 10


@dataclass
class Learned:
    """What training leaves behind."""

    features: Features
    labels: list[str]
    weights: np.ndarray[Any, Any]
    offsets: np.ndarray[Any, Any]
    sharpness: float

    def probabilities(self, texts: list[str], lemmas: list[str]) -> np.ndarray[Any, Any]:
        """Return one row a text with a probability for each label."""
        scores = self.features.transform(texts, lemmas) @ self.weights + self.offsets
        return softmax(np.asarray(scores) * self.sharpness)


def softmax(scores: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return rows that sum to 1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def sharpness_that_fits(scores: np.ndarray[Any, Any], truth: np.ndarray[Any, Any]) -> float:
    """Return the factor with which scores make the most honest probabilities (least log loss)."""

    def loss(factor: float) -> float:
        right = softmax(scores * factor)[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(right, 1e-9)).mean())

    return float(minimize_scalar(loss, bounds=(0.5, 20), method="bounded").x)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Bedoeling(IntentClassifier, GraphComponent):
    """Linear classifier on words, lemmas, characters and sentence vectors.

    Confidence is calibrated by a factor on the scores, fitted on messages that the classifier did
    not see (cross-validation within the training data).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings; ``C`` is the SVM's, ``folds`` those of the calibration."""
        return {"C": 0.5, "folds": 3, "sentence_weight": 0.8, "lemma_weight": 0.5}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        learned: Learned | None = None,
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._learned = learned

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Bedoeling:
        """Make the component for training."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples and keep what was learned in the model."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        texts = [normal(m.get(TEXT)) for m in examples]
        labels, truth = np.unique([m.get(INTENT) for m in examples], return_inverse=True)
        self._learned = learn(
            texts, [lemmas_of(m) for m in examples], truth, list(labels), self._config
        )
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(self._learned, folder / FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Bedoeling:
        """Load what was learned, and warm up the sentence encoder."""
        with model_storage.read_from(resource) as folder:
            learned = joblib.load(folder / FILE)
        sentence_vectors(["goedemorgen"])
        return cls(config, model_storage, resource, learned)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking on messages; a payload such as ``/groet`` is left for Rasa."""
        for message in messages:
            ranking = self._ranking(message)
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        text = normal(message.get(TEXT) or "")
        if self._learned is None or not any(c.isalnum() for c in text):
            return [{"name": "buiten_scope", "confidence": 0.0}]
        chances = self._learned.probabilities([text], [lemmas_of(message)])[0]
        best = np.argsort(-chances)[:RANKED]
        return [
            {"name": str(self._learned.labels[i]), "confidence": float(chances[i])} for i in best
        ]


def normal(text: str) -> str:
    """Return a message as the classifier reads it: lower case, one line, not endless."""
    return " ".join(text[:LOOKED_AT].lower().split())


def lemmas_of(message: Message) -> str:
    """Return the lemmas of a message, separated by spaces."""
    return " ".join(token.lemma for token in message.get("text_tokens") or [])


def learn(
    texts: list[str],
    lemmas: list[str],
    truth: np.ndarray[Any, Any],
    labels: list[str],
    config: dict[str, Any],
) -> Learned:
    """Fit features, classifier and calibration on examples with their label numbers."""
    features = Features(config["sentence_weight"], config["lemma_weight"])
    matrix = features.fit(texts, lemmas)
    factor = _calibrated(matrix, truth, len(labels), config)
    machine = _machine(config).fit(matrix, truth)
    weights = np.ascontiguousarray(machine.coef_.T.astype(np.float32))
    return Learned(features, labels, weights, machine.intercept_.astype(np.float32), factor)


def _machine(config: dict[str, Any]) -> LinearSVC:
    return LinearSVC(C=config["C"], class_weight="balanced", tol=1e-3, random_state=0)


def _calibrated(matrix: Any, truth: np.ndarray[Any, Any], n: int, config: dict[str, Any]) -> float:
    folds = min(int(config["folds"]), int(np.bincount(truth).min()))
    if n < 3 or folds < 2:
        return 3.0  # too little to learn from, as in a test with a handful of examples
    scores = np.zeros((len(truth), n), dtype=np.float32)
    split = StratifiedKFold(folds, shuffle=True, random_state=0)
    for seen, unseen in split.split(matrix, truth):
        scores[unseen] = (
            _machine(config).fit(matrix[seen], truth[seen]).decision_function(matrix[unseen])
        )
    return sharpness_that_fits(scores, truth)
