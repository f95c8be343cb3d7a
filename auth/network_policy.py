"""Which IP address the dashboard may listen on, and which proxies and headers are trusted."""

import ipaddress
from collections.abc import Iterable, Mapping

from auth.errors import InvalidValueError


def check_listen_address(
    address: str, *, https: bool, plain_http_on_network: bool = False, proxy_header: str = ""
) -> None:
    """Raise InvalidValueError unless the dashboard may listen on an IP address.

    An address other than loopback needs `https` or `plain_http_on_network` (else
    "address_not_loopback"), because session cookies could be read on the network. With
    `proxy_header` it must be loopback (else "proxy_not_loopback"), because any client could send
    that header.
    """
    if is_loopback(address):
        return
    if proxy_header:
        raise InvalidValueError("proxy_not_loopback", {"address": address})
    if not https and not plain_http_on_network:
        raise InvalidValueError("address_not_loopback", {"address": address})


def check_trusted_proxies(names: Iterable[str], *, proxy_header: str = "") -> None:
    """Raise InvalidValueError unless trusted proxies are named by IP addresses or networks.

    The client's address is taken from their headers, so a network of all addresses is refused
    ("proxies_malformed"). With `proxy_header`, in which a proxy names the user, the dashboard
    listens on this machine alone, so one of them must be on this machine (else "proxy_unnamed").
    """
    has_local_proxy = False
    for name in names:
        try:
            network = ipaddress.ip_network(name)
        except ValueError:
            network = None
        if network is None or network.prefixlen == 0:
            raise InvalidValueError("proxies_malformed", {"address": name})
        has_local_proxy = has_local_proxy or network.is_loopback
    if proxy_header and not has_local_proxy:
        raise InvalidValueError("proxy_unnamed", {"header": proxy_header})


def is_loopback(address: str) -> bool:
    """Return whether only this machine can connect to an IP address or host name.

    The only such host name is "localhost"; an IPv4 address written as IPv6 counts as IPv4.
    """
    host = address.strip("[]")  # a URL has an IPv6 address in brackets
    if host == "localhost":
        return True
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return False
    ipv4 = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None  # ::ffff:127.0.0.1
    return (ipv4 or ip).is_loopback


def read_proxy_user(headers: Mapping[str, str], proxy_header: str, *, bound_to: str) -> str:
    """Return the user name in the proxy's header; "" if it is absent, unconfigured or untrusted.

    A proxy that signs people in, such as a company's, sends their name. `headers` are keyed by
    lower-case names. `bound_to` is the IP address that the dashboard listens on; the header is
    trusted only on loopback, where only programs of this machine can send it.
    """
    if not proxy_header or not is_loopback(bound_to):
        return ""
    return headers.get(proxy_header.lower(), "")
