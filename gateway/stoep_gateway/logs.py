"""Logs to stderr: JSON lines for machines, short lines on a terminal. Never a value, a payload or a secret."""

import json
import logging
import sys
import time
from typing import TextIO

_LABEL_MAX_CHARS = 64  # twice the longest device id, enough for any client id worth reading


def start_logging(*, level: str, part: str, stream: TextIO | None = None) -> None:
    """Once per process. part: which process speaks ("run", "gateway", "web")."""
    target = stream or sys.stderr
    handler = logging.StreamHandler(target)
    handler.setFormatter(_TerminalLines(part) if target.isatty() else _JsonLines(part))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for chatty in ("httpx", "httpcore", "uvicorn"):  # they would write addresses of back-ends and visitors
        logging.getLogger(chatty).setLevel(logging.WARNING)


def label(text: str) -> str:
    """A name that a peer gave, fit for a log: printable ASCII, cut."""
    clean = "".join(character if " " <= character <= "~" else "?" for character in text[:_LABEL_MAX_CHARS])
    return clean + ("..." if len(text) > _LABEL_MAX_CHARS else "")


class _JsonLines(logging.Formatter):
    """One object a line: time (UTC), level, part, logger, message, and the error's type where there is one."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "part": self._part,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["error"] = _fault(record)
        return json.dumps(entry)


class _TerminalLines(logging.Formatter):
    """Time of day, level when it matters, message."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part

    def format(self, record: logging.LogRecord) -> str:
        clock = time.strftime("%H:%M:%S", time.localtime(record.created))
        level = "" if record.levelno <= logging.INFO else f"{record.levelname.lower()}: "
        fault = f" ({_fault(record)})" if record.exc_info else ""
        return f"{clock} {self._part:<7} {level}{record.getMessage()}{fault}"


def _fault(record: logging.LogRecord) -> str:
    """Type and place of an exception, of a group the first one's. Its text may hold values, so it stays out."""
    kind, error, trace = record.exc_info or (None, None, None)
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
        kind, trace = type(error), error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    return f"{kind.__name__ if kind else 'error'}{where}"
