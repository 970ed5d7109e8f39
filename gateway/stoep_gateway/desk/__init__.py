"""What people at the desk did: who may log in, what they acknowledged, and when."""
