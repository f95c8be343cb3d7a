"""Which address the dashboard may listen on, and which proxies and headers are trusted."""

import ipaddress
from collections.abc import Iterable, Mapping

from auth.errors import InvalidValueError


def check_listen_address(
    address: str, *, https: bool, plain_http_on_network: bool = False, proxy_header: str = ""
) -> None:
    """Raise InvalidValueError for an address where session cookies could be read on the network.

    An address other than loopback needs `https` or `plain_http_on_network` (else
    "address_not_loopback"). With `proxy_header` it must be loopback (else "proxy_not_loopback"):
    otherwise every client that connects directly could send that header.
    """
    if is_loopback(address):
        return
    if proxy_header:
        raise InvalidValueError("proxy_not_loopback", {"address": address})
    if not https and not plain_http_on_network:
        raise InvalidValueError("address_not_loopback", {"address": address})


def check_trusted_proxies(names: Iterable[str], *, proxy_header: str = "") -> None:
    """Raise InvalidValueError unless proxies are named by addresses or networks of addresses.

    What they say of the client's address is believed, so not everybody may be one (else
    "proxies_malformed"). With `proxy_header`, by which they name users too, one of them must be on
    this machine (else "proxy_unnamed"): nobody else can connect then.
    """
    is_one_here = False
    for name in names:
        try:
            network = ipaddress.ip_network(name)
        except ValueError:
            network = None
        if network is None or network.prefixlen == 0:
            raise InvalidValueError("proxies_malformed", {"address": name})
        is_one_here = is_one_here or network.is_loopback
    if proxy_header and not is_one_here:
        raise InvalidValueError("proxy_unnamed", {"header": proxy_header})


def is_loopback(address: str) -> bool:
    """Return whether only this machine can connect to an address.

    Of host names only "localhost" counts; an IPv4 address written as IPv6 counts as IPv4.
    """
    host = address.strip("[]")  # a URL has an IPv6 address in brackets
    if host == "localhost":
        return True
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return (mapped or ip).is_loopback


def read_proxy_user(headers: Mapping[str, str], proxy_header: str, *, bound_to: str) -> str:
    """Return the user name in the proxy's header; "" if it is absent, unconfigured or untrusted.

    `headers` are keyed by lower-case names. `bound_to` is the address that the dashboard listens
    on: the header is trusted only on loopback.
    """
    if not proxy_header or not is_loopback(bound_to):
        return ""
    return headers.get(proxy_header.lower(), "")
