"""Fleets, faults and promises as small TOML files, played in virtual time against a real gateway. Host only."""
