"""The forecast on real counts of other cities, by one command. Tuned on what lies before 2025 alone."""
