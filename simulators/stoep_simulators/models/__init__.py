"""Sensors as their buses see them: registers, checksums, timing, and the ways in which real ones fail."""
