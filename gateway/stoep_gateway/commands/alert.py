"""`stoep alert test NAME`: does what is sent by a channel arrive?"""

import argparse
import asyncio
import time
from zoneinfo import ZoneInfo

from stoep_gateway.analyst.channel import create
from stoep_gateway.analyst.news import News
from stoep_gateway.commands.options import add_config, read_settings
from stoep_gateway.config.settings import ChannelSettings, Settings
from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.places import Level
from stoep_gateway.errors import ConfigError, RetryableError

HELP = "channels that alerts of crowds go out by"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """test NAME."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    test = actions.add_parser("test", help="send a message that says it is a test")
    test.add_argument("name", metavar="NAME", help="name of an [[alert]] table")
    add_config(test)


def run(args: argparse.Namespace) -> int:
    """1 when it did not arrive. ConfigError: no such channel, or its table is wrong."""
    settings = read_settings(args)
    channel = next((each for each in settings.channels if each.name == args.name), None)
    if channel is None:
        known = ", ".join(each.name for each in settings.channels) or "none"
        raise ConfigError(f"no [[alert]] is called {args.name} ({settings.file} has: {known})")
    try:
        asyncio.run(_send(channel, settings=settings, now_s=int(time.time())))
    except RetryableError as error:
        print(f"{args.name}: {error}")
        return 1
    print(f"{args.name}: it has arrived")
    return 0


async def _send(settings_of: ChannelSettings, *, settings: Settings, now_s: int) -> None:
    alert = Alert(
        id=f"test/0/{now_s}",
        place="test",
        level=Level.GREEN,
        raised_s=now_s,
        expected_s=now_s,
        within_s=0,
        chance=0.0,
        is_now=False,
    )
    news = News(
        alert=alert,
        is_end=False,
        title="test",
        gateway=settings.gateway.name,
        zone=ZoneInfo("Europe/Amsterdam"),
        is_test=True,
    )
    channel = create(settings_of)
    try:
        await channel.send(news)
    finally:
        await channel.close()
