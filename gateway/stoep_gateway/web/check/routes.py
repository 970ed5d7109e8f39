"""The pages of the check: start, questions, result, letter, and files to and from the reader.

A form of another site could send answers here, too, and nothing would come of it: nothing is stored, no cookie says who
asks, and the page that comes back is the reader's own to see. So no form carries a token.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from stoep_gateway.privacy.answers import AnswerError
from stoep_gateway.privacy.facts import Screen
from stoep_gateway.privacy.questionnaire import letter
from stoep_gateway.privacy.rulebook import Rulebook, RulebookError
from stoep_gateway.privacy.source import DescriptionError, read_any
from stoep_gateway.privacy.verdicts import check
from stoep_gateway.web.base import base_of
from stoep_gateway.web.check import sheet as sheets
from stoep_gateway.web.check.form import Entries, Sent, read_entries, read_file
from stoep_gateway.web.check.letter import FIRST, mail_address, questions_of
from stoep_gateway.web.check.result_view import outcome
from stoep_gateway.web.check.screen_view import given, questions, say
from stoep_gateway.web.check.sheet import Sheet
from stoep_gateway.web.speech import Speaker
from stoep_gateway.web.words.check import MOST

_LOG = logging.getLogger("stoep.web")
HOME = "/privacy/check"
_FILE_NAME = "sensor.toml"
_SECTION = "privacy"
# Not "no-store": with that a browser asks the reader to send a form again before it goes back one page.
_HEADERS = {"cache-control": "private, no-cache"}
_NOTHING: Entries = {}


_Handle = Callable[[Request, Rulebook], Awaitable[Response]]
_Answer = Callable[[Request, Rulebook, Entries], Response]


class Frame(Protocol):
    """The site around the check."""

    def respond(
        self,
        request: Request,
        template: str,
        *,
        name: str,
        context: Mapping[str, object],
        status: int = 200,
        section: str = "",
    ) -> Response: ...

    def speaker(self, request: Request) -> Speaker: ...


class CheckSite:
    """rulebook_on: of a day, RulebookError; public_url: where residents find the pages, "" for nobody said."""

    def __init__(self, frame: Frame, *, rulebook_on: Callable[[date], Rulebook], public_url: str) -> None:
        self._frame = frame
        self._rulebook_on = rulebook_on
        self._public_url = public_url
        self._said_on: date | None = None

    def routes(self) -> list[BaseRoute]:
        """What a link or a bookmark asks for leads to the start, where only a form leads on."""
        forms = {
            "questions": _entered(self._questions),
            "result": _entered(self._result),
            "letter": _entered(self._letter),
            "save": _entered(self._save),
            "load": self._load,
        }
        start = Route(HOME, self._guarded(_opened(self._start)), name="check")
        first = Route(f"{HOME}/questions", self._guarded(_opened(self._first)), name="check-questions", methods=["GET"])
        return [
            start,
            first,
            *(
                Route(f"{HOME}/{name}", self._guarded(handle), name=f"check-{name}-form", methods=["POST"])
                for name, handle in forms.items()
            ),
            *(
                Route(f"{HOME}/{name}", _to_start, name=f"check-{name}", methods=["GET"])
                for name in forms
                if name != "questions"
            ),
        ]

    def _guarded(self, handle: _Handle) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint that has the rules of the day, and says in words what went wrong."""

        async def endpoint(request: Request) -> Response:
            today = self._frame.speaker(request).today
            try:
                rulebook = await asyncio.to_thread(self._rulebook_on, today)
                response = await handle(request, rulebook)
            except AnswerError:  # of hidden fields: its text may hold what was answered, and goes nowhere
                response = await self._said(request, "check.lost", status=400)
            except HTTPException as error:  # of the form: too large, too slow, not a form
                response = await self._said(request, "check.lost", status=error.status_code)
            except RulebookError as error:
                if self._said_on != today:  # however many ask
                    self._said_on = today
                    _LOG.error("%s", error)
                response = await self._said(request, "check.broken", status=503)
            response.headers.update(_HEADERS)
            return response

        return endpoint

    async def _said(self, request: Request, what: str, *, status: int) -> Response:
        return await asyncio.to_thread(self._page, request, "message.html", what=what, status=status)

    def _start(self, request: Request, rulebook: Rulebook, _: Entries) -> Response:
        speaker = self._frame.speaker(request)
        presets = [{"id": each.id, "name": say(each.name, speaker)} for each in rulebook.presets.values()]
        return self._page(request, "check_start.html", presets=presets)

    def _first(self, request: Request, rulebook: Rulebook, _: Entries) -> Response:
        return self._screen_or_result(request, rulebook, Sheet())

    def _questions(self, request: Request, rulebook: Rulebook, entries: Entries) -> Response:
        """The next screen. The form says what was answered on this one (at), or which one to show again (to)."""
        if preset := rulebook.presets.get(sheets.first(entries, sheets.PRESET)):
            speaker = self._frame.speaker(request)
            sheet = sheets.of_answers(preset.answers, rulebook=rulebook)
            return self._page(
                request,
                "check_preset.html",
                preset={"id": preset.id, "name": say(preset.name, speaker)},
                sheet=sheet,
                given=given(sheet, rulebook=rulebook, speaker=speaker),
            )
        sheet = sheets.carried(entries, rulebook=rulebook)
        screens = {screen.id: screen for screen in rulebook.screens}
        if back := screens.get(sheets.first(entries, sheets.TO)):
            return self._screen(request, rulebook, sheet, screen=back)
        here = screens.get(sheets.first(entries, sheets.AT))
        if here is None:
            return self._screen_or_result(request, rulebook, sheet)
        said = sheets.filled(entries, facts=sheets.asked_at(sheet, screen=here, rulebook=rulebook))
        if said.flaws:
            return self._screen(request, rulebook, sheet, screen=here, entries=entries, flaws=said.flaws)
        answered = sheets.with_screen(sheet, screen=here, said=said.answers, rulebook=rulebook)
        return self._screen_or_result(request, rulebook, answered)

    def _screen_or_result(self, request: Request, rulebook: Rulebook, sheet: Sheet) -> Response:
        screen = sheets.next_of(sheet, rulebook=rulebook)
        if screen is None:
            return self._shown(request, rulebook, sheet)
        return self._screen(request, rulebook, sheet, screen=screen)

    def _screen(
        self,
        request: Request,
        rulebook: Rulebook,
        sheet: Sheet,
        *,
        screen: Screen,
        entries: Entries = _NOTHING,
        flaws: Mapping[str, str] | None = None,
    ) -> Response:
        speaker = self._frame.speaker(request)
        facts = sheets.asked_at(sheet, screen=screen, rulebook=rulebook)
        left = sheets.left_of(sheet, screen=screen, rulebook=rulebook)
        alone = say(facts[0].question, speaker) if len(facts) == 1 else ""  # then it is what the page asks
        before = [each for each in rulebook.screens if not set(each.facts).isdisjoint(sheet.seen)]
        before = before[: before.index(screen)] if screen in before else before
        return self._page(
            request,
            "check_screen.html",
            status=400 if flaws else 200,
            sheet=sheet,
            screen=screen.id,
            title=alone or say(screen.title, speaker),
            why=say(screen.why, speaker),
            left=left,
            is_first=not sheet.seen and left > MOST,
            questions=questions(facts, sheet=sheet, entries=entries, flaws=flaws or {}, speaker=speaker),
            is_flawed=bool(flaws),
            back=before[-1].id if before else "",
            given=given(sheet, rulebook=rulebook, speaker=speaker),
        )

    def _result(self, request: Request, rulebook: Rulebook, entries: Entries) -> Response:
        return self._shown(request, rulebook, sheets.carried(entries, rulebook=rulebook))

    def _shown(self, request: Request, rulebook: Rulebook, sheet: Sheet) -> Response:
        speaker = self._frame.speaker(request)
        result = check(rulebook, sheet.answers)
        return self._page(
            request,
            "check_result.html",
            sheet=sheet,
            outcome=outcome(result, sheet=sheet, rulebook=rulebook, speaker=speaker),
            given=given(sheet, rulebook=rulebook, speaker=speaker),
            goes_on=sheets.next_of(sheet, rulebook=rulebook) is not None,
        )

    def _letter(self, request: Request, rulebook: Rulebook, entries: Entries) -> Response:
        speaker = self._frame.speaker(request)
        sheet = sheets.carried(entries, rulebook=rulebook)
        asked = questions_of(letter(rulebook, sheet.answers), speaker=speaker)
        address = f"{self._public_url}{HOME}" if self._public_url else ""
        return self._page(
            request,
            "check_letter.html",
            sheet=sheet,
            questions=asked[:FIRST],
            more=asked[FIRST:],
            address=address,
            mail=mail_address(asked[:FIRST], site=address, speaker=speaker),
        )

    def _save(self, request: Request, rulebook: Rulebook, entries: Entries) -> Response:
        sheet = sheets.carried(entries, rulebook=rulebook)
        headers = {"content-disposition": f'attachment; filename="{_FILE_NAME}"'}
        return PlainTextResponse(sheets.saved(sheet, rulebook=rulebook), headers=headers, media_type="application/toml")

    async def _load(self, request: Request, rulebook: Rulebook) -> Response:
        try:
            sent = await read_file(request)
        except HTTPException as error:
            is_large = error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            if not is_large and error.status_code != HTTPStatus.BAD_REQUEST:
                raise
            what = "large" if is_large else "text"
            return await asyncio.to_thread(self._refused, request, what, status=error.status_code)
        return await asyncio.to_thread(self._loaded, request, rulebook, sent)

    def _loaded(self, request: Request, rulebook: Rulebook, sent: Sent | None) -> Response:
        if sent is None:
            return self._refused(request, "none", status=400)
        try:
            told = read_any(sent.data.decode(), name=sent.name, profile="", rulebook=rulebook)
        except UnicodeDecodeError:
            return self._refused(request, "text", status=400)
        except (AnswerError, DescriptionError) as error:
            line, _, reason = str(error).removeprefix(f"{sent.name}:").partition(": ")
            return self._refused(request, "line", status=400, name=sent.name, line=line, reason=reason)
        return self._screen_or_result(request, rulebook, sheets.of_answers(told.facts, rulebook=rulebook))

    def _refused(self, request: Request, what: str, *, status: int, **said: str) -> Response:
        return self._page(request, "check_refused.html", status=status, what=what, **said)

    def _page(self, request: Request, template: str, *, status: int = 200, **context: object) -> Response:
        name = template.removesuffix(".html").replace("_", "-")
        return self._frame.respond(request, template, name=name, context=context, status=status, section=_SECTION)


def _opened(answer: _Answer) -> _Handle:
    """For a page that no form leads to. In a worker thread: to work out what is left of all rules takes a while."""

    async def handle(request: Request, rulebook: Rulebook) -> Response:
        return await asyncio.to_thread(answer, request, rulebook, _NOTHING)

    return handle


def _entered(answer: _Answer) -> _Handle:
    """For what a form sends; in a worker thread, too."""

    async def handle(request: Request, rulebook: Rulebook) -> Response:
        return await asyncio.to_thread(answer, request, rulebook, await read_entries(request))

    return handle


async def _to_start(request: Request) -> Response:
    return RedirectResponse(base_of(request).at(HOME), status_code=HTTPStatus.SEE_OTHER)
