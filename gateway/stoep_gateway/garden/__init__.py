"""What the soil of a garden says, and what to do about it: pure functions over daily records."""
