"""One HTTP service of a city: bounded requests, answers sorted by what has to happen next."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from stoep_gateway.backends.retry_after import retry_after_s
from stoep_gateway.errors import RetryableError

_ANSWER_MAX_BYTES = 32 * 1024 * 1024  # a page of 1,000 read-back rows is about 0.3 MB


class UnansweredError(RetryableError):
    """We stopped waiting: the service may still be at work on the request."""


class RefusedError(Exception):
    """The service understood who and where, but not this request (400, 409, 413, 422 …)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request that was taken (2xx) got back. location: the header, "" without one."""

    body: bytes
    location: str

    def json(self) -> Any:
        """ValueError: not JSON."""
        return json.loads(self.body)


class HttpService:
    """Requests below one base URL. No answer or a problem over there: RetryableError; our fault: RefusedError."""

    def __init__(self, base_url: str, *, token: str, timeout_s: float, name: str = "") -> None:
        """token: sent as bearer token unless ""; timeout_s: for one whole request.

        name: what messages call it where the URL itself is a secret.
        """
        self._url = base_url
        self._base_url = base_url.rstrip("/")
        self._name = name or self._base_url
        self._timeout_s = timeout_s
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._client = httpx.AsyncClient(
            headers=headers,
            timeout=timeout_s,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),  # calls never overlap
            trust_env=False,  # proxies and certificates come from the configuration alone
        )

    async def get(self, path: str, *, params: Mapping[str, str]) -> Any:
        """The parsed JSON answer."""
        answer = await self._request("GET", path, params=params)
        try:
            return answer.json()
        except ValueError as error:
            raise RetryableError(f"{self._name}: the answer is not JSON: is this the right url?") from error

    async def post(self, path: str, *, body: object) -> Answer:
        """The answer to a JSON body."""
        return await self._request("POST", path, body=body)

    async def post_bytes(self, *, content: bytes, headers: Mapping[str, str]) -> Answer:
        """The answer to a body that is made already, at the very URL that was given."""
        return await self._request("POST", "", content=content, headers=headers)

    async def close(self) -> None:
        """Close the connection."""
        await self._client.aclose()

    async def _request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        url = f"{self._base_url}/{path.lstrip('/')}" if path else self._url
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                self._client.stream(
                    method, url, params=params, json=body, content=content, headers=headers
                ) as response,
            ):
                content = await self._read(response)
        except TimeoutError as error:
            raise UnansweredError(f"{self._name}: no answer within {self._timeout_s:g} s: trying again") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            in_time = not isinstance(error, httpx.TimeoutException)
            reason = type(error).__name__ if in_time else "no answer in time"
            kind = RetryableError if in_time else UnansweredError
            raise kind(f"{self._name}: no connection ({reason}): trying again") from error
        self._check(response.status_code, asked_s=retry_after_s(response.headers))
        return Answer(body=content, location=response.headers.get("Location", ""))

    async def _read(self, response: httpx.Response) -> bytes:
        content = bytearray()
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) > _ANSWER_MAX_BYTES:
                raise RetryableError(f"{self._name}: the answer is too long: is this the right url?")
        return bytes(content)

    def _check(self, status: int, *, asked_s: float) -> None:
        if status < 300:
            return
        if status < 400:
            raise RetryableError(f"{self._name}: redirects elsewhere (HTTP {status}): put the final address in url")
        if status in (401, 403):
            raise RetryableError(f"{self._name}: does not let us in (HTTP {status}): check token_file")
        if status in (404, 405, 410):
            raise RetryableError(f"{self._name}: nothing there for us (HTTP {status}): check url")
        if status == 504:  # a proxy stopped waiting, the service behind it may not have
            raise UnansweredError(f"{self._name}: has a problem (HTTP {status}): trying again")
        if status in (408, 425, 429) or status >= 500:
            problem = f"{self._name}: has a problem (HTTP {status}): trying again"
            raise RetryableError(problem, after_s=asked_s if status in (429, 503) else 0.0)
        raise RefusedError(f"HTTP {status}")
