"""Figures that we publish: `make bench` prints them and writes build/bench.json."""
