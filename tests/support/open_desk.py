"""The enrolment service of a gateway's folder in a thread of this process; the real one is a part of `stoep run`."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from stoep_gateway.config.load import load
from stoep_gateway.enrol.certificate import server_context
from stoep_gateway.enrol.desk import Desk
from stoep_gateway.enrol.serve import create
from stoep_gateway.registry.master import load_master
from stoep_gateway.serving import bind


@contextmanager
def open_desk(config: Path, *, later_s: float = 0.0) -> Iterator[None]:
    """config: its stoep.toml. later_s: how far its clock is ahead."""
    settings = load(config)
    state_dir, where = settings.gateway.state_dir, settings.enrolment
    master = load_master(state_dir)
    desk = Desk(settings, master=master, now_s=lambda: time.time() + later_s, mono_s=time.monotonic)
    context = server_context(state_dir)
    config_ = uvicorn.Config(create(desk), lifespan="off", log_config=None, ssl_context_factory=lambda *_: context)
    server = uvicorn.Server(config_)
    with bind(where.host, where.port, section="enrolment") as listener:
        thread = threading.Thread(target=server.run, args=([listener],), name="enrolment")
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()
