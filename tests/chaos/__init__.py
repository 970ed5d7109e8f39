"""Faults of every kind, from a seed, and the proof that nothing is lost, doubled or unaccounted for: `make chaos`."""
