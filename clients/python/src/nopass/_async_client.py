"""The client for tasks of asyncio or trio."""

from contextlib import aclosing
from datetime import timedelta
from types import TracebackType
from typing import TypeVar, cast

import anyio
import httpx2

from ._call import Call
from ._client import LIMITS, is_plain, lower_case
from ._deadline import Deadline, parse_timeout
from ._outcome import LONGEST_ANSWER, Answer, Closed, Late, Lost, Outcome
from ._secrets import create_strike_out
from ._send_code import SendCodeResponse, send_code_call
from ._service import Service
from ._tries import Pause, Tries, parse_max_retries, tries_of
from ._verify_code import VerifyCodeResponse, verify_code_call

T = TypeVar("T")
Self = TypeVar("Self", bound="AsyncNoPass")


class AsyncNoPass:
    """A client of one service, for asyncio and trio. Make one for the whole process.

    Both calls raise a NoPassError, or a TypeError for an argument of the wrong type. A call whose task is cancelled
    ends at once, as everything else does; a mail may have been sent, or a code judged, all the same.
    """

    def __init__(
        self,
        url: str,
        api_key: str,
        *,
        timeout: float = 10.0,
        max_retries: int = 2,
        http_client: httpx2.AsyncClient | None = None,
    ) -> None:
        """Makes a client, which connects at the first call. The arguments are those of ``NoPass``."""
        self._service = Service(url, api_key)
        self._timeout = parse_timeout(timeout)
        self._max_retries = parse_max_retries(max_retries)
        self._owns_http = http_client is None
        self._http = http_client or httpx2.AsyncClient(limits=LIMITS)
        self._closed = False
        self._under_way: set[anyio.CancelScope] = set()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._service.url!r})"

    async def send_code(
        self,
        email: str | None = None,
        *,
        ttl: timedelta | None = None,
        locale: str | None = None,
        purpose: str | None = None,
        nonce: str | None = None,
        idempotency_key: str | None = None,
        challenge_id: str | None = None,
        client_ip: str | None = None,
        known_device: str | None = None,
        stranger: bool = False,
        timeout: float | None = None,
    ) -> SendCodeResponse:
        """Mails a one-time code and opens a challenge, or mails another one for ``challenge_id``.

        - ``email``: the mailbox. Required, except for a resend.
        - ``ttl``: how long the code is valid, from 30 seconds to the policy's maximum. Default: the policy's.
        - ``locale``: the language of the mail, as a BCP 47 tag. Default: the tenant's.
        - ``purpose``: what the code is for, 1 to 64 of ``a-z 0-9 . _ -``. Default: ``sign-in``.
        - ``nonce``: a value of yours that the receipt repeats, at most 128 characters.
        - ``idempotency_key``: answers the same, and mails nothing, when a call is repeated with it: 22 to 64
          characters of base64url, made anew for each code that is wanted. A secret: whoever has it and the address
          receives the same challenge. Default: one that is made for this call and its retries.
        - ``challenge_id``: the challenge to send another code for. The earlier ones stay valid.
        - ``client_ip``: the end user's network address, for limits. Refused with a publishable key.
        - ``known_device``: what an earlier ``verify_code`` for this address gave for the end user's device: then a
          stranger who had codes sent to the address cannot lock its owner out.
        - ``stranger``: says that you do not vouch for whoever wants the code.
        - ``timeout``: how many seconds the whole call may take. Default: the client's.
        """
        call = send_code_call(
            email,
            ttl=ttl,
            locale=locale,
            purpose=purpose,
            nonce=nonce,
            idempotency_key=idempotency_key,
            challenge_id=challenge_id,
            client_ip=client_ip,
            known_device=known_device,
            stranger=stranger,
        )
        return await self._make(call, timeout)

    async def verify_code(
        self,
        challenge_id: str,
        code: str,
        *,
        attempt_id: str | None = None,
        timeout: float | None = None,
    ) -> VerifyCodeResponse:
        """Judges a code, and consumes the challenge whatever the verdict.

        Returns only when the code was right: a wrong one is a NoPassError with the reason ``CODE_REJECTED``.

        - ``challenge_id``: as ``send_code`` returned it.
        - ``code``: as it was typed. Anything but the right code is judged, and wrong: validate nothing before.
        - ``attempt_id``: answers the same for five minutes when a call is repeated with it and the same code: 22 to
          64 characters of base64url, made anew for each code that is typed. Default: one that is made for this call
          and its retries.
        - ``timeout``: how many seconds the whole call may take. Default: the client's.
        """
        return await self._make(verify_code_call(challenge_id, code, attempt_id=attempt_id), timeout)

    async def aclose(self) -> None:
        """Ends the connections, and with ``CANCELED`` the calls that are under way and all later ones."""
        self._closed = True
        for scope in tuple(self._under_way):
            scope.cancel()
        if self._owns_http:
            await self._http.aclose()

    async def __aenter__(self: Self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def _make(self, call: Call[T], timeout: float | None) -> T:
        deadline = Deadline(self._timeout if timeout is None else parse_timeout(timeout))
        strike_out = create_strike_out([self._service.api_key, *call.secrets])
        tries: Tries[T] = tries_of(call, strike_out, deadline, self._max_retries)
        outcome: Outcome | None = None
        while True:
            try:
                step = tries.send(outcome)
            except StopIteration as end:
                return cast("T", end.value)
            # One scope for each step: its end is an outcome, and no exception that the error would drag along.
            with anyio.move_on_after(deadline.remaining()) as scope:
                self._under_way.add(scope)
                try:
                    if isinstance(step, Pause):
                        await anyio.sleep(step.seconds)
                        outcome = None
                    else:
                        outcome = await self._post(call, deadline)
                finally:
                    self._under_way.discard(scope)
            if scope.cancelled_caught:
                outcome = Closed() if self._closed else Late()

    async def _post(self, call: Call[T], deadline: Deadline) -> Outcome:
        if self._closed:
            return Closed()
        try:
            async with self._http.stream(
                "POST",
                self._service.url_of(call.method),
                headers=self._service.headers(deadline.remaining()),
                content=call.body(),
                auth=None,
                follow_redirects=False,
                # The scope around this ends it.
                timeout=None,
            ) as response:
                body = b""
                if is_plain(response):
                    async with aclosing(response.aiter_bytes()) as chunks:
                        async for chunk in chunks:
                            body += chunk
                            if len(body) > LONGEST_ANSWER:
                                break
                return Answer(response.status_code, lower_case(response.headers), body)
        except (httpx2.HTTPError, httpx2.StreamError, RuntimeError) as error:
            # A RuntimeError is httpx2's word for a client that was closed meanwhile.
            return Closed() if self._closed else Lost(f"{type(error).__name__}: {error}")
