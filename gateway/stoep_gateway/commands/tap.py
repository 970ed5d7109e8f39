"""`stoep tap`: decoded frames as they pass, rows about people masked."""

import argparse
import asyncio
import json
import os
import random
import sys
from functools import partial

from stoep_gateway.anonymise.quantities import Classes
from stoep_gateway.backoff import delays_s
from stoep_gateway.broker.users import OBSERVER_USER, observer_password
from stoep_gateway.commands.options import add_config, add_json, read_settings
from stoep_gateway.commands.tap_view import TapView, as_text
from stoep_gateway.config.settings import Settings
from stoep_gateway.records import Arrival, Outgoing
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry
from stoep_gateway.sources.mqtt import MqttSource
from stoep_gateway.sources.mqtt_connection import Login
from stoep_gateway.supervise.core_dumps import forbid_core_dumps
from stoep_gateway.supervise.gateway_source import source
from stoep_gateway.supervise.stopping import until_signalled
from stoep_protocol.parse_topic import ALL_UP_TOPICS

HELP = "show decoded frames as they pass; rows about people are masked"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--json."""
    add_config(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Until Ctrl-C."""
    settings = read_settings(args)
    forbid_core_dumps()  # rows about people are opened here, too, before they are masked
    asyncio.run(until_signalled(partial(_tap, settings, as_json=args.json)))
    return 0


async def _tap(settings: Settings, stop: asyncio.Event, *, as_json: bool) -> None:
    master = load_master(settings.gateway.state_dir)
    classes = Classes(own=settings.quantities)
    view = TapView(Registry(settings.gateway.state_dir).load(), master=master, classes=classes)

    def show(arrivals: tuple[Arrival, ...]) -> tuple[Outgoing, ...]:
        for arrival in arrivals:
            seen = view.look(arrival)
            print(json.dumps(seen) if as_json else as_text(seen), flush=True)
        return ()

    observer = _observer(settings, master=master)
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(observer.run(show), name="tap")
        await stop.wait()
        watching.cancel()


def _observer(settings: Settings, *, master: bytes) -> MqttSource:
    login = Login(
        client_id=f"stoep-tap-{os.getpid()}",
        user=OBSERVER_USER,
        password=observer_password(master),
        topic_filter=ALL_UP_TOPICS,
        persistent=False,
    )
    waits = partial(delays_s, first_s=0.5, max_s=5.0, rng=random.Random())  # noqa: S311 - jitter
    return source(
        settings.broker, login=login, delays_s=waits, report=lambda line: print(f"stoep: {line}", file=sys.stderr)
    )
