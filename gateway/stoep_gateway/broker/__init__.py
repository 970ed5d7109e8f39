"""The broker: NATS server embedded, or the operator's own Mosquitto."""
