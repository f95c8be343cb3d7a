"""Configuration of an OpenID provider."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from auth.errors import InvalidValueError
from auth.network_policy import is_loopback


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """Configuration of an OpenID provider; `redirect_uri` is our callback as registered there.

    Users may sign in if the claim `groups_claim` lists `group`. If `area_claim` is set, this claim
    is required and has the code of the area that a new account is limited to. Raises
    InvalidValueError("oidc_plain_http") for an issuer without https that is not on this machine.
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
        """Raise InvalidValueError for an issuer whose responses could be forged on the network."""
        check_https(self.issuer)

    def is_in_group(self, claims: Mapping[str, Any]) -> bool:
        """Return whether a user's claims list the group; a single name counts as a list."""
        groups = claims.get(self.groups_claim)
        return self.group in (groups if isinstance(groups, list) else [groups])


def check_https(url: str) -> None:
    """Raise InvalidValueError("oidc_plain_http") unless a URL is https, or http on this machine."""
    parts = urlsplit(url)
    is_local = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if parts.scheme != "https" and not is_local:
        raise InvalidValueError("oidc_plain_http", {"address": url})
