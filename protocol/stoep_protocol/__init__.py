"""The stoep wire, version 1: one source for MicroPython and CPython (normative: protocol/SPEC.md)."""

__version__ = "0.10.0"
