"""A back-end that refuses everything, and a gateway that dies while it holds counts: where an attacker would look."""

import os
from pathlib import Path
from typing import Any

REFUSING = "refuses"


def install(part: str) -> None:
    if part != "gateway":
        return
    from stoep_gateway.backends.csv_files import CsvFiles
    from stoep_gateway.errors import PermanentError
    from stoep_gateway.ingest.engine import Ingest
    from stoep_gateway.records import Observation

    send, take = CsvFiles.send, Ingest._take_frame
    fault = Path(os.environ["REDTEAM_FAULT"])

    async def send_or_refuse(self: CsvFiles, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        if self._folder.name == REFUSING:
            raise PermanentError("it refuses everything", rejected=tuple(range(len(batch))))
        await send(self, batch, unsure=unsure)

    def take_and_die(self: Ingest, *arguments: Any, **options: Any) -> Any:
        answer = take(self, *arguments, **options)
        if fault.exists():
            fault.unlink()
            raise RuntimeError(f"cannot take {arguments}")  # somebody's well-meant words
        return answer

    CsvFiles.send = send_or_refuse  # type: ignore[method-assign]
    Ingest._take_frame = take_and_die  # type: ignore[method-assign]
