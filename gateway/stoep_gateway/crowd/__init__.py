"""Crowds: places and their levels, what is counted there, when to warn. Pure functions and frozen records."""
