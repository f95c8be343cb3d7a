"""The handlers of the sign-in routes, which set and delete the session cookie.

No GET request changes anything, except the identity provider's callback, which is protected by its
`state` parameter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

import auth
from auth import (
    Action,
    AuthDatabase,
    AuthError,
    CookieRule,
    InvalidValueError,
    NewSession,
    SignInError,
    check_origin,
)
from auth.oidc.provider import OidcProvider
from auth.oidc.sign_in import finish_sign_in, start_sign_in
from locales import LANGUAGES, Language, Words
from server.known_routes import list_own_origins
from server.sign_in.pages import (
    build_account_page,
    build_link_page,
    build_plain_page,
    build_redirect_page,
    build_sign_in_page,
)
from server.sign_in.request import MAX_FIELDS, SignInRequest, read_form_body, read_request

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
Handler = Callable[[SignInRequest], Response]

CALLBACK = "/sign-in/openid/callback"
STATUS_BY_ERROR = {
    "wrong": 401,
    "too_many": 429,
    "oidc_unreachable": 503,
    "database_unreachable": 503,
    "database_damaged": 503,
}


@dataclass(frozen=True)
class SignInRoutes:
    """The handlers of the sign-in routes.

    `titles` is the dashboard's name in each language, `proxy_header` the header in which a proxy
    names the user ("" for none), `bound_to` the IP address that the dashboard listens on. The
    `redirect_uri` of `provider` is a path; each request's origin is put before it.
    """

    database: AuthDatabase
    titles: Mapping[Language, str]
    default_language: Language = "zh"
    provider: OidcProvider | None = None
    proxy_header: str = ""
    bound_to: str = ""
    words: Mapping[Language, Words] = field(
        default_factory=lambda: {"zh": Words("zh"), "en": Words("en")}
    )

    def routes(self) -> list[Route]:
        """Return the sign-in routes; OpenID and proxy routes are included only if configured."""
        language = self.default_language
        routes = [
            make_sign_in_route("/sign-in", language, GET=self._show_sign_in, POST=self._sign_in),
            make_sign_in_route("/claim", language, GET=self._show_link, POST=self._redeem_link),
            make_sign_in_route("/account", language, GET=self._show_account),
            make_sign_in_route("/account/password", language, POST=self._change_password),
            make_sign_in_route("/account/elsewhere", language, POST=self._sign_out_elsewhere),
            make_sign_in_route("/sign-out", language, POST=self._sign_out),
        ]
        if self.provider is not None:
            routes.append(make_sign_in_route("/sign-in/openid", language, POST=self._start_openid))
            routes.append(make_sign_in_route(CALLBACK, language, GET=self._finish_openid))
        if self.proxy_header:
            routes.append(
                make_sign_in_route("/sign-in/proxy", language, POST=self._sign_in_by_proxy)
            )
        return routes

    def find_uploader(self, cookies: Mapping[str, str]) -> str:
        """Return the account id that a request's cookies belong to, "" if it may not upload.

        It is asked for each file that is uploaded. The session cookie has another name with https.
        Both are tried, since the scheme is not known here.
        """
        tokens = (auth.read_session_token(cookies, https=https) for https in (True, False))
        actors = (auth.find_actor(self.database, token) for token in tokens if token)
        return next((actor.account_id for actor in actors if auth.may(actor, Action.UPLOAD)), "")

    # Sign-in with a password or through a proxy

    def _show_sign_in(self, request: SignInRequest, error: AuthError | None = None) -> Response:
        """Answer GET /sign-in: the sign-in page, after a failed attempt with its error."""
        page = build_sign_in_page(
            self.words[request.language],
            self.titles[request.language],
            request.build_query_string(),
            name=request.form.get("name", "")[:64],  # no account has a longer name
            has_openid=self.provider is not None,
            proxy_user=self._read_proxy_user(request),
            message=self._format_error(request, error),
        )
        return _build_html_response(page, error)

    def _sign_in(self, request: SignInRequest) -> Response:
        """Answer POST /sign-in: sign in by name and password, then redirect to the next path.

        After a failed attempt the form is shown again with the reason.
        """
        name, password = request.form.get("name", ""), request.form.get("password", "")
        try:
            session = auth.sign_in(
                self.database,
                name,
                password,
                ip_address=request.ip_address,
                old_token=request.token,
                devices=request.devices,
            )
        except AuthError as error:
            return self._show_sign_in(request, error)
        return self._set_session(request, session, RedirectResponse(request.next_path, 303))

    def _sign_in_by_proxy(self, request: SignInRequest) -> Response:
        """Answer POST /sign-in/proxy: sign in the user of the proxy's header, then redirect.

        The redirect leads to the next path. For an unknown user the sign-in page says why.
        """
        name = self._read_proxy_user(request)
        try:
            session = auth.sign_in_by_proxy(
                self.database, name, ip_address=request.ip_address, old_token=request.token
            )
        except AuthError as error:
            return self._show_sign_in(request, error)
        return self._set_session(request, session, RedirectResponse(request.next_path, 303))

    def _read_proxy_user(self, request: SignInRequest) -> str:
        """Return the user that the proxy's header names; "" for none, or if no proxy signs in."""
        return auth.read_proxy_user(request.headers, self.proxy_header, bound_to=self.bound_to)

    # Sign-in through an identity provider

    def _complete_provider(self, request: SignInRequest) -> OidcProvider:
        """Return the provider with the complete callback URL for the request's origin."""
        if self.provider is None:  # there are no OpenID routes then
            raise InvalidValueError("oidc_plain_http", {"address": ""})
        return replace(self.provider, redirect_uri=request.origin + CALLBACK)

    def _start_openid(self, request: SignInRequest) -> Response:
        """Answer POST /sign-in/openid: redirect to the provider, with a cookie for this sign-in.

        The redirect is a page, because forms may not lead to another site directly.
        """
        try:
            provider = self._complete_provider(request)
            openid = start_sign_in(self.database, provider, next_path=request.next_path)
        except AuthError as error:
            return self._show_sign_in(request, error)
        response = _build_html_response(self._redirect_page(request, openid.url))
        rule = auth.oidc_cookie_rule(https=request.https, limits=self.database.limits)
        # The callback's URL names no language, so the cookie does.
        return _set_cookie(response, rule, f"{request.language}.{openid.cookie}")

    def _finish_openid(self, request: SignInRequest) -> Response:
        """Answer the provider's redirect (CALLBACK): begin the session, redirect to the next path.

        The cookie of this sign-in, which consists of language and secret ("zh.…"), is deleted. The
        redirect is a page: the session cookie would not be sent with a redirect from another site.
        """
        rule = auth.oidc_cookie_rule(https=request.https, limits=self.database.limits)
        code, _, cookie = request.cookies.get(rule.name, "").partition(".")
        language = next((known for known in LANGUAGES if known == code), request.language)
        request = replace(request, language=language)
        try:
            result = finish_sign_in(
                self.database,
                self._complete_provider(request),
                request.query,
                cookie=cookie,
                ip_address=request.ip_address,
                old_token=request.token,
            )
        except AuthError as error:
            return _delete_cookie(self._show_sign_in(request, error), rule)
        response = _build_html_response(self._redirect_page(request, result.next_path))
        return _delete_cookie(self._set_session(request, result.session, response), rule)

    def _redirect_page(self, request: SignInRequest, url: str) -> str:
        """Return the HTML page that redirects to a URL, for redirects from or to another site."""
        return build_redirect_page(self.words[request.language], self.titles[request.language], url)

    # One-time links

    def _show_link(self, request: SignInRequest, error: AuthError | None = None) -> Response:
        """Answer GET /claim: the page on which the one-time link in the query is redeemed.

        For an invalid link the page has no form. `error` is that of a refused form, whose names are
        filled in again.
        """
        words, title = self.words[request.language], self.titles[request.language]
        try:
            link = auth.peek_link(self.database, request.query.get("token", ""))
        except AuthError as invalid:
            heading, message = words.say("access.sign_in"), self._format_error(request, invalid)
            return _build_html_response(
                build_plain_page(words, title, heading, message=message), invalid
            )
        message = self._format_error(request, error)
        page = build_link_page(
            words, title, request.build_query_string(), link, message, request.form
        )
        return _build_html_response(page, error)

    def _redeem_link(self, request: SignInRequest) -> Response:
        """Answer POST /claim: set the password, sign in, redirect to the front page.

        For the first administrator's link the form has the new account's names, too.
        """
        try:
            session = auth.redeem_link(
                self.database,
                request.query.get("token", ""),
                _read_new_password(request),  # refused unless typed twice alike
                name=request.form.get("name", ""),
                display_name=request.form.get("display_name", ""),
                ip_address=request.ip_address,
                old_token=request.token,
            )
        except AuthError as error:
            return self._show_link(request, error)
        response = RedirectResponse(f"/?lang={request.language}", 303)
        return self._set_session(request, session, response)

    # One's own account

    def _show_account(
        self, request: SignInRequest, error: AuthError | None = None, success: str = ""
    ) -> Response:
        """Answer GET /account: the user's account page, or a redirect to sign-in.

        `error` says why a form of the page was refused, `success` is the id of the message that an
        action was done, or "".
        """
        words, title = self.words[request.language], self.titles[request.language]
        try:
            actor = auth.find_actor(self.database, request.token)
            sessions = auth.list_sessions(actor, actor.account_id) if actor.signed_in else []
        except AuthError as unavailable:
            return self._show_sign_in(request, unavailable)
        if not actor.signed_in:
            query = request.build_query_string(next=f"/account?lang={request.language}")
            return RedirectResponse(f"/sign-in{query}", 303)
        message = words.say(f"access.{success}") if success else self._format_error(request, error)
        page = build_account_page(
            words, title, f"?lang={request.language}", actor, sessions, message
        )
        return _build_html_response(page, error)

    def _change_password(self, request: SignInRequest) -> Response:
        """Answer POST /account/password: change the user's own password and begin a new session.

        The page is shown again: with a message, or with the reason why the change was refused.
        """
        try:
            actor = auth.find_actor(self.database, request.token)
            session = auth.change_password(
                actor,
                request.form.get("old", ""),
                _read_new_password(request),  # refused unless typed twice alike
                ip_address=request.ip_address,
            )
        except AuthError as error:
            return self._show_account(request, error)
        # All earlier sessions have ended, even the one of this request's cookie.
        cookies = {self._cookie_rule(request).name: session.token}
        page = self._show_account(replace(request, cookies=cookies), success="password_changed")
        return self._set_session(request, session, page)

    def _sign_out_elsewhere(self, request: SignInRequest) -> Response:
        """Answer POST /account/elsewhere: end the user's sessions in other browsers.

        The account page is shown again, with a message or the reason of a refusal.
        """
        try:
            actor = auth.find_actor(self.database, request.token)
            for row in auth.list_sessions(actor, actor.account_id):
                if row.id != actor.session_id:
                    auth.revoke_session(actor, row.id)
        except AuthError as error:
            return self._show_account(request, error)
        return self._show_account(request, success="signed_out_elsewhere")

    def _sign_out(self, request: SignInRequest) -> Response:
        """Answer POST /sign-out: end the session, delete its cookie, redirect to the front page.

        The cookie of the known device stays, since it gives no access by itself.
        """
        try:
            actor = auth.find_actor(self.database, request.token)
            if actor.signed_in:
                auth.sign_out(actor)
        except AuthError as error:
            return self._show_account(request, error)
        response = RedirectResponse(f"/?lang={request.language}", 303)
        return _delete_cookie(response, self._cookie_rule(request))

    def _cookie_rule(self, request: SignInRequest) -> CookieRule:
        """Return name and attributes of the session cookie, which depend on https."""
        return auth.session_cookie_rule(https=request.https, limits=self.database.limits)

    def _set_session(
        self, request: SignInRequest, session: NewSession, response: Response
    ) -> Response:
        """Add the cookies of session and known device to a response and return the response.

        Only a sign-in with a password makes a known device; `session.device` is "" otherwise.
        """
        if session.device:
            rule = auth.device_cookie_rule(
                session.actor.account_id, https=request.https, limits=self.database.limits
            )
            _set_cookie(response, rule, session.device)
        return _set_cookie(response, self._cookie_rule(request), session.token)

    def _format_error(self, request: SignInRequest, error: AuthError | None) -> str:
        """Return an error's message in the request's language, "" without an error."""
        if error is None:
            return ""
        return self.words[request.language].say(f"access.{error.code}", **error.values)


