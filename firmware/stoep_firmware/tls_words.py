"""What TLS says when it refuses a broker, in words for a maker."""

_REASONS = (  # mbedTLS 3, x509_crt.c; the first that fits says most
    ("not correctly signed", "its certificate is not from the CA in this board's bundle: enrol the device again"),
    ("does not match", "its certificate is for another name: the operator sets public_host to the name in it"),
    ("has expired", "its certificate has expired: the operator renews it"),
    ("in the future", "its certificate is not valid yet: the operator looks at the clock that it was made with"),
)
_EARLY = "The certificate validity starts in the future"
# ECONNRESET (Mosquitto hangs up so), then INVALID_RECORD, CONN_EOF, UNEXPECTED_MESSAGE, BAD_PROTOCOL_VERSION of ssl.h
_NOT_TLS = (104, -0x7200, -0x7280, -0x7700, -0x6E80)
_LOWEST_ERRNO = -256  # below it MicroPython hands on mbedTLS's own numbers


def is_only_early(error: Exception) -> bool:
    """Whether all is right with a certificate but that it is not valid yet by this board's clock."""
    return type(error) is ValueError and " ".join(str(error).split()) == _EARLY


def refusal(error: Exception) -> str:
    """What is wrong and what to do; "" where TLS has nothing to do with it."""
    if isinstance(error, ValueError):
        text = str(error)
        for words, meaning in _REASONS:
            if words in text:
                return meaning
        return "its certificate is refused (" + " ".join(text.split()) + "): the operator looks at it"
    number = error.args[0] if isinstance(error, OSError) and error.args else 0
    if number in _NOT_TLS:
        return "does not speak TLS there: the operator sets [broker] port to the TLS port, or leaves ca_file out"
    if type(number) is not int or number >= _LOWEST_ERRNO:
        return ""
    return "TLS fails (" + str(number) + "): the operator looks at the broker's log"
