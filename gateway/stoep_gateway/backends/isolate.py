"""Find the rows that a server refuses by sending ever smaller groups. Pure: the caller sends and reports.

Servers differ in what one bad row takes with it: itself, its group (201 with "error" for each row of the group) or the
whole request (4xx). Halving what failed finds the row in all three cases.
"""

from collections import deque
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

GIVE_UP_REQUESTS = 8  # without a single stored row: then it is the server, not a row


@dataclass(frozen=True, slots=True)
class Group:
    """Rows (indices into the batch) of one datastream. alone: must not share its request."""

    rows: tuple[int, ...]
    alone: bool = False


Request = tuple[Group, ...]


class Isolation:
    """Hand out requests until every row is stored or refused by itself. rows_max >= 1 bounds one request."""

    def __init__(self, streams: Mapping[int, Hashable], *, rows_max: int) -> None:
        """streams: row -> the datastream it belongs to, in the order to send."""
        self._rows_max = rows_max
        self._requests = 0
        self.stored: set[int] = set()
        self.refused: set[int] = set()
        by_stream: dict[Hashable, list[int]] = {}
        for row, stream in streams.items():
            by_stream.setdefault(stream, []).append(row)
        self._waiting = deque(
            Group(rows=rows) for all_rows in by_stream.values() for rows in _pieces(all_rows, size=rows_max)
        )

    @property
    def barren(self) -> bool:
        """True when it is time to stop: request after request, and nothing was stored."""
        return not self.stored and self._requests >= GIVE_UP_REQUESTS

    def next_request(self) -> Request:
        """Groups to send together; () when all is decided."""
        request: list[Group] = []
        room = self._rows_max
        while self._waiting and len(self._waiting[0].rows) <= room:
            if request and (self._waiting[0].alone or request[0].alone):
                break
            group = self._waiting.popleft()
            request.append(group)
            room -= len(group.rows)
        return tuple(request)

    def again(self, request: Request) -> None:
        """Send the same once more."""
        self._waiting.extendleft(reversed(request))

    def answered(self, request: Request, *, failed: Collection[int], again: Collection[int] = ()) -> None:
        """The server took the request; `failed` are the rows it says it did not store.

        again: rows that, if they failed, deserve the same once more: something else about them was put right.
        """
        self._requests += 1
        for group in request:
            self.stored.update(row for row in group.rows if row not in failed)
            lost = [row for row in group.rows if row in failed and row not in again]
            if repeat := tuple(row for row in group.rows if row in failed and row in again):
                self._waiting.append(Group(rows=repeat, alone=group.alone))
            if lost and len(group.rows) == 1:
                self.refused.update(lost)
            elif lost:
                self._waiting.extend(Group(rows=half, alone=group.alone) for half in _halves(lost))

    def refused_whole(self, request: Request) -> None:
        """The server took nothing of the request and did not say whose fault it was."""
        self._requests += 1
        if len(request) > 1:
            self._waiting.extend(Group(rows=group.rows, alone=True) for group in request)
        elif len(request[0].rows) == 1:
            self.refused.update(request[0].rows)
        else:
            self._waiting.extend(Group(rows=half, alone=True) for half in _halves(request[0].rows))


def _pieces(rows: Sequence[int], *, size: int) -> list[tuple[int, ...]]:
    return [tuple(rows[start : start + size]) for start in range(0, len(rows), size)]


def _halves(rows: Sequence[int]) -> list[tuple[int, ...]]:
    return _pieces(rows, size=max(1, (len(rows) + 1) // 2))