def _read_new_password(request: SignInRequest) -> str:
    """Return the new password of a form, which has it twice: in fields `password` and `again`.

    Raises InvalidValueError("password_differs") if the two differ.
    """
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        raise InvalidValueError("password_differs")
    return password


def _set_cookie(response: Response, rule: CookieRule, value: str) -> Response:
    """Add a cookie to a response and return the response."""
    response.set_cookie(
        rule.name,
        value,
        max_age=rule.max_age,
        path=rule.path,
        secure=rule.secure,
        httponly=rule.http_only,
        samesite=rule.same_site,
    )
    return response


def _delete_cookie(response: Response, rule: CookieRule) -> Response:
    """Make a response delete a cookie, and return the response."""
    response.delete_cookie(
        rule.name,
        path=rule.path,
        secure=rule.secure,
        httponly=rule.http_only,
        samesite=rule.same_site,
    )
    return response


def _build_html_response(html: str, error: AuthError | None = None) -> Response:
    """Return the response with the HTML of a page; with an error it has the error's HTTP status.

    The status is taken from STATUS_BY_ERROR; an error that is not there has 400 if a value was
    invalid, otherwise 403. After too many attempts the response also says when to try again.
    """
    if error is None:
        return HTMLResponse(html)
    status = STATUS_BY_ERROR.get(error.code, 400 if isinstance(error, InvalidValueError) else 403)
    seconds = error.values.get("seconds")
    headers = {"Retry-After": str(seconds)} if seconds else None
    return HTMLResponse(html, status_code=status, headers=headers)


