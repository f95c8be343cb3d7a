"""Addresses of clients, as limits count them: an IPv6 client has a whole network of its own."""

import ipaddress
import os
from asyncio import Transport

from auth import client_network

TRUSTED_PEERS = "FORWARDED_ALLOW_IPS"
"""The environment variable with the addresses of proxies, separated by commas."""


def address_of(transport: Transport) -> str:
    """Return the client of a connection, as limits count it; "" if it has no IP address."""
    peer = transport.get_extra_info("peername")
    return client_of(str(peer[0])) if isinstance(peer, tuple) else ""


def client_of(address: str) -> str:
    """Return what counts as one client of an IP address: "2001:db8::1" → "2001:db8::/64".

    An address that is none, such as a proxy may name, counts as it is, cut to 64 characters.
    """
    return client_network(address) or address[:64]


def trusted_proxies() -> frozenset[str]:
    """Return the configured addresses of proxies, and networks of such addresses."""
    names = os.environ.get(TRUSTED_PEERS, "").split(",")
    return frozenset(name.strip() for name in names if name.strip())


def is_one_of(client: str, proxies: frozenset[str]) -> bool:
    """Return whether a client (see `client_of`) is in one of the networks of the proxies."""
    try:
        network = ipaddress.ip_network(client)
        networks = [ipaddress.ip_network(name) for name in proxies]
    except ValueError:
        return client in proxies
    return any(network.version == each.version and network.overlaps(each) for each in networks)
