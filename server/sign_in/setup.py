"""What start does about sign-in: the address, the provider, the first administrator's link."""

import auth
from auth import AuthDatabase
from auth.oidc.provider import OidcProvider
from locales import LANGUAGES, Words
from server.sign_in.routes import CALLBACK, SignInRoutes
from settings import Settings


def open_sign_in(
    settings: Settings, gate: AuthDatabase, *, address: str, https: bool
) -> SignInRoutes:
    """Make sign-in of the settings, for a dashboard that listens on `address`.

    Raises access.Invalid for an address that the network could reach without https and for a
    provider without it, OSError where the file with the provider's secret cannot be read.
    """
    auth.check_listen_address(
        address,
        https=https,
        plain_http_on_network=settings.sign_in.allow_plain_http,
        proxy_header=settings.sign_in.proxy_header,
    )
    return SignInRoutes(
        database=gate,
        titles={language: getattr(settings.title, language) for language in LANGUAGES},
        first=settings.language,
        provider=_provider(settings),
        proxy_header=settings.sign_in.proxy_header,
        bound_to=address,
    )


def base_url(host: str, port: int, *, https: bool) -> str:
    """Word the dashboard's address for the terminal; port 443 is https, whoever answers it."""
    if https or port == 443:
        return f"https://{host}" if port == 443 else f"https://{host}:{port}"
    return f"http://{host}" if port == 80 else f"http://{host}:{port}"


def first_admin_message(gate: AuthDatabase, site: str) -> str:
    """Word, for the terminal alone, the link that makes the first administrator.

    `site` is the dashboard's address; "" once there is an administrator, and while the
    database cannot be written, which does not keep readers from reading.
    """
    try:
        claim = auth.issue_first_admin_link(auth.operator_actor(gate, "start"))
    except auth.DatabaseUnavailableError:
        return ""
    if claim is None:
        return ""
    link = f"{site}/claim?token={claim.token}"
    minutes = int(gate.limits.first_admin_link.total_seconds()) // 60
    said = (
        Words(language).say("access.first_start", minutes=minutes, link=link)
        for language in LANGUAGES
    )
    return "\n".join(said)


def _provider(settings: Settings) -> OidcProvider | None:
    openid = settings.sign_in.openid
    if openid is None:
        return None
    secret = (settings.folder / openid.client_secret_file).read_text(encoding="utf-8").strip()
    return OidcProvider(
        issuer=openid.issuer,
        client_id=openid.client_id,
        client_secret=secret,
        redirect_uri=CALLBACK,
        group=openid.staff_group,
        groups_claim=openid.group_claim,
    )
