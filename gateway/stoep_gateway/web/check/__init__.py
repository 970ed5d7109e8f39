"""Check a sensor: the questionnaire of the privacy tool, its result, the letter. It keeps nothing."""
