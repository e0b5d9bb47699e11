"""Keeps Rasa from reporting to its makers, no telemetry and no error reports, and NumPy to one thread.

Loaded before Rasa wherever our own code starts it. Under a plain ``rasa`` command it takes effect
as soon as the first part of ours is loaded, which is before the first conversation.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings

import structlog


def keep_quiet() -> None:
    """Switch reporting off for this process; harmless to call more than once."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # TensorFlow comes along with Rasa and is not used
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("LOG_LEVEL", "ERROR")  # Rasa's own, also for its progress bars
    # what Rasa has to say about the data is said, and refused, by `make validate`
    warnings.simplefilter("ignore")
    # TensorFlow looks whether JAX is there, and loading it takes 70 MB and a second (measured
    # 28 November 2026); nothing of ours or of Rasa's uses it
    sys.modules.setdefault("jax", None)  # type: ignore[arg-type] # how Python marks what is not there
    logging.getLogger("rasa").setLevel(logging.ERROR)
    _no_words_in_the_log()
    sentry = sys.modules.get("sentry_sdk")
    if sentry is not None and sentry.Hub.current.client is not None:
        sentry.Hub.current.bind_client(None)


def compute_in_one_thread() -> None:
    """Let NumPy compute in the thread that asks; before NumPy is loaded, which looks only then.

    The numbers of one message are too few for a second thread, and between turns that one spins: an
    eighth of what a turn computed (24 ms, without it 21; measured 28 November 2026).
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _no_words_in_the_log() -> None:
    """Let Rasa's structured log pass warnings only: its debug lines hold messages and slots."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
