"""Ask for the same window again and again, and take the mean of the answers."""

import asyncio
import csv
import io
import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

from redteam.attack import Attack, Outcome
from stoep_gateway.anonymise.policy import declared
from stoep_gateway.anonymise.release import release
from stoep_gateway.anonymise.windows import ClosedWindow
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.backends.csv_files import CsvFiles
from stoep_gateway.commands.export_text import csv_lines, senml_lines
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.records import WIRE_EPOCH_S, Observation
from stoep_gateway.web.app import create
from stoep_gateway.web.archive import opener
from support.ingest_bench import MASTER, NOON_S, Core, enrolled, people_rows
from support.site import asking
from support.wire_device import WireDevice

_ASKED = 1_000
_NAME = "street-1"
_A_MINUTE = 40  # people; a window of 15 minutes has a number that stands nowhere else on a page
_CLOSE = 0.5  # people


def window(folder: Path) -> Outcome:
    """One window asked for a thousand times: by page, archive, CSV file and two exports."""
    truth = 15 * _A_MINUTE
    [observation] = _released(folder)
    answers = [*asyncio.run(_from_outputs(folder, observation))]
    assert len(answers) >= _ASKED, "too few answers"
    policy = declared(PeopleSettings())
    closed = ClosedWindow(start_s=NOON_S, window_s=900, cell=None, sums=(((4, 0), truth),), covered_s=900)
    drawn = [release(closed, policy=policy, randbelow=secrets.randbelow).values[0][1] for _ in range(_ASKED)]
    return Outcome(
        defended=set(answers) == {observation.value},
        control_succeeded=abs(fmean(drawn) - truth) < _CLOSE,
        detail=f"{len(set(answers))} different answers of {len(answers)}",
    )


def _released(folder: Path) -> list[Observation]:
    with Core(folder, enrolled(_NAME, profile="people"), policy=PeopleSettings()) as core:
        core.now_s = NOON_S + 3_600
        device = WireDevice(_NAME, master=MASTER, profile="people", sample_s=60)
        core.take(device.hello(extras=core.echo))
        rows = people_rows([_A_MINUTE] * 15)
        for first in range(0, 15, 5):
            core.take(device.rows(first + 1, rows[first : first + 5], lag=first, extras=core.echo))
        core.commit()
        return [found for found in core.observations() if found.quantity == "in"]


async def _from_outputs(folder: Path, observation: Observation) -> list[float]:
    writer, files = ArchiveWriter(folder / ARCHIVE_FILE), CsvFiles(folder / "files")
    for backend in (writer, files):
        await backend.send((observation,), unsure=False)
        await backend.close()
    answers: list[float] = []
    now_s = NOON_S + WIRE_EPOCH_S + 3_600
    async with asking(create(opener(folder / ARCHIVE_FILE), gateway_name="Test", now_s=lambda: now_s)) as client:
        for _ in range(_ASKED // 4):
            text = (await client.get(f"/device/{_NAME}?lang=en")).text
            answers += map(float, set(re.findall(r"<td[^>]*>(\d{3})\b", text)))
    reader = ArchiveReader(folder / ARCHIVE_FILE)
    for _ in range(_ASKED // 4):
        answers += [point.value for point in reader.series(_NAME, quantity="in", start_s=0, end_s=1 << 40)]
        answers += _from_csv(next((folder / "files").glob("*.csv")).read_text())
        answers += _from_csv("".join(csv_lines([observation])))
        answers += [record["v"] for record in json.loads("".join(senml_lines([observation])))]
    return answers


def _from_csv(text: str) -> Iterator[float]:
    return (float(row["value"]) for row in csv.DictReader(io.StringIO(text)))


ATTACKS = (Attack("a window averaged", window),)
