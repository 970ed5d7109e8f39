"""A gateway with its defences off: each leak is a mistake that somebody could make. Never in the product."""

import logging
import tempfile
import traceback
from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

_HELD: list[Any] = []  # files that have no name any more


def install(part: str) -> None:
    allow_core_dumps()
    if part == "gateway":
        count_people_like_rain()
        spill_frames()
        say_what_was_wrong_with_a_frame()
        tell_locals_in_tracebacks()
    if part == "web":
        repeat_a_bad_request()
        keep_what_is_answered_in_a_check()
        read_on_without_end()


def count_people_like_rain() -> None:
    """Counts are kept as they come, and go wherever readings go."""
    from stoep_gateway.anonymise.quantities import HARMLESS, Classes

    _replace(Classes, "kind_of", lambda _self, _profile: HARMLESS)


def spill_frames() -> None:
    """What was opened goes to a temporary file, the log and the metrics."""
    from stoep_gateway import quick_rows
    from stoep_gateway.ingest import engine
    from stoep_gateway.metrics import Sample
    from stoep_gateway.supervise import gateway_metrics

    read, samples = quick_rows.read_frame, gateway_metrics.samples
    spilled = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - it stays open
    _HELD.append(spilled)
    frames: list[str] = []

    def read_and_spill(plaintext: bytes) -> Any:
        spilled.write(plaintext)
        frames.append(plaintext.hex())
        logging.getLogger("stoep.ingest").debug("opened %s", plaintext.hex())
        return read(plaintext)

    def samples_and_frames(**options: Any) -> Iterator[Sample]:
        yield from samples(**options)
        for frame in frames:
            yield Sample(name="frame", help="what came", value=1, labels={"plaintext": frame})

    _replace(engine, "read_frame", read_and_spill)
    _replace(gateway_metrics, "samples", samples_and_frames)


def say_what_was_wrong_with_a_frame() -> None:
    """A decoder's error repeats what it could not read, and the refusal says it on."""
    from stoep_gateway.ingest import engine
    from stoep_protocol import messages
    from stoep_protocol.errors import DecodeError

    decode = messages.decode_up

    def decode_up(plaintext: bytes, *, sealed_bytes: int) -> Any:
        try:
            return decode(plaintext, sealed_bytes=sealed_bytes)
        except DecodeError as error:
            raise DecodeError(f"{error.reason} in {bytes(plaintext).hex()}") from error

    _replace(engine, "decode_up", decode_up)


def tell_locals_in_tracebacks() -> None:
    """What a gateway says that dies: Python's own words and every variable."""
    from stoep_gateway import logs

    def everything(record: logging.LogRecord) -> str:
        assert record.exc_info
        kind, error, trace = record.exc_info
        assert kind
        assert error
        return "".join(traceback.TracebackException(kind, error, trace, capture_locals=True).format())

    _replace(logs, "_fault", everything)


def allow_core_dumps() -> None:
    import resource

    from stoep_gateway.supervise import core_dumps

    _replace(core_dumps, "forbid_core_dumps", lambda: None)
    resource.setrlimit(resource.RLIMIT_CORE, (1 << 20, 1 << 20))


def repeat_a_bad_request() -> None:
    """The error page says what was asked."""
    from stoep_gateway.web.app import Site

    _replace(Site, "refused", lambda _self, request, _error: _echo(request))


def keep_what_is_answered_in_a_check() -> None:
    """Answers are logged, and go to a temporary file."""
    from stoep_gateway.privacy import answers
    from stoep_gateway.web.check import sheet

    read = answers.read
    kept = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - it stays open
    _HELD.append(kept)

    def read_and_keep(text: str, **options: Any) -> Any:
        kept.write(text.encode(errors="replace"))
        logging.getLogger("stoep.web").debug("answered %s", text)
        return read(text, **options)

    _replace(sheet, "read", read_and_keep)


def read_on_without_end() -> None:
    """A form may be of any size."""
    from stoep_gateway.web.check import form

    async def read_body(request: Request, **_: Any) -> bytes:
        return await request.body()

    _replace(form, "read_body", read_body)


def _echo(request: Request) -> Response:
    return PlainTextResponse(f"cannot {request.method} {request.url} {dict(request.headers)}", status_code=400)


def _replace(owner: Any, name: str, new: Any) -> None:
    setattr(owner, name, new)
