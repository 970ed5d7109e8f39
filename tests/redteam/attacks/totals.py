"""Take what is shown of the parts off any total that is given anywhere: what is left is what was hidden."""

import asyncio
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.line import NAME, SHOWN, Line, forgetful, obedient
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.backends.csv_files import CsvFiles
from stoep_gateway.commands.export_text import csv_lines, senml_lines
from stoep_gateway.records import WIRE_EPOCH_S, Observation
from stoep_gateway.web.app import create
from stoep_gateway.web.archive import opener
from support.ingest_bench import NOON_S
from support.site import asking

# Totals of four quarters of an hour; the third is below k. No sum of some of them is near another.
_SHOWN = (100_003, 200_017, 400_049)
_HIDDEN = 7
_QUARTERS = (_SHOWN[0], _SHOWN[1], _HIDDEN, _SHOWN[2])
_POLICY = replace(SHOWN, k=10)
_PAGES = ("/", "/beach", f"/device/{NAME}", "/privacy")


def _total(folder: Path) -> Outcome:
    defended = asyncio.run(_numbers(folder / "defended", _release(folder / "defended", defended=True)))
    control = asyncio.run(_numbers(folder / "control", _release(folder / "control", defended=False)))
    assert set(_SHOWN) <= defended, "the parts are not where they are looked for"
    return Outcome(
        defended=not _gives(defended),
        control_succeeded=_gives(control),
        detail=f"{len(defended)} numbers on pages, in files and exports",
    )


def _gives(numbers: set[int]) -> bool:
    """Whether one of them is a total of some parts with the hidden one among them."""
    parts = [sum(some) for size in range(1, len(_SHOWN) + 1) for some in combinations(_SHOWN, size)]
    return any(number - part == _HIDDEN for number in numbers for part in parts)


def _release(folder: Path, *, defended: bool) -> Sequence[Observation]:
    """In the control windows of an hour are released as well."""
    minutes = [total // 15 + (total % 15 if minute == 7 else 0) for total in _QUARTERS for minute in range(15)]
    with ExitStack() as stack:
        line = stack.enter_context(Line(folder, policy=_POLICY))
        line.count(*minutes)
        line.send()
        if not defended:
            stack.enter_context(forgetful(line))
            stack.enter_context(obedient())
            line.restart(policy=replace(_POLICY, window_s=3600))
            line.take_again(*minutes)
            line.send()
        return line.core.observations()


async def _numbers(folder: Path, observations: Sequence[Observation]) -> set[int]:
    """Every whole number that stands anywhere."""
    archive, files = ArchiveWriter(folder / ARCHIVE_FILE), CsvFiles(folder / "files")
    for backend in (archive, files):
        await backend.send(tuple(observations), unsure=False)
        await backend.close()
    texts = [file.read_text() for file in (folder / "files").glob("*.csv")]
    texts += ["".join(csv_lines(observations)), "".join(senml_lines(observations))]
    now_s = NOON_S + WIRE_EPOCH_S + 2 * 3_600
    async with asking(create(opener(folder / ARCHIVE_FILE), gateway_name="Test", now_s=lambda: now_s)) as client:
        for page in _PAGES:
            for language in ("nl", "en"):
                texts.append((await client.get(f"{page}?lang={language}")).text)
    found = [re.sub(r"(?<=\d)[.,\u00a0\u202f](?=\d{3}(?!\d))", "", text) for text in texts]
    return {int(number) for text in found for number in re.findall(r"\d+", text)}


ATTACKS = (Attack("a total less its parts", _total),)
