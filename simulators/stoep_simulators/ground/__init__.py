"""What soil really does under a garden, hour by hour: the truth that estimates are held against."""
