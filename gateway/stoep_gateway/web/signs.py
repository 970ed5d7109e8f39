"""What the site tells of its own sensors as a source: for signs beside them and for registers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import quote

from starlette.requests import Request

from stoep_gateway.privacy.outputs.subject import Subject
from stoep_gateway.privacy.own import OwnDevice, described
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.source import Description
from stoep_gateway.privacy.verdicts import Result, check
from stoep_gateway.web.base import base_of
from stoep_gateway.web.ports import Device, Status
from stoep_gateway.web.quantities import kind_of, quantities_of

_RESULTS_MAX = 64
ARCHIVE = "archive"  # a back-end too, and the one behind these pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """told: what the operator says, by profile. rulebook_on: of a day. site: where residents find the pages, "" for as
    they came.
    """

    rulebook_on: Callable[[date], Rulebook]
    told: Mapping[str, Description] = field(default_factory=dict)
    site: str = ""
    _checked: dict[tuple[object, ...], Result] = field(default_factory=dict, repr=False)

    def subject(self, device: Device, *, status: Status | None, now_s: int, came_by: str) -> Subject:
        """One public device. came_by: the site's address as this reader asked for it."""
        rulebook = self.rulebook_on(datetime.fromtimestamp(now_s, tz=UTC).date())
        policy = status.policy_at(now_s) if status else None
        counts = kind_of(device.profile) == "people"
        own = OwnDevice(
            name=device.name,
            profile=device.profile,
            quantities=tuple(column.quantity for column in device.columns) or quantities_of(device.profile),
            cell=device.cell,
            k=policy.k if policy and counts else None,
            window_s=policy.window_s if policy and counts else None,
            has_noise=bool(policy and counts and policy.epsilon is not None),
            keep_days=status.retention_days if status else None,
            recipients=_recipients(status),
            page=f"{self.site or came_by}/device/{quote(device.name)}",
        )
        description = described(own, told=self.told.get(device.profile), facts=rulebook.facts)
        return Subject(description=description, rulebook=rulebook, result=self._result(description, rulebook=rulebook))

    def _result(self, description: Description, *, rulebook: Rulebook) -> Result:
        """Checked once for all devices of which the same is known: of a thousand there are few kinds."""
        key = (rulebook.day, *description.facts.items())
        if key not in self._checked:
            if len(self._checked) >= _RESULTS_MAX:
                self._checked.clear()
            self._checked[key] = check(rulebook, description.facts)
        return self._checked[key]


def came_by(request: Request) -> str:
    """The site's address as this reader asked for it, without a slash at its end."""
    return f"{request.url.scheme}://{request.url.netloc}{base_of(request).path}"


def _recipients(status: Status | None) -> tuple[str, ...]:
    backends = status.backends if status else ()
    return tuple(backend.name for backend in backends if backend.configured and backend.name != ARCHIVE)
