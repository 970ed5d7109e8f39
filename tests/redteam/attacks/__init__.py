"""One idea of an attacker a module."""
