"""Requests to an OpenID provider: discovery, token, userinfo; and validation of the claims."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwk import KeySet

from auth.errors import InvalidValueError, SignInError
from auth.oidc.provider import OidcProvider, check_https

# Only asymmetric signatures, because a token with HS256 or "none" could be forged.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
LEEWAY_SECONDS = 60  # by which the provider's clock may differ from ours
CLAIM_CODES = {"iss": "oidc_issuer", "aud": "oidc_audience", "azp": "oidc_audience"}


def build_authorization_url(
    provider: OidcProvider, *, state: str, nonce: str, verifier: str
) -> str:
    """Return the provider's URL where the user signs in.

    `state` and `nonce` come back in the callback and in the ID token, `verifier` is the PKCE code
    verifier, of which the URL has only a hash. Raises SignInError("oidc_unreachable").
    """
    with _open_client(provider) as client:
        metadata = _fetch_metadata(client, provider)
        url, _state = client.create_authorization_url(
            metadata["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
        )
    return str(url)


def fetch_claims(
    provider: OidcProvider, code: str, *, verifier: str, nonce: str, now: datetime
) -> dict[str, Any]:
    """Exchange the authorization code for an ID token and return its validated claims.

    `code` is from the callback's query; `verifier` and `nonce` are those of the sign-in's beginning
    (`build_authorization_url`), `now` is the present time. If the token has no claim with the
    user's groups, the claims of the userinfo endpoint are added. Raises SignInError (oidc_…).
    """
    with _open_client(provider) as client:
        metadata = _fetch_metadata(client, provider)
        try:
            token = client.fetch_token(
                metadata["token_endpoint"], code=code, code_verifier=verifier
            )
        except OAuthError:
            # The error's text may contain the secret and the code that were sent.
            raise SignInError("oidc_refused") from None
        except OSError:  # requests' exceptions are OSErrors
            raise SignInError("oidc_unreachable") from None
        except (ValueError, TypeError, OverflowError, RecursionError):
            # Authlib raises these for a body that is no JSON object or has a malformed lifetime.
            raise SignInError("oidc_token") from None
        keys = _fetch_json(client, metadata["jwks_uri"])
        claims = validate_claims(provider, token, keys, nonce=nonce, now=now)
        if provider.groups_claim not in claims and "userinfo_endpoint" in metadata:
            claims = _add_userinfo(client, metadata["userinfo_endpoint"], claims)
    return claims


def validate_claims(
    provider: OidcProvider,
    token: Mapping[str, Any],
    keys: Mapping[str, Any],
    *,
    nonce: str,
    now: datetime,
) -> dict[str, Any]:
    """Return the claims of an ID token, validated as OpenID Connect Core 3.1.3.7 requires.

    `token` is the token endpoint's response, `keys` the provider's JSON Web Key Set. Signature,
    issuer, audience, nonce and times (by `now`, with LEEWAY_SECONDS) are checked. Raises
    SignInError (oidc_…, by the first claim that is wrong).
    """
    try:
        key_set = KeySet.import_key_set({"keys": keys["keys"]})
        decoded = jwt.decode(str(token["id_token"]), key_set, algorithms=ALGORITHMS)
        access_token = token["access_token"]
    except (JoseError, ValueError, KeyError, TypeError):
        raise SignInError("oidc_token") from None
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        {"iss": {"value": provider.issuer}, "aud": {"value": provider.client_id}},
        # The access token is compared with the claim `at_hash`.
        {"nonce": nonce, "client_id": provider.client_id, "access_token": access_token},
    )
    try:
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
    except ExpiredTokenError:
        raise SignInError("oidc_expired") from None
    except (InvalidClaimError, MissingClaimError) as error:
        error_code = "oidc_nonce" if error.claim == "nonce" else CLAIM_CODES.get(error.claim)
        raise SignInError(error_code or "oidc_token") from None
    except JoseError:
        raise SignInError("oidc_token") from None
    return dict(claims)


def _open_client(provider: OidcProvider) -> Any:
    """Return an OAuth 2.0 client with PKCE for the provider, to be used as a context manager.

    PKCE proves that the same server that began the sign-in exchanges the code. Without a secret it
    is a public client.
    """
    return OAuth2Session(
        provider.client_id,
        provider.client_secret or None,
        scope=" ".join(provider.scopes),
        redirect_uri=provider.redirect_uri,
        code_challenge_method="S256",
        default_timeout=provider.timeout_seconds,
    )


def _fetch_metadata(client: Any, provider: OidcProvider) -> dict[str, Any]:
    """Return the OpenID provider's validated discovery document, which names its endpoints.

    Its issuer must be the configured one, and its endpoints https (or on this machine): each gets a
    secret, a token or the keys. Raises SignInError (oidc_issuer, oidc_unreachable).
    """
    url = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    metadata = _fetch_json(client, url)
    if metadata.get("issuer") != provider.issuer:
        raise SignInError("oidc_issuer")
    try:
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            check_https(metadata[name])
        if "userinfo_endpoint" in metadata:  # it is optional
            check_https(metadata["userinfo_endpoint"])
    except (InvalidValueError, KeyError, TypeError):
        raise SignInError("oidc_unreachable") from None
    return metadata


def _add_userinfo(client: Any, url: str, claims: dict[str, Any]) -> dict[str, Any]:
    """Return a token's claims together with those of the userinfo endpoint at `url`.

    If both have a claim, the token's is used, because it is signed. Raises
    SignInError("oidc_token") if the endpoint's claims are of another user.
    """
    userinfo = _fetch_json(client, url, send_token=True)
    if userinfo.get("sub") != claims["sub"]:  # OpenID Connect Core 5.3.2
        raise SignInError("oidc_token")
    return {**userinfo, **claims}


def _fetch_json(client: Any, url: str, *, send_token: bool = False) -> dict[str, Any]:
    """Return the JSON object at a URL of the OpenID provider.

    `client` is Authlib's session; `send_token` sends the user's access token with the request.
    Raises SignInError("oidc_unreachable") for a failure and for anything but a JSON object.
    """
    try:
        response = client.get(url, withhold_token=not send_token)
        response.raise_for_status()
        body = response.json()
    except (OSError, ValueError, RecursionError, OAuthError):  # requests' exceptions are OSErrors
        raise SignInError("oidc_unreachable") from None
    if not isinstance(body, dict):
        raise SignInError("oidc_unreachable")
    return body
