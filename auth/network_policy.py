"""Where the dashboard may listen, and whose word about a reader's name it takes."""

import ipaddress
from collections.abc import Mapping

from auth.errors import InvalidValueError


def check_listen_address(
    address: str, *, https: bool, plain_http_on_network: bool = False, proxy_header: str = ""
) -> None:
    """Refuse an address that would show sessions to the network.

    Beyond this machine it takes https, or the setting that says so by name. Where a proxy's
    header names the user, it is this machine's own address alone: anybody who could reach us
    past the proxy could write that header. Raises Invalid (address_not_loopback,
    proxy_not_loopback).
    """
    if is_loopback(address):
        return
    if proxy_header:
        raise InvalidValueError("proxy_not_loopback", {"address": address})
    if not https and not plain_http_on_network:
        raise InvalidValueError("address_not_loopback", {"address": address})


def is_loopback(address: str) -> bool:
    """Tell whether an address reaches no further than this machine; no name but localhost does."""
    bare = address.strip("[]")
    if bare == "localhost":
        return True
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback


def read_proxy_user(headers: Mapping[str, str], proxy_header: str, *, bound_to: str) -> str:
    """Take the user's name from the proxy's header, if one is configured and can be believed.

    `headers` find a name in either case, as a web server's do; "" where nobody is named.
    """
    if not proxy_header or not is_loopback(bound_to):
        return ""
    return headers.get(proxy_header.lower(), "")
