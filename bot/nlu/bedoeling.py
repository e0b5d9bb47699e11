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

from bot.nlu.buiten import learn_outside, opinion
from bot.nlu.features import Features, normal, sentence_vectors
from bot.nlu.linear import Matrix, Scorer, each_against_the_rest
from bot.nlu.spelling import Spelling
from bot.nlu.tweede_vraag import ALSO, Ranking, second_question

FILE = "bedoeling.joblib"
OUTSIDE = "buiten_scope"
RANKED = 10


@dataclass
class Learned:
    """What training leaves behind.

    Attributes:
        scorer: one question for each label, and last, when there is an outside, whether a message
            lies there (bot/nlu/buiten.py).
    """

    spelling: Spelling
    labels: list[str]
    scorer: Scorer
    sentence_weight: float
    sharpness: float
    outside_weight: float

    def probabilities(self, text: str, lemmas: str) -> Matrix:
        """Return a probability for each label; typing errors are mended."""
        text, lemmas = self.spelling.mend(text), self.spelling.mend(lemmas)
        scores = self.scorer.scores(
            (text, lemmas, text), self.sentence_weight * sentence_vectors([text])[0]
        )
        scores, outside = scores[: len(self.labels)], scores[len(self.labels) :]
        if len(outside):
            scores[self.labels.index(OUTSIDE)] += self.outside_weight * opinion(outside[0])
        return softmax(scores * self.sharpness)


def softmax(scores: Matrix) -> Matrix:
    """Return numbers that sum to 1."""
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Bedoeling(IntentClassifier, GraphComponent):
    """Linear classifier on words, lemmas, characters and sentence vectors.

    Config:
        C: of the linear SVM.
        sharpness: factor on its scores that makes them honest confidences. Fitted on hands that
            were left out of training, since a message of a known hand is easier than a stranger's
            (docs/begrijpen.md).
        oos_bias: added to the score of ``buiten_scope``: what is said least alike must still win.
        outside_weight: of the second opinion on what is outside our scope (bot/nlu/buiten.py).
        outside_C: of that detector.
        sentence_weight, word_weight, lemma_weight: of the blocks of features.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings."""
        return {
            "C": 0.5,
            "sharpness": 7,
            "oos_bias": 0.5,
            "outside_weight": 0.5,
            "outside_C": 0.3,
            "sentence_weight": 0.6,
            "word_weight": 1.2,
            "lemma_weight": 0.5,
        }

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
            joblib.dump(self._learned, folder / FILE, compress=1)  # Rasa packs it at its slowest
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
            self._note_second(message, ranking)
        return messages

    def _note_second(self, message: Message, ranking: Ranking) -> None:
        """Note the second question of a message beside its intent (actions/hearing.py reads it)."""
        text = message.get(TEXT) or ""

        def judge(part: str) -> Ranking:
            at = text.find(part)
            tokens = message.get("text_tokens") or []
            inside = [t.lemma for t in tokens if at <= t.start < at + len(part)]
            return self._ranked(normal(part), " ".join(inside))

        second = second_question(text, ranking, judge)
        if second is not None:
            message.set(ALSO, second, add_to_output=True)

    def _ranking(self, message: Message) -> Ranking:
        return self._ranked(normal(message.get(TEXT) or ""), lemmas_of(message))

    def _ranked(self, text: str, lemmas: str) -> Ranking:
        if self._learned is None or not any(c.isalnum() for c in text):
            return [{"name": OUTSIDE, "confidence": 0.0}]
        chances = self._learned.probabilities(text, lemmas)
        best = np.argsort(-chances)[:RANKED]
        return [
            {"name": str(self._learned.labels[i]), "confidence": float(chances[i])} for i in best
        ]


def lemmas_of(message: Message) -> str:
    """Return the lemmas of a message, separated by spaces."""
    return " ".join(token.lemma for token in message.get("text_tokens") or [])


def learn(
    texts: list[str],
    lemmas: list[str],
    truth: Matrix,
    labels: list[str],
    config: dict[str, Any],
) -> Learned:
    """Fit features and classifier on examples with their label numbers."""
    features = Features(config["sentence_weight"], config["word_weight"], config["lemma_weight"])
    matrix = features.fit(texts, lemmas)
    weights, offsets = each_against_the_rest(matrix, truth, config["C"])
    if OUTSIDE in labels and len(labels) > 2:
        column = labels.index(OUTSIDE)
        offsets[column] += config["oos_bias"]
        outside, offset = learn_outside(matrix, truth == column, config["outside_C"])
        weights, offsets = np.column_stack([weights, outside]), np.append(offsets, offset)
    return Learned(
        Spelling.of(texts),
        labels,
        Scorer.of(features.vectorizers, features.factors, weights, offsets, features.directions),
        features.sentence_weight,
        float(config["sharpness"]),
        config["outside_weight"],
    )
