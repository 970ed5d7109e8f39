"""Which language a reader gets: the address, the cookie, the browser, else Dutch. Pure."""

LANGUAGES = ("nl", "en")
DEFAULT = "nl"
COOKIE = "lang"
_MAX_HEADER_CHARS = 500  # browsers send under 200


def choose(*, asked: str | None, cookie: str | None, accept: str | None) -> str:
    """The first of the three that names a language we speak; DEFAULT if none does."""
    for wish in (asked, cookie):
        if wish in LANGUAGES:
            return wish
    return _accepted(accept or "") or DEFAULT


def _accepted(header: str) -> str | None:
    """The best of an Accept-Language header (RFC 9110 §12.5.4); parts that do not parse count as not sent."""
    best, best_weight = None, 0.0
    for part in header[:_MAX_HEADER_CHARS].split(","):
        tag, _, parameter = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        weight = _weight(parameter.strip())
        if primary in LANGUAGES and weight > best_weight:
            best, best_weight = primary, weight
    return best


def _weight(parameter: str) -> float:
    if not parameter:
        return 1.0
    name, _, number = parameter.partition("=")
    if name.strip() != "q" or not number.strip().replace(".", "", 1).isdecimal():
        return 0.0
    return min(float(number), 1.0)
