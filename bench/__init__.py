"""Measures the assistant: speed, understanding, every path of its flows, and visits to it."""
