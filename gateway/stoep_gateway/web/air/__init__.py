"""The air page: a survey of all air meters, kept for some minutes, as cards and drawings."""
