"""What happens around the devices: weather, soil, air and people, drawn from a seed or read from a file."""
