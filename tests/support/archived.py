"""Any observations, into an archive and back, and what is to come out."""

from pathlib import Path

from hypothesis import strategies as st

from stoep_gateway.archive.reader import ArchiveReader, SeriesPoint
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.records import Observation
from stoep_testing.observations import T0_S, reading, window

DAYS_S = 10 * 86_400
_EVER_S = 1_000 * 86_400  # who is killed has kept as much as it could until then

readings = st.builds(
    lambda row, device, quantity, life, dated: reading(
        row,
        device=device,
        quantity=quantity,
        life=life,
        value=row / 8,
        time_s=T0_S + 900 * row if dated and row % 5 else None,
    ),
    row=st.integers(1, 400),
    device=st.sampled_from(["garden-1", "garden-2"]),
    quantity=st.sampled_from(["soil_temperature", "air_humidity"]),
    life=st.sampled_from(["00000001", "00000002"]),
    dated=st.just(True),
)
windows = st.builds(
    lambda number, window_s: window(number, window_s=window_s, value=float(number + window_s)),
    number=st.integers(0, 200),
    window_s=st.sampled_from([900, 3600]),
)
batches = st.lists(st.lists(readings | windows, min_size=1, max_size=12), max_size=6)


def read_all(path: Path) -> dict[str, tuple[int | None, float, int]]:
    reader = ArchiveReader(path)
    found: dict[str, tuple[int | None, float, int]] = {}
    for device in reader.devices():
        for quantity in device.quantities:
            dated = reader.series(device.name, quantity=quantity, start_s=T0_S, end_s=T0_S + _EVER_S)
            for point in (*dated, *reader.undated(device.name, quantity=quantity)):
                identity = _identity(device.name, quantity=quantity, point=point)
                assert identity not in found
                found[identity] = (point.time_s, point.value, point.window_s)
    return found


def _identity(device: str, *, quantity: str, point: SeriesPoint) -> str:
    if point.window_s:
        return f"{device}/w{point.window_s}/{point.time_s}/{quantity}"
    return f"{device}/{point.life}/{point.row}/{quantity}"


def reference(observations: list[Observation]) -> dict[str, tuple[int | None, float, int]]:
    return {entry.identity: (entry.time_s, entry.value, entry.window_s) for entry in observations}


async def deliver(path: Path, *lists: list[Observation]) -> None:
    writer = ArchiveWriter(path)
    try:
        for batch in lists:
            await writer.send(tuple(batch), unsure=True)
    finally:
        await writer.close()
