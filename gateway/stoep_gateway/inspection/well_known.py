"""Names and passwords that everybody tries first. Pure."""

# Defaults of brokers and of what runs on a Pi, and the words of every list that a person would still type.
PASSWORDS = (
    "", "admin", "password", "passw0rd", "123456", "12345678", "1234", "12345", "guest", "default", "changeme",
    "change-me", "root", "user", "test", "mqtt", "mosquitto", "nats", "gateway", "_gateway", "stoep",
    "raspberry", "secret", "public", "admin123", "password123", "letmein", "welcome", "qwerty", "geheim",
    "welkom01", "wachtwoord", "postgres", "sensor",
)  # fmt: skip
_USERS = ("admin", "guest", "mqtt", "mosquitto", "root", "user", "test", "stoep", "gateway")


def logins(*, users: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(name, password) to try at a broker: usual names with their own name and the most usual words, ours likewise.

    Few: a broker counts wrong ones, and each is a connection.
    """
    usual = ("admin", "password", "changeme")
    pairs = [("", "")]
    pairs += [(name, name) for name in _USERS]
    pairs += [("admin", word) for word in usual]
    pairs += [(name, word) for name in users for word in (name, "password", "changeme")]
    return tuple(dict.fromkeys(pairs))


def is_well_known(password: str, *, user: str) -> bool:
    """Also a password that is the user's own name."""
    return password in PASSWORDS or password.casefold() == user.casefold()
