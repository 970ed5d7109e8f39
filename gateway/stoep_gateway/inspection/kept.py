"""How long values are kept: the terms in force, whether something deletes by itself, and what lies there longer."""

import math
from datetime import UTC, date, datetime
from pathlib import Path

from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.config.settings import BackendSettings, Settings
from stoep_gateway.errors import RetryableError
from stoep_gateway.grid import DAY_S
from stoep_gateway.inspection.records import Chain, Evidence, Finding, Look, Seen, not_done
from stoep_gateway.inspection.sent import csv_folder
from stoep_gateway.inspection.stored_csv import oldest_file

RULE = "gdpr.keep-rest"
_SLACK_DAYS = 2  # the archive looks once an hour, at days that are over


def look_at_terms(settings: Settings, *, chains: tuple[Chain, ...], now_s: int) -> Seen:
    """now_s: Unix."""
    path = settings.gateway.state_dir / ARCHIVE_FILE
    archive = f"{settings.file.name} [archive] keep_days = {settings.archive.keep_days}"
    try:
        first_day = ArchiveReader(path).oldest_day() if path.exists() else None
    except RetryableError as error:
        return not_done("terms", str(error))
    seen = _term(
        "archive",
        settings.archive.keep_days,
        age_days=None if first_day is None else now_s // DAY_S - first_day,
        where=archive,
        chains=chains,
    )
    today = datetime.fromtimestamp(now_s, UTC).date()
    for backend in settings.backends:
        if backend.type == "csv":
            counted = tuple(chain for chain in chains if not (chain.is_people and backend.people == "none"))
            seen += _of_csv(backend, state_dir=settings.gateway.state_dir, chains=counted, today=today)
        else:
            told = f"{backend.name} ({backend.type}): how long it keeps them is said over there"
            seen += Seen(looks=(Look(name="terms", told=told, is_done=False),))
    return seen


def _of_csv(backend: BackendSettings, *, state_dir: Path, chains: tuple[Chain, ...], today: date) -> Seen:
    keep_days = backend.options.get("keep_days", 0)
    first = oldest_file(csv_folder(backend, state_dir=state_dir))
    return _term(
        f"back-end {backend.name}",
        keep_days if isinstance(keep_days, int) else 0,
        age_days=None if first is None else (today - first).days,
        where=f"{backend.where_of('keep_days')} [[backend]] {backend.name}: keep_days = {keep_days}",
        chains=chains,
    )


def _term(name: str, keep_days: int, *, age_days: int | None, where: str, chains: tuple[Chain, ...]) -> Seen:
    """keep_days: 0 for ever. age_days: of the oldest day, None while nothing lies there."""
    oldest = "nothing yet" if age_days is None else f"the oldest day is {age_days} days ago"
    told = f"{where}: {'for ever' if not keep_days else f'{keep_days} days'}; {oldest}"
    is_late = bool(keep_days) and age_days is not None and age_days > keep_days + _SLACK_DAYS
    kept: int | float = math.inf if not keep_days else max(keep_days, age_days or 0) if is_late else keep_days
    evidence = [
        each
        for chain in chains
        for each in (
            Evidence(fact="keep_days", value=kept, source=told, chain=chain.name),
            Evidence(fact="auto_delete", value=bool(keep_days) and not is_late, source=told, chain=chain.name),
        )
    ]
    what = ""
    if not keep_days:
        what = "no term: values are kept for ever"
    elif is_late:
        what = f"values of {age_days} days ago, longer than the term of {keep_days} days"
    about = tuple(chain for chain in chains if chain.is_people or chain.is_garden)
    findings = tuple(Finding(rule=RULE, where=where, what=what, chain=chain.name) for chain in about) if what else ()
    return Seen(looks=(Look(name="terms", told=told),), evidence=tuple(evidence), findings=findings)
