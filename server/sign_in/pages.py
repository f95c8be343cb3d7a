"""The pages of sign-in: plain forms that work by keyboard and without a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from auth import Actor, OneTimeLink
from locales import Words
from server.index_html import LANG

STYLE = (Path(__file__).parents[1] / "browser" / "sign_in.css").read_text(encoding="utf-8")


@dataclass(frozen=True)
class FormField:
    """A line of a form: its name in the request and in messages, and what a browser fills in."""

    name: str
    label: str
    autocomplete: str
    secret: bool = False
    value: str = ""

    def html(self, words: Words) -> str:
        """Write label and input."""
        kind = "password" if self.secret else "text"
        return (
            f'<label for="{self.name}">{escape(words.say(f"access.{self.label}"))}</label>'
            f'<input id="{self.name}" name="{self.name}" type="{kind}" required maxlength="200"'
            f' autocomplete="{self.autocomplete}" autocapitalize="none" spellcheck="false"'
            f' value="{escape(self.value)}">'
        )


NEW_PASSWORD = (
    FormField("password", "password_new", "new-password", secret=True),
    FormField("again", "password_again", "new-password", secret=True),
)


def form(
    words: Words,
    action: str,
    button: str,
    fields: Sequence[FormField] = (),
    *,
    second: bool = False,
) -> str:
    """Write a form that is posted to `action`; `button` is what its one button says."""
    lines = "".join(field.html(words) for field in fields)
    look = ' class="second"' if second else ""
    return (
        f'<form method="post" action="{escape(action)}">{lines}'
        f'<button type="submit"{look}>{escape(button)}</button></form>'
    )


def document(words: Words, site: str, heading: str, *parts: str, said: str = "") -> str:
    """Write a page; `said` is a message about what has just been done or refused."""
    message = f'<p class="said" role="alert">{escape(said)}</p>' if said else ""
    home = f'<p><a href="/?lang={words.language}">{_say(words, "back_to_dashboard")}</a></p>'
    return (
        f'<!doctype html><html lang="{LANG[words.language]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="shortcut icon" href="/ui/mark.svg">'
        f"<title>{escape(heading)} · {escape(site)}</title><style>{STYLE}</style></head>"
        f'<body><main><p class="site">{escape(site)}</p><h1>{escape(heading)}</h1>'
        f"{message}{''.join(parts)}{home}</main></body></html>"
    )


def sign_in_page(
    words: Words, site: str, query: str, *, name: str, outside: bool, vouched: str, said: str
) -> str:
    """Write the sign-in page.

    `query` keeps language and way on; `outside` offers the identity provider, `vouched` the
    name that a proxy has given.
    """
    fields = (
        FormField("name", "account_name", "username", value=name),
        FormField("password", "password", "current-password", secret=True),
    )
    parts = [f"<p>{_say(words, 'sign_in_note')}</p>"]
    if vouched:
        label = words.say("access.sign_in_as", name=vouched)
        parts.append(form(words, f"/sign-in/proxy{query}", label))
    if outside:
        label = words.say("access.sign_in_outside")
        parts.append(form(words, f"/sign-in/openid{query}", label))
    label = words.say("access.sign_in")
    second = outside or bool(vouched)
    parts.append(form(words, f"/sign-in{query}", label, fields, second=second))
    return document(words, site, label, *parts, said=said)


def claim_page(words: Words, site: str, query: str, claim: OneTimeLink, said: str) -> str:
    """Write the page of a one-time link: the first administrator's, or an invitation's."""
    hint = f'<p class="hint">{_say(words, "password_hint", least=10)}</p>'
    if claim.name:
        heading = words.say("access.claim_invited", name=claim.name)
        return document(
            words,
            site,
            heading,
            form(words, f"/claim{query}", words.say("access.claim_set"), NEW_PASSWORD),
            hint,
            said=said,
        )
    fields = (
        FormField("name", "account_name", "username"),
        FormField("display_name", "display_name", "name"),
        *NEW_PASSWORD,
    )
    return document(
        words,
        site,
        words.say("access.claim_first"),
        f"<p>{_say(words, 'claim_first_note')}</p>",
        form(words, f"/claim{query}", words.say("access.claim_create"), fields),
        hint,
        said=said,
    )


def account_page(words: Words, site: str, query: str, actor: Actor, said: str) -> str:
    """Write the page about one's own account."""
    facts = {
        "account_name": actor.name,
        "display_name": actor.display_name,
        "account_role": words.say(f"access.role_{actor.role}"),
        "account_area": actor.area,
    }
    listed = "".join(
        f"<dt>{_say(words, name)}</dt><dd>{escape(value)}</dd>"
        for name, value in facts.items()
        if value
    )
    fields = (FormField("old", "password_old", "current-password", secret=True), *NEW_PASSWORD)
    change, elsewhere = (
        words.say("access.password_change"),
        words.say("access.sign_out_elsewhere"),
    )
    return document(
        words,
        site,
        words.say("access.account"),
        f"<dl>{listed}</dl>",
        form(words, f"/sign-out{query}", words.say("access.sign_out")),
        form(words, f"/account/elsewhere{query}", elsewhere, second=True),
        f"<h2>{escape(change)}</h2>",
        form(words, f"/account/password{query}", change, fields, second=True),
        f'<p class="hint">{_say(words, "password_hint", least=10)}</p>',
        said=said,
    )


def redirect_page(words: Words, site: str, address: str) -> str:
    """Write a page of ours that moves on by itself.

    A request that sets out from it carries our Strict cookie, which one that an identity
    provider has sent here does not; and Chromium lets a form lead away from this site only so.
    """
    to = escape(address)
    head = f'<meta http-equiv="refresh" content="0; url={to}">'
    link = f'<p><a href="{to}">{_say(words, "go_on")}</a></p>'
    page = document(words, site, words.say("access.going_on"), link)
    return page.replace("<title>", f"{head}<title>", 1)


def _say(words: Words, message: str, **values: object) -> str:
    return escape(words.say(f"access.{message}", **values))
