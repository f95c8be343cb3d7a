"""Pages of sign-in: plain HTML forms that work by keyboard and without scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from auth import Actor, OneTimeLink
from auth.passwords import MIN_LENGTH
from auth.sessions import SessionRow
from locales import Words
from server.index_html import LANGUAGE_TAGS

STYLE = (Path(__file__).parents[1] / "browser" / "sign_in.css").read_text(encoding="utf-8")


@dataclass(frozen=True)
class FormField:
    """A form field: its name in the request, its label's message id, its `autocomplete` attribute.

    `secret` makes it a password input.
    """

    name: str
    label: str
    autocomplete: str
    secret: bool = False
    value: str = ""

    def html(self, words: Words) -> str:
        """Return the label and the input element of a field in the form of a sign-in page."""
        input_type = "password" if self.secret else "text"
        return (
            f'<label for="{self.name}">{escape(words.say(f"access.{self.label}"))}</label>'
            f'<input id="{self.name}" name="{self.name}" type="{input_type}" required'
            ' maxlength="200"'
            f' autocomplete="{self.autocomplete}" autocapitalize="none" spellcheck="false"'
            f' value="{escape(self.value)}">'
        )


NEW_PASSWORD = (
    FormField("password", "password_new", "new-password", secret=True),
    FormField("again", "password_again", "new-password", secret=True),
)


def form_html(
    words: Words,
    action: str,
    button: str,
    fields: Sequence[FormField] = (),
    *,
    is_secondary: bool = False,
) -> str:
    """Return the HTML of a form on a sign-in page.

    `action` is the URL it posts to, `button` the text of its only button, which `is_secondary`
    makes less prominent.
    """
    inputs = "".join(field.html(words) for field in fields)
    css_class = ' class="second"' if is_secondary else ""
    return (
        f'<form method="post" action="{escape(action)}">{inputs}'
        f'<button type="submit"{css_class}>{escape(button)}</button></form>'
    )


def plain_page(words: Words, title: str, heading: str, *parts: str, message: str = "") -> str:
    """Return a complete HTML page without scripts, such as those of sign-in.

    `parts` are HTML, `title` is the dashboard's name. `message` is text about what was done or why
    it was refused, "" for none.
    """
    alert = f'<p class="said" role="alert">{escape(message)}</p>' if message else ""
    home = f'<p><a href="/?lang={words.language}">{_say_html(words, "back_to_dashboard")}</a></p>'
    return (
        f'<!doctype html><html lang="{LANGUAGE_TAGS[words.language]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="shortcut icon" href="/ui/mark.svg">'
        f"<title>{escape(heading)} · {escape(title)}</title><style>{STYLE}</style></head>"
        f'<body><main><p class="site">{escape(title)}</p><h1>{escape(heading)}</h1>'
        f"{alert}{''.join(parts)}{home}</main></body></html>"
    )


def sign_in_page(
    words: Words,
    title: str,
    query: str,
    *,
    name: str,
    has_openid: bool,
    proxy_user: str,
    message: str,
) -> str:
    """Return the sign-in page.

    `query` is the query string that passes language and next path on. `has_openid` adds a button
    for the identity provider, `proxy_user` (if not "") one for the user that a proxy has named.
    After a failed attempt `name` is filled in again, and `message` says why it failed.
    """
    fields = (
        FormField("name", "account_name", "username", value=name),
        FormField("password", "password", "current-password", secret=True),
    )
    parts = [f"<p>{_say_html(words, 'sign_in_note')}</p>"]
    if proxy_user:
        label = words.say("access.sign_in_as", name=proxy_user)
        parts.append(form_html(words, f"/sign-in/proxy{query}", label))
    if has_openid:
        label = words.say("access.sign_in_outside")
        parts.append(form_html(words, f"/sign-in/openid{query}", label))
    label = words.say("access.sign_in")
    is_secondary = has_openid or bool(proxy_user)
    parts.append(form_html(words, f"/sign-in{query}", label, fields, is_secondary=is_secondary))
    return plain_page(words, title, label, *parts, message=message)


def link_page(
    words: Words,
    title: str,
    query: str,
    link: OneTimeLink,
    message: str,
    typed: Mapping[str, str],
) -> str:
    """Return the page of a one-time link: of the first administrator, or of an invitation.

    `typed` are the values of a form that was refused, by field; its names are filled in again.
    `query` is the query string with the link's token; only an invitation's link names an account.
    """
    if link.name:
        heading = words.say("access.claim_invited", name=link.name)
        return plain_page(
            words,
            title,
            heading,
            form_html(words, f"/claim{query}", words.say("access.claim_set"), NEW_PASSWORD),
            _password_hint(words),
            message=message,
        )
    fields = (
        FormField("name", "account_name", "username", value=typed.get("name", "")[:64]),
        FormField("display_name", "display_name", "name", value=typed.get("display_name", "")[:64]),
        *NEW_PASSWORD,
    )
    return plain_page(
        words,
        title,
        words.say("access.claim_first"),
        f"<p>{_say_html(words, 'claim_first_note')}</p>",
        form_html(words, f"/claim{query}", words.say("access.claim_create"), fields),
        _password_hint(words),
        message=message,
    )


def account_page(
    words: Words,
    title: str,
    query: str,
    actor: Actor,
    sessions: Sequence[SessionRow],
    message: str,
) -> str:
    """Return the page on which users see their account and sessions, and change the password.

    An account for every area has no line for its area. `message` is what was done or refused.
    `query` is the query string with the language, for the addresses of the forms.
    """
    facts = {
        "account_name": actor.name,
        "display_name": actor.display_name,
        "account_role": words.say(f"access.role_{actor.role}"),
        "account_area": actor.area,
    }
    list_items = "".join(
        f"<dt>{_say_html(words, name)}</dt><dd>{escape(value)}</dd>"
        for name, value in facts.items()
        if value
    )
    fields = (FormField("old", "password_old", "current-password", secret=True), *NEW_PASSWORD)
    change, elsewhere = words.say("access.password_change"), words.say("access.sign_out_elsewhere")
    return plain_page(
        words,
        title,
        words.say("access.account"),
        f"<dl>{list_items}</dl>",
        form_html(words, f"/sign-out{query}", words.say("access.sign_out")),
        _session_list(words, actor, sessions),
        form_html(words, f"/account/elsewhere{query}", elsewhere, is_secondary=True),
        f"<h2>{escape(change)}</h2>",
        form_html(words, f"/account/password{query}", change, fields, is_secondary=True),
        _password_hint(words),
        message=message,
    )


def _session_list(words: Words, actor: Actor, sessions: Sequence[SessionRow]) -> str:
    """Return the list, on the account page, of a user's valid sessions, newest first.

    This browser's is marked.
    """
    items = ""
    for row in sessions:
        facts = {
            "method": words.say(f"desk.method_{row.method}"),
            "begun": f"{row.created_at.astimezone():%Y-%m-%d %H:%M}",
            "seen": f"{row.seen_at.astimezone():%Y-%m-%d %H:%M}",
        }
        message = "session_here" if row.id == actor.session_id else "session_there"
        items += f"<li>{_say_html(words, message, **facts)}</li>"
    heading = _say_html(words, "sessions_own", count=len(sessions))
    return f"<h2>{heading}</h2><ul>{items}</ul>"


def redirect_page(words: Words, title: str, address: str) -> str:
    """Return a page that redirects to `address` at once, without a click.

    The browser sends our SameSite=Strict cookie with a redirect from our own page, but not with one
    from an identity provider. Also, Chromium lets a form lead to another site only through such a
    page.
    """
    target = escape(address)
    head = f'<meta http-equiv="refresh" content="0; url={target}">'
    link = f'<p><a href="{target}">{_say_html(words, "go_on")}</a></p>'
    page = plain_page(words, title, words.say("access.going_on"), link)
    return page.replace("<title>", f"{head}<title>", 1)


def _password_hint(words: Words) -> str:
    """Return the line that says how long a new password must be."""
    return f'<p class="hint">{_say_html(words, "password_hint", least=MIN_LENGTH)}</p>'


def _say_html(words: Words, message: str, **values: object) -> str:
    """Return a message of the sign-in pages, escaped for HTML; `message` is its id ("go_on")."""
    return escape(words.say(f"access.{message}", **values))
