"""An OpenID provider as it is configured, without the libraries that talk to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from auth.errors import InvalidValueError
from auth.network_policy import is_loopback


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """An OpenID provider as configured; `redirect_uri` is our callback, known to it.

    Members of `group` (in the claim `groups_claim`) are staff. Where `area_claim` is named, its
    value binds a new account to that area and must be there. Raises Invalid("oidc_plain_http")
    for a provider that is reached without https and is not on this machine.
    """

    issuer: str
    client_id: str
    redirect_uri: str
    group: str
    client_secret: str = field(default="", repr=False)
    groups_claim: str = "groups"
    area_claim: str = ""
    scopes: tuple[str, ...] = ("openid", "profile")
    timeout_seconds: float = 5.0

    def __post_init__(self) -> None:
        """Refuse a provider whose answers anybody on the way could write."""
        check_https(self.issuer)

    def in_group(self, claims: Mapping[str, Any]) -> bool:
        """Tell whether the claims name the staff group."""
        groups = claims.get(self.groups_claim)
        return self.group in (groups if isinstance(groups, list) else [groups])


def check_https(address: str) -> None:
    """Take https, and http on this machine. Raises Invalid("oidc_plain_http")."""
    parts = urlsplit(address)
    local = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if parts.scheme != "https" and not local:
        raise InvalidValueError("oidc_plain_http", {"address": address})
