"""Targets for fuzzing: each module has ``one(data)``, which raises where something does not hold, and ``SEEDS``."""

TARGETS = ("reader", "endpoint", "buttons", "lines")
