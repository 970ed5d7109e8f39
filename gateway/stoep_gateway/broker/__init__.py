"""The embedded broker: NATS server with its MQTT listener."""
