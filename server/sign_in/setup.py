"""Set-up of sign-in when the server starts: listening address, provider, first administrator."""

import auth
from auth import AuthDatabase
from auth.oidc.provider import OidcProvider
from locales import LANGUAGES, Words
from server.limits.client_addresses import read_trusted_proxies
from server.sign_in.routes import CALLBACK, SignInRoutes
from settings import Settings


def open_sign_in(
    settings: Settings, database: AuthDatabase, *, address: str, https: bool
) -> SignInRoutes:
    """Return the sign-in routes of a dashboard that listens on the IP address `address`.

    Raises auth.InvalidValueError for an address on the network without https, for unnamed proxies
    and for a provider without https; OSError if the file with the provider's secret cannot be read.
    """
    auth.check_listen_address(
        address,
        https=https,
        plain_http_on_network=settings.sign_in.allow_plain_http,
        proxy_header=settings.sign_in.proxy_header,
    )
    auth.check_trusted_proxies(read_trusted_proxies(), proxy_header=settings.sign_in.proxy_header)
    return SignInRoutes(
        database=database,
        titles={language: getattr(settings.title, language) for language in LANGUAGES},
        default_language=settings.language,
        provider=_read_provider(settings),
        proxy_header=settings.sign_in.proxy_header,
        bound_to=address,
    )


def build_base_url(host: str, port: int, *, https: bool) -> str:
    """Return the dashboard's URL to print in the terminal: "http://127.0.0.1:8501".

    Port 443 always means https; a default port is left out.
    """
    if https or port == 443:
        return f"https://{host}" if port == 443 else f"https://{host}:{port}"
    return f"http://{host}" if port == 80 else f"http://{host}:{port}"


def build_first_admin_message(database: AuthDatabase, url: str) -> str:
    """Return the message for the terminal with the link that creates the first administrator.

    `url` is the dashboard's URL. "" is returned if an administrator exists, and if the link cannot
    be stored, since the dashboard must start for readers in any case.
    """
    try:
        one_time_link = auth.issue_first_admin_link(auth.operator_actor(database, name="start"))
    except auth.DatabaseUnavailableError:
        return ""
    if one_time_link is None:
        return ""
    link = f"{url}/claim?token={one_time_link.token}"
    minutes = int(database.limits.first_admin_link.total_seconds()) // 60
    return "\n".join(
        Words(language).say("access.first_start", minutes=minutes, link=link)
        for language in LANGUAGES
    )


def _read_provider(settings: Settings) -> OidcProvider | None:
    """Return the OpenID provider that the settings name, or None.

    Raises OSError if the file with its secret cannot be read.
    """
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
