"""The client for threads."""

import threading
from collections.abc import Mapping
from datetime import timedelta
from types import TracebackType
from typing import TypeVar, cast

import httpx2

from ._call import Call
from ._deadline import Deadline, TimeLeft, parse_timeout
from ._outcome import LONGEST_ANSWER, Answer, Closed, Late, Lost, Outcome
from ._secrets import create_strike_out
from ._send_code import SendCodeResponse, send_code_call
from ._service import Service
from ._tries import Pause, Tries, parse_max_retries, tries_of
from ._verify_code import VerifyCodeResponse, verify_code_call

T = TypeVar("T")
Self = TypeVar("Self", bound="NoPass")


class NoPass:
    """A client of one service. It is safe to share between threads: make one for the whole process.

    Both calls raise a NoPassError, or a TypeError for an argument of the wrong type.
    """

    def __init__(
        self,
        url: str,
        api_key: str,
        *,
        timeout: float = 10.0,
        max_retries: int = 2,
        http_client: httpx2.Client | None = None,
    ) -> None:
        """Makes a client, which connects at the first call.

        ``url`` is the address of the service, such as ``https://nopass.example.com``. With ``http:`` the key, the
        addresses and the codes cross the network in the clear: for this machine only, or where a service mesh encrypts
        them. ``api_key`` is a secret key (``np_live_sk_…``).

        ``timeout`` is how many seconds one call may take, with its retries, and ``max_retries`` how often it is
        repeated where that is safe. ``http_client`` stands in for the client's own, with a proxy, a private authority
        or a client certificate; it stays yours to close.
        """
        self._service = Service(url, api_key)
        self._timeout = parse_timeout(timeout)
        self._max_retries = parse_max_retries(max_retries)
        self._owns_http = http_client is None
        self._http = http_client or httpx2.Client(limits=LIMITS)
        self._closed = threading.Event()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._service.url!r})"

    def send_code(
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
        return self._make(call, timeout)

    def verify_code(
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
        return self._make(verify_code_call(challenge_id, code, attempt_id=attempt_id), timeout)

    def close(self) -> None:
        """Ends the connections. Later calls, and those that wait between two tries, end with ``CANCELED``."""
        self._closed.set()
        if self._owns_http:
            self._http.close()

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _make(self, call: Call[T], timeout: float | None) -> T:
        deadline = Deadline(self._timeout if timeout is None else parse_timeout(timeout))
        strike_out = create_strike_out([self._service.api_key, *call.secrets])
        tries: Tries[T] = tries_of(call, strike_out, deadline, self._max_retries)
        outcome: Outcome | None = None
        while True:
            try:
                step = tries.send(outcome)
            except StopIteration as end:
                return cast("T", end.value)
            if isinstance(step, Pause):
                outcome = Closed() if self._closed.wait(step.seconds) else None
            else:
                outcome = self._post(call, deadline)

    def _post(self, call: Call[T], deadline: Deadline) -> Outcome:
        if self._closed.is_set():
            return Closed()
        try:
            with self._http.stream(
                "POST",
                self._service.url_of(call.method),
                headers=self._service.headers(deadline.remaining()),
                content=call.body(),
                auth=None,
                follow_redirects=False,
                extensions={"timeout": TimeLeft(deadline)},
            ) as response:
                body = b""
                for chunk in response.iter_bytes() if is_plain(response) else ():
                    body += chunk
                    if deadline.remaining() <= 0:
                        return Late()
                    if len(body) > LONGEST_ANSWER:
                        break
                return Answer(response.status_code, lower_case(response.headers), body)
        except httpx2.TimeoutException:
            return Closed() if self._closed.is_set() else Late()
        except (httpx2.HTTPError, httpx2.StreamError, RuntimeError) as error:
            # A RuntimeError is httpx2's word for a client that was closed meanwhile.
            return Closed() if self._closed.is_set() else Lost(f"{type(error).__name__}: {error}")


LIMITS = httpx2.Limits(
    max_connections=100,
    max_keepalive_connections=20,
    # An AWS load balancer forgets a connection that was idle for 60 seconds: ours has to end first.
    keepalive_expiry=50.0,
)


def is_plain(response: httpx2.Response) -> bool:
    """Whether an answer is as it was asked for: a compressed one may unpack to a thousand times its size."""
    return response.headers.get("content-encoding", "identity") == "identity"


def lower_case(headers: httpx2.Headers) -> Mapping[str, str]:
    """Copies headers, so that nothing holds on to the request."""
    return {name.lower(): value for name, value in headers.items()}