def make_sign_in_route(path: str, default_language: Language, **handlers: Handler) -> Route:
    """Return a sign-in route with one handler for each method (`GET=…`, `POST=…`).

    Other methods get 405, too large forms 413, forms from another origin 403, unreadable forms 400.
    HEAD is handled like GET.
    """

    async def respond(request: Request) -> Response:
        """Check and read the request, then run its handler in a thread.

        The handlers read the database, which would block all other requests.
        """
        method = "GET" if request.method == "HEAD" else request.method
        if method not in handlers:
            return _build_error_response(405, Allow=", ".join(handlers))
        form: dict[str, str] = {}
        if method == "POST":
            try:
                check_origin(method, request.headers.get("origin"), list_own_origins(request))
            except SignInError:
                return _build_error_response(403)
            body = await read_form_body(request)
            if body is None:  # it was not read to its end, so the connection cannot be used again
                return _build_error_response(413, Connection="close")
            try:
                text = body.decode("utf-8")
                form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS))
            except ValueError:
                return _build_error_response(400)
        sign_in_request = read_request(request, default_language, form)
        response = await run_in_threadpool(handlers[method], sign_in_request)
        response.headers["Cache-Control"] = "no-store"
        return response

    return Route(path, respond, methods=METHODS)


def _build_error_response(status: int, **headers: str) -> Response:
    """Return a plain-text error response with this HTTP status and additional headers."""
    reasons = {400: "Bad Request", 403: "Forbidden", 405: "Method Not Allowed", 413: "Too Large"}
    headers = {"Cache-Control": "no-store", **headers}
    return PlainTextResponse(reasons[status], status_code=status, headers=headers)
