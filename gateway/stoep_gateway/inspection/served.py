"""Ask the running gateway's pages and metrics as anybody would who reaches them."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import quote

from stoep_gateway.config.settings import Settings
from stoep_gateway.inspection.metrics_page import look_at_metrics
from stoep_gateway.inspection.pages import ALWAYS, look_at_pages
from stoep_gateway.inspection.records import Chain, Seen, not_done
from stoep_gateway.sources.reach import reachable

_ANSWER_S = 10.0
_BYTES_MAX = 4 << 20
_DEVICES = 5  # a chain; their pages are made alike


def look_at_served(settings: Settings, *, chains: tuple[Chain, ...]) -> Seen:
    """Pages, then metrics; what does not answer is told as not looked at."""
    return _pages(settings, chains=chains) + _metrics(settings, chains=chains)


def _pages(settings: Settings, *, chains: tuple[Chain, ...]) -> Seen:
    where = _address(settings.web.host, settings.web.port) + settings.web.base
    pages = {}
    try:
        for path in _paths(chains):
            answer = _page(f"{where}{path}")
            if answer is not None:
                pages[path] = answer
    except OSError as error:
        return not_done("pages", f"{where}: no answer ({error}): is the gateway running?")
    return look_at_pages(pages, where=where, chains=chains, has_crowd="/crowd" in pages)


def _metrics(settings: Settings, *, chains: tuple[Chain, ...]) -> Seen:
    where = f"{_address(settings.metrics.host, settings.metrics.port)}/metrics"
    try:
        page = _page(where)
    except OSError as error:
        return not_done("metrics", f"{where}: no answer ({error}): is the gateway running?")
    if page is None:
        return not_done("metrics", f"{where}: is not there")
    return look_at_metrics(page, where=where, chains=chains)


def _paths(chains: tuple[Chain, ...]) -> Iterator[str]:
    yield from ALWAYS
    yield "/crowd"
    yield "/research/data.csv"
    for chain in chains:
        for device in chain.devices[:_DEVICES]:
            yield f"/device/{quote(device.name)}"


def _page(url: str) -> str | None:
    """None: there is no such page. OSError: nobody answers."""
    request = urllib.request.Request(url, headers={"accept-language": "en"})  # noqa: S310 - http of this gateway
    try:
        with urllib.request.urlopen(request, timeout=_ANSWER_S) as answer:  # noqa: S310
            return str(answer.read(_BYTES_MAX).decode(errors="replace"))
    except urllib.error.HTTPError:
        return None


def _address(host: str, port: int) -> str:
    at = reachable(host)
    return f"http://[{at}]:{port}" if ":" in at else f"http://{at}:{port}"
