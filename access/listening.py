"""Where the dashboard may listen, and whose word about the client it takes."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from access.faults import Invalid


@dataclass(frozen=True, slots=True)
class Proxy:
    """A reverse proxy in front; without one, every header about the client is ignored.

    `user_header` names the header in which the proxy vouches for a signed-in user (for instance
    X-Auth-Request-User), or is empty.
    """

    trusted: bool = False
    user_header: str = ""


@dataclass(frozen=True, slots=True)
class ProxyUser:
    """Somebody a trusted proxy has vouched for."""

    name: str
    address: str


def check_listening(
    address: str, *, https: bool, plain_http_on_network: bool = False, proxy: Proxy | None = None
) -> None:
    """Refuse an address that would show sessions to the network.

    Beyond this machine it takes https, or the setting that says so by name; a proxy's headers
    are believed on this machine's own address alone. Raises Invalid (address_not_loopback,
    proxy_not_loopback).
    """
    if is_loopback(address):
        return
    if proxy is not None and proxy.trusted:
        raise Invalid("proxy_not_loopback", {"address": address})
    if not https and not plain_http_on_network:
        raise Invalid("address_not_loopback", {"address": address})


def is_loopback(address: str) -> bool:
    """Tell whether an address reaches no further than this machine; a name but localhost does."""
    bare = address.strip("[]")
    if bare == "localhost":
        return True
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback


def client_address(peer: str, headers: Mapping[str, str], proxy: Proxy) -> str:
    """Name the client: the peer, or what the trusted proxy beside us appended last.

    `headers` have lower-case names.
    """
    forwarded = headers.get("x-forwarded-for", "")
    if not (proxy.trusted and is_loopback(peer) and forwarded):
        return peer
    return forwarded.rpartition(",")[2].strip()


def came_by_https(scheme: str, peer: str, headers: Mapping[str, str], proxy: Proxy) -> bool:
    """Tell whether the browser spoke https, to us or to the trusted proxy."""
    if proxy.trusted and is_loopback(peer):
        return headers.get("x-forwarded-proto", scheme).partition(",")[0].strip() == "https"
    return scheme == "https"


def proxy_user(
    peer: str, headers: Mapping[str, str], proxy: Proxy, *, bound_to: str
) -> ProxyUser | None:
    """Take the user from the proxy's header, if one is configured and can be believed."""
    name = headers.get(proxy.user_header.lower(), "") if proxy.user_header else ""
    if not (name and proxy.trusted and is_loopback(peer) and is_loopback(bound_to)):
        return None
    return ProxyUser(name, client_address(peer, headers, proxy))
