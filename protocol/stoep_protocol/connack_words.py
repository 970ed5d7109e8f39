"""Why a broker refuses a connection (OASIS MQTT 3.1.1). Boards load it when one does."""

# §3.2.2.3: by return code, in words for people
REASONS = {
    1: "the broker does not speak MQTT 3.1.1",
    2: "the broker refuses this client id",
    3: "the broker is not available",
    4: "wrong user name or password",
    5: "wrong user name or password",
}
