"""A visit at the enrolment service is short."""

import asyncio

import uvicorn
from uvicorn.server import ServerState

from stoep_gateway.enrol.serve import ShortVisit
from stoep_simulators.virtual_time import run_virtual


class Line(asyncio.Transport):
    """Of a peer that says nothing and stays."""

    is_cut = False

    def abort(self) -> None:
        self.is_cut = True


def test_who_stays_is_shown_out_after_ten_seconds() -> None:
    async def main() -> None:
        config = uvicorn.Config(lambda *_: None, lifespan="off", log_config=None)
        config.load()
        line = Line()
        ShortVisit(config=config, server_state=ServerState(), app_state={}).connection_made(line)
        await asyncio.sleep(9.9)
        assert not line.is_cut
        await asyncio.sleep(0.2)
        assert line.is_cut

    run_virtual(main())
