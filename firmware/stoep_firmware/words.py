"""What an error says, in one line."""


def words(error: BaseException) -> str:
    """Its own words without line ends; its kind where it has none."""
    return " ".join(str(error).split()) or type(error).__name__


def words_and_kind(error: BaseException) -> str:
    """The same behind its kind, for errors that nobody foresaw."""
    return (type(error).__name__ + " " + " ".join(str(error).split())).strip()
