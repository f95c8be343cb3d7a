"""IP addresses of clients, as limits count them: an IPv6 network of 64 bits is one client."""

import ipaddress
import os
from asyncio import Transport

from auth import find_client_network

TRUSTED_PEERS = "FORWARDED_ALLOW_IPS"
"""The environment variable with the IP addresses of proxies, separated by commas."""


def find_client_address(transport: Transport) -> str:
    """Return the client address of a connection, as limits count it; "" if it has no IP address."""
    peer = transport.get_extra_info("peername")
    return normalize_client_address(str(peer[0])) if isinstance(peer, tuple) else ""


def normalize_client_address(ip_address: str) -> str:
    """Return what limits count as one client: "2001:db8::1" → "2001:db8::/64".

    An IPv4 address is returned unchanged. An invalid address, which a proxy may have named, is cut
    to 64 characters.
    """
    return find_client_network(ip_address) or ip_address[:64]  # a text of any length


def read_trusted_proxies() -> frozenset[str]:
    """Return the IP addresses and networks of proxies that the variable TRUSTED_PEERS names."""
    names = os.environ.get(TRUSTED_PEERS, "").split(",")
    return frozenset(name.strip() for name in names if name.strip())


def is_proxy(client: str, proxies: frozenset[str]) -> bool:
    """Return whether a client address (`normalize_client_address`) is one of the proxies'.

    The connections of a proxy carry many clients, so that their number is not limited. `proxies`
    has IP addresses and networks.
    """
    try:
        network = ipaddress.ip_network(client)
        networks = [ipaddress.ip_network(name) for name in proxies]
    except ValueError:
        return client in proxies
    return any(network.version == each.version and network.overlaps(each) for each in networks)
