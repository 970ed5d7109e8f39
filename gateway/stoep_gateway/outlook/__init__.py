"""What the analyst wrote down: boards, alerts and their deliveries."""
