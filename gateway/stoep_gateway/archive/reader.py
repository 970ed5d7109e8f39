"""Read the archive without ever writing to it: for the web process, the analyst and anybody's scripts."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from stoep_gateway.archive import chunk
from stoep_gateway.archive.bucket import start_of
from stoep_gateway.archive.part import ChunkError, Moment, decode
from stoep_gateway.archive.retention import oldest_day
from stoep_gateway.archive.status import read_status, status_path
from stoep_gateway.errors import RetryableError
from stoep_gateway.grid import DAY_S
from stoep_gateway.records import Cell, Provenance

_BUSY_S = 5.0
_MADE = "epsilon, contribution, k, rounding, covered_s"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedDevice:
    """A device that ever delivered something. quantities in alphabetical order."""

    name: str
    profile: str
    cell: Cell | None
    quantities: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestValue:
    """The newest value of one series. time_s: Unix seconds, for a window its start; window_s 0: a single reading.

    provenance: how a window's value was made; None for a reading, and for a window released before 0.5.
    """

    quantity: str
    unit: str
    value: float
    time_s: int
    window_s: int
    provenance: Provenance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPoint:
    """One observation. life "" and row 0: a window. time_s None: the device never knew the time.

    provenance: as in LatestValue.
    """

    time_s: int | None
    value: float
    unit: str
    window_s: int
    life: str
    row: int
    provenance: Provenance | None


class ArchiveReader:
    """Every call opens the file read-only and closes it again: safe in any thread, beside a writer or without one.

    RetryableError: there is no archive yet, or it cannot be read now.
    """

    def __init__(self, path: Path, *, held: sqlite3.Connection | None = None) -> None:
        self._path = path
        self._held = held
        self._unpacked: dict[tuple[str, int, int], list[tuple[int, str, dict[int, Moment]]]] = {}  # while it holds

    def hold(self) -> "ArchiveReader":
        """The same with one snapshot for all its calls, in this thread, until it is closed: opening costs more than
        most answers.
        """
        return ArchiveReader(self._path, held=self._connect())

    def close(self) -> None:
        """Of one that holds."""
        if self._held:
            self._held.close()

    def version(self) -> int:
        """Grows whenever observations were added; the same number means the same answers."""
        with self._open() as connection:
            number: int = connection.execute("SELECT number FROM version").fetchone()[0]
            return number

    def oldest_day(self) -> int | None:
        """The first day (UTC, counted from 1970) of which something is kept. None: nothing with a time is."""
        with self._open() as connection:
            return oldest_day(connection)

    def status(self) -> str | None:
        """The JSON text that the gateway wrote last; None: none yet, or a power cut took it."""
        return read_status(status_path(self._path))

    def devices(self) -> tuple[ArchivedDevice, ...]:
        """All devices, by name."""
        with self._open() as connection:
            quantities: dict[str, list[str]] = {}
            for device, quantity in connection.execute(
                "SELECT DISTINCT name, quantity FROM series JOIN device ON device.id = device ORDER BY 1, 2"
            ):
                quantities.setdefault(device, []).append(quantity)
            rows = connection.execute(
                "SELECT name, profile, cell_x_m, cell_y_m, cell_size_m FROM device ORDER BY name"
            ).fetchall()
        return tuple(
            ArchivedDevice(
                name=name, profile=profile, cell=_cell(x_m, y_m, size_m), quantities=tuple(quantities.get(name, ()))
            )
            for name, profile, x_m, y_m, size_m in rows
        )

    def names(self) -> frozenset[str]:
        """Of all devices."""
        with self._open() as connection:
            return frozenset(name for (name,) in connection.execute("SELECT name FROM device"))

    def home(self, device: str) -> ArchivedDevice | None:
        """One of them, without its quantities: those take longer to find."""
        with self._open() as connection:
            query = "SELECT name, profile, cell_x_m, cell_y_m, cell_size_m FROM device WHERE name = ?"
            row = connection.execute(query, (device,)).fetchone()
        return row and ArchivedDevice(name=row[0], profile=row[1], cell=_cell(*row[2:]), quantities=())

    def latest(self, device: str) -> tuple[LatestValue, ...]:
        """The newest dated value of each of the device's series, by quantity."""
        with self._open() as connection:
            rows = connection.execute(
                f"SELECT quantity, unit, value, time_s, series.window_s, {_MADE} FROM series"  # noqa: S608
                " JOIN device ON device.id = series.device JOIN latest ON series = series.id"
                " LEFT JOIN made ON made.device = device.id AND start_s = time_s AND made.window_s = series.window_s"
                " LEFT JOIN making ON making.id = making WHERE name = ? ORDER BY quantity, series.window_s",
                (device,),
            ).fetchall()
        return tuple(
            LatestValue(
                quantity=quantity,
                unit=unit,
                value=value,
                time_s=time_s,
                window_s=window_s,
                provenance=_provenance(*made) if made[0] is not None else None,
            )
            for quantity, unit, value, time_s, window_s, *made in rows
        )

    def series(self, device: str, *, quantity: str, start_s: int, end_s: int) -> tuple[SeriesPoint, ...]:
        """What was measured from start_s up to, not including, end_s; by time."""
        points = self._points(device, quantity=quantity, buckets=(start_s // DAY_S, (end_s - 1) // DAY_S))
        inside = [point for point in points if point.time_s is not None and start_s <= point.time_s < end_s]
        return tuple(sorted(inside, key=lambda point: (point.time_s or 0, point.window_s, point.row)))

    def newest_windows(self) -> dict[tuple[str, str], int]:
        """By device and quantity: start of the newest window. It changes with every window that comes in later."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT name, quantity, max(time_s) FROM latest JOIN series ON series = series.id"
                " JOIN device ON device.id = device WHERE window_s > 0 GROUP BY 1, 2"
            )
            return {(name, quantity): time_s for name, quantity, time_s in rows}

    def windows(self, device: str, *, start_s: int, end_s: int) -> dict[str, list[tuple[int, int, float]]]:
        """By quantity: (start, length, released value) of windows with start_s <= start < end_s, by start.

        As `series` gives them, of all quantities at once and without how they were made; of schema 1 none.
        """
        buckets = (start_s // DAY_S, (end_s - 1) // DAY_S)
        with self._open() as connection:
            series = {
                number: (quantity, window_s)
                for number, quantity, window_s in connection.execute(
                    "SELECT series.id, quantity, window_s FROM series JOIN device ON device.id = device"
                    " WHERE name = ? AND window_s > 0",
                    (device,),
                )
            }
            parts = connection.execute(
                "SELECT body FROM part JOIN device ON device.id = device"
                " WHERE name = ? AND bucket BETWEEN ? AND ? AND window_s > 0",
                (device, *buckets),
            ).fetchall()
        found: dict[str, list[tuple[int, int, float]]] = {}
        try:
            for (body,) in parts:
                for time_s, values in decode(body).values():
                    if start_s <= time_s < end_s:
                        for one in series.keys() & values.keys():
                            quantity, window_s = series[one]
                            found.setdefault(quantity, []).append((time_s, window_s, values[one]))
        except ChunkError as error:
            raise RetryableError(f"{self._path}: {error}: restore the file from a backup") from error
        return {quantity: sorted(windows) for quantity, windows in found.items()}

    def newest_readings(self) -> dict[str, int]:
        """By device: when its newest single reading was measured."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT name, max(time_s) FROM latest JOIN series ON series = series.id"
                " JOIN device ON device.id = device WHERE window_s = 0 GROUP BY 1"
            )
            return dict(rows.fetchall())

    def readings(self, device: str, *, start_s: int, end_s: int) -> dict[str, list[tuple[int, float]]]:
        """By quantity: (time, value) of single readings with start_s <= time < end_s, by time; of schema 1 none."""
        with self._open() as connection:
            quantities = dict(
                connection.execute(
                    "SELECT series.id, quantity FROM series JOIN device ON device.id = device"
                    " WHERE name = ? AND window_s = 0",
                    (device,),
                ).fetchall()
            )
            parts = connection.execute(
                "SELECT body FROM part JOIN device ON device.id = device"
                " WHERE name = ? AND bucket BETWEEN ? AND ? AND window_s = 0",
                (device, start_s // DAY_S, (end_s - 1) // DAY_S),
            )
            bodies = [body for (body,) in parts]
        found: dict[str, list[tuple[int, float]]] = {}
        try:
            for body in bodies:
                for time_s, values in decode(body).values():
                    if start_s <= time_s < end_s:
                        for series, value in values.items():
                            if quantity := quantities.get(series):
                                found.setdefault(quantity, []).append((time_s, value))
        except ChunkError as error:
            raise RetryableError(f"{self._path}: {error}: restore the file from a backup") from error
        return {quantity: sorted(points) for quantity, points in found.items()}

    def extent(self, device: str, *, start_s: int, end_s: int) -> tuple[int, int]:
        """(how many parts, bytes of them) of days from start_s up to end_s, both UTC midnights: another one when
        readings of then came later.
        """
        with self._open() as connection:
            found: tuple[int, int] = connection.execute(
                "SELECT count(*), ifnull(sum(length(body)), 0) FROM part JOIN device ON device.id = device"
                " WHERE name = ? AND bucket >= ? AND bucket < ?",
                (device, start_s // DAY_S, end_s // DAY_S),
            ).fetchone()
        return found

    def mark(self, device: str, *, start_s: int) -> tuple[object, ...]:
        """Another one whenever something of the device came that was measured after start_s, or is its newest.

        Bodies are packed: one more observation in them that leaves all their lengths as they were is the newest.
        """
        with self._open() as connection:
            found: tuple[object, ...] | None = connection.execute(
                "SELECT (SELECT group_concat(time_s || ':' || value) FROM series JOIN latest ON series = series.id"
                " WHERE series.device = device.id), (SELECT group_concat(length(body)) FROM part"
                " WHERE part.device = device.id AND bucket >= ?) FROM device WHERE name = ?",
                (start_s // DAY_S, device),
            ).fetchone()
        return found or ()

    def undated(self, device: str, *, quantity: str) -> tuple[SeriesPoint, ...]:
        """What was measured at an unknown time; by life and row."""
        points = self._points(device, quantity=quantity, buckets=(-(1 << 62), -1))
        return tuple(sorted(points, key=lambda point: (point.life, point.row)))

    def _points(self, device: str, *, quantity: str, buckets: tuple[int, int]) -> Iterator[SeriesPoint]:
        with self._open() as connection:
            series = {
                number: (unit, window_s)
                for number, unit, window_s in connection.execute(
                    "SELECT series.id, unit, window_s FROM series JOIN device ON device.id = device"
                    " WHERE name = ? AND quantity = ?",
                    (device, quantity),
                )
            }
            parts = self._parts(connection, device, buckets=buckets)
            chunks = connection.execute(
                "SELECT series, bucket, life, body FROM chunk JOIN series ON series.id = series"
                " JOIN device ON device.id = device WHERE name = ? AND quantity = ? AND bucket BETWEEN ? AND ?",
                (device, quantity, *buckets),
            ).fetchall()
            has_windows = buckets[1] >= 0 and any(window_s for _, window_s in series.values())
            made = self._made(connection, device, buckets=buckets) if has_windows else {}
        try:
            for bucket, life, moments in parts:
                for number, (time_s, values) in moments.items():
                    for one in series.keys() & values.keys():
                        unit, window_s = series[one]
                        yield SeriesPoint(
                            time_s=time_s if bucket >= 0 else None,
                            value=values[one],
                            unit=unit,
                            window_s=window_s,
                            life=life,
                            row=0 if window_s else number,
                            provenance=made.get((time_s, window_s)),
                        )
            for one, bucket, life, body in chunks:
                for row, time_s, value in chunk.decode(body, start_s=start_of(bucket)):
                    unit, window_s = series[one]
                    yield SeriesPoint(
                        time_s=time_s if bucket >= 0 else None,
                        value=value,
                        unit=unit,
                        window_s=window_s,
                        life=life,
                        row=row,
                        provenance=None,  # nobody kept it then
                    )
        except ChunkError as error:
            raise RetryableError(f"{self._path}: {error}: restore the file from a backup") from error

    def _parts(
        self, connection: sqlite3.Connection, device: str, *, buckets: tuple[int, int]
    ) -> list[tuple[int, str, dict[int, Moment]]]:
        """(bucket, life, rows). A device's series lie in the same parts: one that holds unpacks them once for all."""
        found = self._unpacked.get((device, *buckets))
        if found is None:
            query = (
                "SELECT bucket, life, body FROM part JOIN device ON device.id = device"
                " WHERE name = ? AND bucket BETWEEN ? AND ?"
            )
            rows = connection.execute(query, (device, *buckets)).fetchall()
            try:
                found = [(bucket, life, decode(body)) for bucket, life, body in rows]
            except ChunkError as error:
                raise RetryableError(f"{self._path}: {error}: restore the file from a backup") from error
            if self._held:
                self._unpacked[device, *buckets] = found
        return found

    @staticmethod
    def _made(
        connection: sqlite3.Connection, device: str, *, buckets: tuple[int, int]
    ) -> dict[tuple[int, int], Provenance]:
        """By start and length of the window."""
        first, last = buckets
        rows = connection.execute(
            f"SELECT start_s, window_s, {_MADE} FROM made JOIN making ON making.id = making"  # noqa: S608
            " JOIN device ON device.id = device WHERE name = ? AND start_s >= ? AND start_s < ?",
            (device, first * DAY_S, (last + 1) * DAY_S),
        )
        return {(start_s, window_s): _provenance(*made) for start_s, window_s, *made in rows}

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        if self._held:
            with self._told():
                yield self._held
            return
        with closing(self._connect()) as connection, self._told():
            yield connection

    def _connect(self) -> sqlite3.Connection:
        with self._told():
            uri = f"{self._path.absolute().as_uri()}?mode=ro"
            connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None)
            try:
                connection.execute("PRAGMA temp_store = MEMORY")  # nothing of a query lands in a file elsewhere
                connection.execute("BEGIN")  # one snapshot, which begins with the first query
            except BaseException:
                connection.close()
                raise
            return connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise RetryableError(f"{self._path}: cannot be read ({error}): has the gateway been started?") from error


def _cell(x_m: int | None, y_m: int | None, size_m: int | None) -> Cell | None:
    return None if x_m is None or y_m is None or size_m is None else Cell(x_m=x_m, y_m=y_m, size_m=size_m)


def _provenance(epsilon: str, contribution: int, k: int, rounding: int, covered_s: int) -> Provenance:
    return Provenance(epsilon=epsilon, contribution=contribution, k=k, rounding=rounding, covered_s=covered_s)
