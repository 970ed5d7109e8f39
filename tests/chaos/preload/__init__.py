"""What a gateway under test loads before itself, because this folder is on its PYTHONPATH."""
