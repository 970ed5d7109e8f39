"""What people at the desk see and send: logging in, alerts to acknowledge, their own password."""
