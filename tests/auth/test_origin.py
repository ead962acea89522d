"""Where a request comes from: other websites, proxies, this machine."""

from dataclasses import replace

import pytest

from backend.auth.limits import RateLimits
from backend.auth.origin import (
    CsrfMismatch,
    ForeignRequest,
    TrustedProxies,
    check_csrf,
    check_same_origin,
    is_this_machine,
    neighbourhood,
)
from backend.auth.principal import LOOPBACK_VIEWER, Via
from tests.people import ADA

HOST = {b"host": b"leads.example.com"}
RIGHT = {b"x-csrf-token": b"csrf of ada"}


@pytest.mark.parametrize(
    "headers",
    [
        {b"sec-fetch-site": b"same-origin"},
        {b"sec-fetch-site": b"none"},
        {b"origin": b"https://leads.example.com"},
        {b"origin": b"http://leads.example.com"},
        {},
    ],
)
def test_a_change_from_our_own_page_with_the_token_passes(headers: dict[bytes, bytes]) -> None:
    check_csrf(ADA.principal, HOST | RIGHT | headers)


@pytest.mark.parametrize(
    "headers",
    [
        {b"sec-fetch-site": b"cross-site"},
        {b"sec-fetch-site": b"same-site"},
        {b"sec-fetch-site": b"cross-site", b"origin": b"https://leads.example.com"},
        {b"origin": b"https://evil.example"},
        {b"origin": b"https://leads.example.com.evil.example"},
        {b"origin": b"https://leads.example.com:8443"},
        {b"origin": b"null"},
    ],
)
def test_a_change_from_another_website_is_refused_even_with_the_token(headers: dict[bytes, bytes]) -> None:
    with pytest.raises(ForeignRequest):
        check_csrf(ADA.principal, HOST | RIGHT | headers)


@pytest.mark.parametrize("token", [{}, {b"x-csrf-token": b""}, {b"x-csrf-token": b"csrf of ben"}])
def test_a_change_by_cookie_needs_the_token_of_its_session(token: dict[bytes, bytes]) -> None:
    with pytest.raises(CsrfMismatch):
        check_csrf(ADA.principal, HOST | token)


def test_a_bearer_token_needs_no_such_proof() -> None:
    check_csrf(replace(ADA.principal, via=Via.API_KEY), {b"origin": b"https://evil.example"})
    check_csrf(LOOPBACK_VIEWER, {})
    check_csrf(None, {})


def test_signing_in_from_another_website_is_refused() -> None:
    with pytest.raises(ForeignRequest):
        check_same_origin(HOST | {b"sec-fetch-site": b"cross-site"})


@pytest.mark.parametrize("host", [b"localhost", b"localhost:8000", b"127.0.0.1:8000", b"[::1]:8000", b"LOCALHOST:1"])
@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.9.1", "::1"])
def test_this_machine_is_known_by_address_and_name(client: str, host: bytes) -> None:
    assert is_this_machine(client, host)


@pytest.mark.parametrize(
    ("client", "host"),
    [
        ("192.168.1.5", b"localhost"),
        ("127.0.0.1", b"evil.example"),
        ("127.0.0.1", b"localhost.evil.example"),
        ("127.0.0.1", b"localhost@evil.example"),
        ("127.0.0.1", b""),
        ("127.0.0.1", None),
        (None, b"localhost"),
        ("testclient", b"localhost"),
    ],
)
def test_another_machine_or_a_name_that_points_here_is_not_this_machine(client: str | None, host: bytes | None) -> None:
    assert not is_this_machine(client, host)


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.2", b"203.0.113.9", "203.0.113.9"),
        ("10.0.0.2", b"6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.2", b"203.0.113.9, 10.0.0.7", "203.0.113.9"),
        ("10.0.0.2", b"10.0.0.8, 10.0.0.7", "10.0.0.8"),
        ("10.0.0.2", b"2001:db8::1", "2001:db8::1"),
        ("10.0.0.2", b"garbage", "10.0.0.2"),
        ("10.0.0.2", b"203.0.113.9, garbage", "10.0.0.2"),
        ("10.0.0.2", None, "10.0.0.2"),
        ("198.51.100.1", b"203.0.113.9", "198.51.100.1"),
    ],
)
def test_forwarded_addresses_are_believed_only_from_a_trusted_proxy(
    peer: str, forwarded: bytes | None, client: str
) -> None:
    assert TrustedProxies(["10.0.0.0/8"]).client_address(peer, forwarded) == client


def test_without_trusted_proxies_nothing_forwarded_is_believed() -> None:
    assert TrustedProxies([]).client_address("10.0.0.2", b"203.0.113.9") == "10.0.0.2"


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unknown", "unknown"),
    ],
)
def test_failures_are_counted_by_who_has_the_address(address: str, counted_as: str) -> None:
    assert neighbourhood(address) == counted_as


def test_a_caller_gets_the_requests_of_a_minute_and_then_waits() -> None:
    limits = RateLimits()

    assert [limits.allow("user:1", 60) for _ in range(60)] == [None] * 60
    wait_s = limits.allow("user:1", 60)

    assert wait_s is not None
    assert 0 < wait_s <= 1
    assert limits.allow("user:2", 60) is None


def test_no_limit_is_no_limit() -> None:
    limits = RateLimits()

    assert {limits.allow("user:1", 0) for _ in range(1000)} == {None}
