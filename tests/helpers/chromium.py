"""How the tests start Chromium, and what no page may ask for."""

from urllib.parse import urlsplit

# A page whose script has run.
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"


# Chromium asks its maker for updates and for time otherwise, which no page of ours may do.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


def foreign(url: str) -> bool:
    """Say whether a request leaves this machine."""
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1"
