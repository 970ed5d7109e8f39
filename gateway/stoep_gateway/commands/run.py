"""`stoep run`: the daemon."""

import argparse
import logging
from collections.abc import Callable

from stoep_gateway.commands.loading import loading
from stoep_gateway.commands.options import add_config, read_settings
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.logs import start_logging

HELP = "run the gateway, its broker and its pages"

_LOG = logging.getLogger("stoep.run")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--part is how the supervisor starts its children."""
    add_config(parser)
    parser.add_argument(
        "--part", choices=("gateway", "web", "analyst", "enrolment"), help="run one part alone, without the supervisor"
    )


def run(args: argparse.Namespace) -> int:
    """Until SIGTERM. What a person must act on is the last line of the log."""
    settings = read_settings(args)
    start_logging(level=settings.gateway.log_level, part=args.part or "run")
    try:
        return _run_part(settings, part=args.part)
    except ConfigError as error:
        _LOG.error("%s", error)
        return 2
    except Exception:  # noqa: BLE001 - this is where it ends
        # Python's own last words would hold the error's text, and that may hold values.
        _LOG.critical("ended by a mistake of stoep's own or of a plug-in's: please report it", exc_info=True)
        return 1


def _run_part(settings: Settings, *, part: str | None) -> int:
    """Each part imports only what it needs: the web process never loads what handles keys."""
    with loading():
        run_part = _loaded(part)
    return run_part(settings)


def _loaded(part: str | None) -> Callable[[Settings], int]:
    if part == "gateway":
        from stoep_gateway.supervise.gateway_process import run_gateway

        return run_gateway
    if part == "web":
        from stoep_gateway.supervise.web_process import run_web

        return run_web
    if part == "analyst":
        from stoep_gateway.supervise.analyst_process import run_analyst

        return run_analyst
    if part == "enrolment":
        from stoep_gateway.supervise.enrolment_process import run_enrolment

        return run_enrolment
    from stoep_gateway.supervise.run_all import run_all

    return run_all
