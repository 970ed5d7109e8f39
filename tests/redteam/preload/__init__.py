"""Loaded by the processes of a gateway under attack, because this folder is on their PYTHONPATH."""
