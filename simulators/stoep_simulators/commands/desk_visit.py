"""Somebody at a gateway's pages, on this machine: on duty, or a garden's keeper. By HTTP, as a browser."""

import html
import http.client
import json
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

_ANSWER_S = 20.0  # a password is checked slowly, by intent
_FORM = re.compile(r'<form method="post" action="/desk/acknowledge".*?</form>', re.DOTALL)
_PICTURE = '<h2 id="soil">'
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class DeskError(Exception):
    """The desk did not do what it was asked. The message says what, no password in it."""


class DeskVisit:
    """One browser. All calls block; DeskError."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    def log_in(self, name: str, password: str) -> None:
        """Before anything else."""
        status, _ = self._ask("POST", "/desk/login", {"name": name, "password": password})
        if status != 303 or not self._cookies:
            raise DeskError(f"/desk/login answered {status}")

    def acknowledge(self, alert_id: str, *, note: str) -> None:
        """An alert that nobody has acknowledged yet."""
        status, page = self._ask("GET", "/desk", {})
        forms = [dict(_HIDDEN.findall(form)) for form in _FORM.findall(page)]
        form = next((form for form in forms if html.unescape(form.get("alert", "")) == alert_id), None)
        if status != 200 or form is None:
            raise DeskError(f"/desk answered {status} and has no button for {alert_id}")
        status, _ = self._ask("POST", "/desk/acknowledge", {"form": form["form"], "alert": alert_id, "note": note})
        if status != 303:
            raise DeskError(f"/desk/acknowledge answered {status}")

    def board_errors(self) -> dict[int, float]:
        """Errors of the board's forecasts, by how far ahead in seconds. Empty where it tells none. Anybody may ask."""
        status, text = self._ask("GET", "/api/crowd/board", {})
        if status != 200:
            return {}
        return {error["ahead_s"]: error["wape"] for error in json.loads(text)["model"]["errors"]}

    def open_garden(self, link: str) -> None:
        """Be the keeper of the garden that the link is of, from now on."""
        status, _ = self._ask("GET", urlsplit(link).path, {})
        if status != 303 or not self._cookies:
            raise DeskError(f"a garden's link answered {status}")

    def shows_soil(self) -> bool:
        """Whether the garden's page has the picture of its soil by now; a busy machine has not."""
        try:
            status, page = self._ask("GET", "/my-garden", {})
        except DeskError:
            return False
        return status == 200 and _PICTURE in page

    def _ask(self, method: str, address: str, fields: dict[str, str]) -> tuple[int, str]:
        body = urlencode(fields) if fields else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:  # what browsers add to a form of a page of the same site (Fetch Metadata)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_ANSWER_S)
        try:
            connection.request(method, address, body=body, headers=headers)
            answer = connection.getresponse()
            page = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            raise DeskError(f"{address}: no answer ({error})") from error
        finally:
            connection.close()
        for line in answer.headers.get_all("set-cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        return answer.status, page
