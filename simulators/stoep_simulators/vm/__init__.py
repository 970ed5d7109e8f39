"""Simulated devices as processes of their own, on the real MicroPython VM."""
