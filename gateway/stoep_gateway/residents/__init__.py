"""What a resident may ask of a gateway about a garden, decided without touching a file."""
