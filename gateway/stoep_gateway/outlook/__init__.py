"""What the analyst found and told: rounds, alerts and their deliveries. One writer, many readers."""
