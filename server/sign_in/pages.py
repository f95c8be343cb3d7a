"""HTML of the sign-in pages: plain forms that work by keyboard and without scripts."""

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
    """A form field: its name in the request, the message id of its label, and HTML attributes.

    `secret` makes it a password input; `value` is filled in.
    """

    name: str
    label: str
    autocomplete: str
    secret: bool = False
    value: str = ""

    def build_html(self, words: Words) -> str:
        """Return the HTML of the field's label and input element."""
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


def build_form_html(
    words: Words,
    action: str,
    button: str,
    fields: Sequence[FormField] = (),
    *,
    is_secondary: bool = False,
) -> str:
    """Return the HTML of a form that posts its fields to the URL `action`.

    `button` is the text of its only button, which `is_secondary` makes less prominent.
    """
    inputs = "".join(field.build_html(words) for field in fields)
    css_class = ' class="second"' if is_secondary else ""
    return (
        f'<form method="post" action="{escape(action)}">{inputs}'
        f'<button type="submit"{css_class}>{escape(button)}</button></form>'
    )


def build_plain_page(words: Words, title: str, heading: str, *parts: str, message: str = "") -> str:
    """Return a complete HTML page without scripts, in the style of the sign-in pages.

    `title` is the dashboard's name, `heading` the page's; `parts` are HTML. `message` is the text
    that says what was done or why it was refused, "" for none.
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


def build_sign_in_page(
    words: Words,
    title: str,
    query: str,
    *,
    name: str,
    has_openid: bool,
    proxy_user: str,
    message: str,
) -> str:
    """Return the HTML of the sign-in page.

    `title` is the dashboard's name, `query` the query string that passes language and next path on.
    `has_openid` adds a button for the identity provider, `proxy_user` (if not "") a button for the
    user that a proxy names. After a failed attempt `name` is filled in again, and `message` says
    why it failed; both are "" before.
    """
    fields = (
        FormField("name", "account_name", "username", value=name),
        FormField("password", "password", "current-password", secret=True),
    )
    parts = [f"<p>{_say_html(words, 'sign_in_note')}</p>"]
    if proxy_user:
        label = words.say("access.sign_in_as", name=proxy_user)
        parts.append(build_form_html(words, f"/sign-in/proxy{query}", label))
    if has_openid:
        label = words.say("access.sign_in_outside")
        parts.append(build_form_html(words, f"/sign-in/openid{query}", label))
    label = words.say("access.sign_in")
    is_secondary = has_openid or bool(proxy_user)
    parts.append(
        build_form_html(words, f"/sign-in{query}", label, fields, is_secondary=is_secondary)
    )
    return build_plain_page(words, title, label, *parts, message=message)


def build_link_page(
    words: Words,
    title: str,
    query: str,
    link: OneTimeLink,
    message: str,
    typed: Mapping[str, str],
) -> str:
    """Return the HTML of the page on which a one-time link is redeemed.

    The link creates the first administrator or is an invitation. `title` is the dashboard's name,
    `query` the query string with the link's token. `typed` are the fields of a refused form by
    name: the names in them are filled in again, and `message` says why it was refused.
    """
    if link.name:  # an invitation names the account
        heading = words.say("access.claim_invited", name=link.name)
        return build_plain_page(
            words,
            title,
            heading,
            build_form_html(words, f"/claim{query}", words.say("access.claim_set"), NEW_PASSWORD),
            _build_password_hint(words),
            message=message,
        )
    fields = (  # of what was typed, at most as many characters as each may have
        FormField("name", "account_name", "username", value=typed.get("name", "")[:64]),
        FormField("display_name", "display_name", "name", value=typed.get("display_name", "")[:80]),
        *NEW_PASSWORD,
    )
    return build_plain_page(
        words,
        title,
        words.say("access.claim_first"),
        f"<p>{_say_html(words, 'claim_first_note')}</p>",
        build_form_html(words, f"/claim{query}", words.say("access.claim_create"), fields),
        _build_password_hint(words),
        message=message,
    )


def build_account_page(
    words: Words,
    title: str,
    query: str,
    actor: Actor,
    sessions: Sequence[SessionRow],
    message: str,
) -> str:
    """Return the HTML of the page with a user's own account, sessions and password form.

    An account for all areas has no line about its area. `title` is the dashboard's name, `query`
    the query string with the language, for the URLs of the forms. `message` says what was done or
    why it was refused, "" for nothing.
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
    return build_plain_page(
        words,
        title,
        words.say("access.account"),
        f"<dl>{list_items}</dl>",
        build_form_html(words, f"/sign-out{query}", words.say("access.sign_out")),
        _build_session_list(words, actor, sessions),
        build_form_html(words, f"/account/elsewhere{query}", elsewhere, is_secondary=True),
        f"<h2>{escape(change)}</h2>",
        build_form_html(words, f"/account/password{query}", change, fields, is_secondary=True),
        _build_password_hint(words),
        message=message,
    )


def _build_session_list(words: Words, actor: Actor, sessions: Sequence[SessionRow]) -> str:
    """Return the HTML list of a user's valid sessions, one for each browser that is signed in.

    The session of this browser is marked.
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


def build_redirect_page(words: Words, title: str, url: str) -> str:
    """Return the HTML of a page that redirects to `url` at once, without a click.

    Browsers send our SameSite=Strict cookie with a redirect from our own page, but not with one
    from an identity provider. And Chromium lets a form lead to another site only through such a
    page.
    """
    target = escape(url)
    head = f'<meta http-equiv="refresh" content="0; url={target}">'
    link = f'<p><a href="{target}">{_say_html(words, "go_on")}</a></p>'
    page = build_plain_page(words, title, words.say("access.going_on"), link)
    return page.replace("<title>", f"{head}<title>", 1)


def _build_password_hint(words: Words) -> str:
    """Return the HTML of the line that says how long a new password must be."""
    return f'<p class="hint">{_say_html(words, "password_hint", least=MIN_LENGTH)}</p>'


def _say_html(words: Words, message: str, **values: object) -> str:
    """Return the message `access.<message>`, escaped for HTML."""
    return escape(words.say(f"access.{message}", **values))
