"""What the air says: index, corrections bound to a sensor, episodes, signs of a sensor that drifts. Pure functions."""
