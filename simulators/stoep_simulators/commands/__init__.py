"""Subcommands of `stoep` that the simulators bring."""
