"""Where a request comes from: the client's address behind proxies, the page that sent it, this very machine."""

import hmac
from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from backend.auth.principal import Principal, Via
from backend.errors import NotAllowed

Headers = Mapping[bytes, bytes]
"""Request headers by lower-case name."""

LOCAL_NAMES: Final = frozenset({b"localhost", b"127.0.0.1", b"[::1]"})
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Whoever sends one of these is a proxy: the request began on some other machine.
FORWARDING: Final = (
    b"x-forwarded-for",
    b"x-forwarded-host",
    b"x-forwarded-proto",
    b"forwarded",
    b"x-real-ip",
    b"via",
    b"cf-connecting-ip",
)


class ForeignRequest(NotAllowed):
    """Another website sent this request: it is refused."""

    code = "foreign_request"


class CsrfMismatch(NotAllowed):
    """Send the header X-CSRF-Token with the csrf_token of your session (in the answer to sign-in and in /v1/me)."""

    code = "csrf_token_mismatch"


def check_csrf(principal: Principal | None, headers: Headers) -> None:
    """For a state-changing request. Raises if a cookie vouches for it and the application's own pages did not send it.

    Bearer tokens are never sent by a browser on its own, so they need no such proof.
    """
    if principal is None or principal.via is not Via.SESSION:
        return
    check_same_origin(headers)
    check_csrf_token(principal.csrf_token, headers)


def check_csrf_token(expected: str | None, headers: Headers) -> None:
    """Raises CsrfMismatch unless the header X-CSRF-Token carries the session's token."""
    given = headers.get(b"x-csrf-token", b"")
    if expected is None or not hmac.compare_digest(given, expected.encode()):
        raise CsrfMismatch


def check_same_origin(headers: Headers) -> None:
    """Raises ForeignRequest if the browser says that another origin's page sent this; other programs say nothing."""
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        if site not in (b"same-origin", b"none"):
            raise ForeignRequest
        return
    origin = headers.get(b"origin")
    # Scheme aside: behind a proxy that ends TLS we see http where the browser saw https.
    if origin is not None and origin.partition(b"://")[2].lower() != headers.get(b"host", b"").lower():
        raise ForeignRequest


def is_this_machine(client_host: str | None, host_header: bytes | None) -> bool:
    """Whether the request was sent from this machine to a name that only this machine has.

    The name is checked as well: a web page can point its own name at 127.0.0.1 (DNS rebinding).
    """
    if client_host is None or host_header is None:
        return False
    return _without_port(host_header.lower()) in LOCAL_NAMES and _is_loopback(client_host)


def began_on_this_machine(client_host: str | None, headers: Headers) -> bool:
    """The same, for a request that no proxy passed on."""
    forwarded = any(name in headers for name in FORWARDING)
    return not forwarded and is_this_machine(client_host, headers.get(b"host"))


def _without_port(host: bytes) -> bytes:
    return host[: host.find(b"]") + 1] if host.startswith(b"[") else host.partition(b":")[0]


@lru_cache(maxsize=4096)
def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class TrustedProxies:
    """The reverse proxies whose X-Forwarded-For is believed."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._networks: tuple[IPv4Network | IPv6Network, ...] = tuple(ip_network(a, strict=False) for a in addresses)

    def client_address(self, peer: str | None, forwarded_for: bytes | None) -> str:
        """The address that sent the request: the last one that is not a trusted proxy's own.

        Read from the right, since everything to the left of a trusted proxy's entry is what the client claims.
        """
        address = peer or "unknown"
        if not self._networks or forwarded_for is None or not self._trusts(address):
            return address
        for hop in reversed(forwarded_for.decode("latin-1").split(",")):
            hop = hop.strip()
            if not _is_address(hop):
                return address
            address = hop
            if not self._trusts(address):
                return address
        return address

    def _trusts(self, address: str) -> bool:
        try:
            known = ip_address(address)
        except ValueError:
            return False
        return any(known in network for network in self._networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def neighbourhood(address: str) -> str:
    """What to count failures by: an IPv4 address, or the /64 that one IPv6 customer has to itself."""
    try:
        known = ip_address(address)
    except ValueError:
        return address[:64]
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(known.ipv4_mapped or ip_network(f"{known}/64", strict=False))
