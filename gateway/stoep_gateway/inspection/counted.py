"""Numbers of things in a sentence. Pure."""


def counted(number: int, one: str, more: str = "") -> str:
    """ "1 device", "1,234 devices"; more: the word for several, where it is not one with an s."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"
