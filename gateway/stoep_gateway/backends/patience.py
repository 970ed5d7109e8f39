"""How long a server that stores nothing at all is not believed when it blames the rows."""

from stoep_gateway.errors import RetryableError

PATIENCE_SENDS = 20  # that store nothing, before the rows are blamed: minutes, with a forwarder's backoff


class Patience:
    """One for each back-end. A server that stores some rows may refuse others at once."""

    def __init__(self) -> None:
        self._barren_sends = 0

    @property
    def is_left(self) -> bool:
        """False: this send goes on to the last row, whatever it takes."""
        return self._barren_sends < PATIENCE_SENDS

    def judge(self, *, stored: bool, troubled: bool) -> None:
        """After a send. troubled: rows were refused. RetryableError while the server, not the rows, may be to blame."""
        if stored or not troubled:
            self._barren_sends = 0
            return
        self._barren_sends += 1
        if self._barren_sends <= PATIENCE_SENDS:
            raise RetryableError("the service stores nothing of what it gets: check its log, disk and rights")
        self._barren_sends = 0
