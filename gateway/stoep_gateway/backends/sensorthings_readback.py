"""Read what a datastream holds, so that a send without a seen answer is not stored twice."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from stoep_gateway.backends.http_service import HttpService, RefusedError
from stoep_gateway.backends.sensorthings_entities import KEY
from stoep_gateway.backends.sensorthings_rows import StoredRow, stored_rows, time_text
from stoep_gateway.errors import RetryableError

_PAGE_ROWS = 1000  # FROST's default maximum; django-ogc-sensorthings answers 422 above its own, 10,000


async def read_back(service: HttpService, *, key: str, start_s: int, end_s: int) -> list[StoredRow]:
    """Everything in the datastream that carries our `key`, from start_s to end_s, both included. RetryableError."""
    quoted = key.replace("'", "''")
    # By property, not by id: servers disagree on how an id is written in a filter. Never $orderby=phenomenonTime:
    # django-ogc-sensorthings 1.2.0 answers it with 500.
    query = {
        "$filter": f"Datastream/properties/{KEY} eq '{quoted}'"
        f" and phenomenonTime ge {time_text(start_s)} and phenomenonTime le {time_text(end_s)}",
        "$resultFormat": "dataArray",
        "$orderby": "id asc",
        "$top": str(_PAGE_ROWS),
    }
    found: list[StoredRow] = []
    while True:
        try:
            page = await service.get("Observations", params=query)
            rows = stored_rows(page)
        except RefusedError as error:
            raise RetryableError(f"the service does not read back ({error}): it needs dataArray") from error
        except ValueError as error:
            raise RetryableError(f"reading back: {error}: check url") from error
        found += rows
        following = _following(page)
        if not rows or not following or following == query:
            return found
        query = following


def _following(page: Any) -> dict[str, str]:
    """The query of the next page. Only its query: behind a proxy the host in the link is often wrong."""
    return dict(parse_qsl(urlsplit(page.get("@iot.nextLink", "")).query))
