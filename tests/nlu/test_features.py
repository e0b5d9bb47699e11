"""The vectors of the examples are made beside the counting of words."""

import numpy as np
import pytest

from bot.nlu import features

pytestmark = pytest.mark.model  # the encoder's weights are read, in other processes too

TEXTS = ["wat is de wlz", "mijn moeder valt", "pgb aanvragen", "wat is de wlz", "hoe lang nog"]


@pytest.fixture(autouse=True)
def nothing_learned(monkeypatch):
    monkeypatch.setattr(features, "_learned", {})
    monkeypatch.setattr(features, "_ahead", {})


def alone():
    return np.asarray(features.sentence_encoder().encode(TEXTS))


def test_what_was_begun_is_collected_each_text_once(monkeypatch):
    monkeypatch.setattr(features, "STEP", 2)
    monkeypatch.setattr(features, "MANY_PARTS", 2)
    features.encode_ahead(TEXTS[:4])
    assert features._ahead == {}, "three texts are few"
    features.encode_ahead(TEXTS)
    assert list(features._ahead) == list(dict.fromkeys(TEXTS))
    begun = dict(features._ahead)
    features.encode_ahead(TEXTS)
    assert features._ahead == begun, "begun once"
    assert np.allclose(features.sentence_vectors(TEXTS), alone(), atol=1e-6)
    assert features._ahead == {}


def test_what_was_not_begun_is_made_when_it_is_asked_for():
    assert np.allclose(features.sentence_vectors(TEXTS), alone(), atol=1e-6)
    assert features._ahead == {}
    assert list(features._learned) == list(dict.fromkeys(TEXTS))


def test_one_text_keeps_to_itself():
    assert features.sentence_vectors(TEXTS[:1]).shape == (1, 512)
    assert features._learned == {}
