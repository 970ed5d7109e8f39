"""Boards, sensors, worlds and fleets that run the real firmware."""
