"""Measures speed and memory of the assistant against Rasa's own starter pipeline, in one run."""
