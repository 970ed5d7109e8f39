"""What a maker types."""
