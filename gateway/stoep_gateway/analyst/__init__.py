"""The analyst: a process that trains, forecasts and warns, from released counts only."""
