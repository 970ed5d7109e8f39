"""Attacks on what must not leave the edge, each also played with the defence off."""
