"""What a maker runs on the laptop beside a board."""
