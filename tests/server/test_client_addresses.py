"""What counts as one client: an IPv4 address, the network of an IPv6 one."""

import pytest

from server.limits import client_addresses
from server.limits.client_addresses import is_proxy, normalize_client_address


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:DB8:0:0:ffff::2", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unknown", "unknown"),
        ("x" * 5000, "x" * 64),
    ],
)
def test_every_form_of_an_address_is_one_client(address: str, client: str) -> None:
    assert normalize_client_address(address) == client


@pytest.mark.parametrize(
    ("client", "expected"),
    [("10.1.2.3", True), ("127.0.0.1", True), ("192.0.2.1", False), ("2001:db8::/64", True)],
)
def test_a_proxy_is_named_by_address_or_network(
    client: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(client_addresses.TRUSTED_PEERS, "127.0.0.1, 10.0.0.0/8,2001:db8::5")
    assert is_proxy(client, client_addresses.read_trusted_proxies()) is expected


def test_a_name_that_is_no_address_is_compared_as_it_is() -> None:
    assert is_proxy("nginx", frozenset({"nginx"}))
    assert not is_proxy("", frozenset())
