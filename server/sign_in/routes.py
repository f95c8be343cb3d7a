"""Signing in and out: the routes that set and take the session's cookie.

Nothing changes on GET, but for the identity provider's way back, which its state protects.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

import auth
from auth import Action, AuthDatabase, AuthError, CookieRule, InvalidValueError, NewSession
from auth.oidc.sign_in import finish_sign_in, start_sign_in
from auth.oidc.provider import OidcProvider
from locales import LANGUAGES, Language, Words
from server.sign_in.pages import account_page, claim_page, document, redirect_page, sign_in_page
from server.sign_in.request import SignInRequest, route

CALLBACK = "/sign-in/openid/callback"
STATUS = {"wrong": 401, "too_many": 429, "oidc_unreachable": 503, "database_unreachable": 503}


@dataclass(frozen=True)
class SignInRoutes:
    """Sign-in as it is served; `bound_to` is the address that the dashboard listens on.

    The provider's `redirect_uri` is put in for each request: the site's own address.
    """

    database: AuthDatabase
    titles: Mapping[Language, str]
    first: Language = "zh"
    provider: OidcProvider | None = None
    proxy_header: str = ""
    bound_to: str = ""
    words: Mapping[Language, Words] = field(
        default_factory=lambda: {"zh": Words("zh"), "en": Words("en")}
    )

    def routes(self) -> list[Route]:
        """Give the routes, for `Site` to serve beside its own."""
        routes = [
            route("/sign-in", self.first, GET=self._show, POST=self._sign_in),
            route("/claim", self.first, GET=self._show_claim, POST=self._redeem),
            route("/account", self.first, GET=self._show_account),
            route("/account/password", self.first, POST=self._change_password),
            route("/account/elsewhere", self.first, POST=self._sign_out_elsewhere),
            route("/sign-out", self.first, POST=self._sign_out),
        ]
        if self.provider is not None:
            routes.append(route("/sign-in/openid", self.first, POST=self._depart))
            routes.append(route(CALLBACK, self.first, GET=self._arrive))
        if self.proxy_header:
            routes.append(route("/sign-in/proxy", self.first, POST=self._sign_in_by_proxy))
        return routes

    def uploader(self, sent: Mapping[str, str]) -> str:
        """Tell from a request's cookies whose account it is that may upload; "" for nobody's."""
        tokens = (auth.read_session_token(sent, https=https) for https in (True, False))
        actors = (auth.find_actor(self.database, token) for token in tokens if token)
        return next((a.account for a in actors if auth.may(a, Action.UPLOAD)), "")

    # Signing in

    def _show(self, asked: SignInRequest, fault: AuthError | None = None) -> Response:
        page = sign_in_page(
            self.words[asked.language],
            self.titles[asked.language],
            asked.keep(),
            name=asked.form.get("name", "")[:64],
            outside=self.provider is not None,
            vouched=auth.read_proxy_user(asked.headers, self.proxy_header, bound_to=self.bound_to),
            said=self._said(asked, fault),
        )
        return _answer(page, fault)

    def _sign_in(self, asked: SignInRequest) -> Response:
        name, password = asked.form.get("name", ""), asked.form.get("password", "")
        try:
            session = auth.sign_in(
                self.database, name, password, address=asked.address, old_token=asked.token
            )
        except AuthError as fault:
            return self._show(asked, fault)
        return self._enter(asked, session, RedirectResponse(asked.next_path, 303))

    def _sign_in_by_proxy(self, asked: SignInRequest) -> Response:
        name = auth.read_proxy_user(asked.headers, self.proxy_header, bound_to=self.bound_to)
        try:
            session = auth.sign_in_by_proxy(
                self.database, name, address=asked.address, old_token=asked.token
            )
        except AuthError as fault:
            return self._show(asked, fault)
        return self._enter(asked, session, RedirectResponse(asked.next_path, 303))

    # Through an identity provider

    def _at(self, asked: SignInRequest) -> OidcProvider:
        if self.provider is None:  # no route leads here
            raise InvalidValueError("oidc_plain_http", {"address": ""})
        return replace(self.provider, redirect_uri=asked.site + CALLBACK)

    def _depart(self, asked: SignInRequest) -> Response:
        try:
            departure = start_sign_in(self.database, self._at(asked), next_path=asked.next_path)
        except AuthError as fault:
            return self._show(asked, fault)
        response = _answer(self._going_on(asked, departure.url))
        rule = auth.oidc_cookie_rule(https=asked.https, limits=self.database.limits)
        # The way back is one address: the language comes along with the cookie.
        return _put(response, rule, f"{asked.language}.{departure.cookie}")

    def _arrive(self, asked: SignInRequest) -> Response:
        rule = auth.oidc_cookie_rule(https=asked.https, limits=self.database.limits)
        language, _, cookie = asked.cookies.get(rule.name, "").partition(".")
        known = (each for each in LANGUAGES if each == language)
        asked = replace(asked, language=next(known, asked.language))
        try:
            arrival = finish_sign_in(
                self.database,
                self._at(asked),
                asked.query,
                cookie=cookie,
                address=asked.address,
                old_token=asked.token,
            )
        except AuthError as fault:
            return _take(self._show(asked, fault), rule)
        response = _answer(self._going_on(asked, arrival.next_path))
        return _take(self._enter(asked, arrival.session, response), rule)

    def _going_on(self, asked: SignInRequest, address: str) -> str:
        return redirect_page(self.words[asked.language], self.titles[asked.language], address)

    # One-time links

    def _show_claim(self, asked: SignInRequest, fault: AuthError | None = None) -> Response:
        words, title = self.words[asked.language], self.titles[asked.language]
        try:
            claim = auth.peek_link(self.database, asked.query.get("token", ""))
        except AuthError as invalid:
            heading = words.say("access.sign_in")
            return _answer(
                document(words, title, heading, said=self._said(asked, invalid)), invalid
            )
        page = claim_page(words, title, asked.keep(), claim, self._said(asked, fault))
        return _answer(page, fault)

    def _redeem(self, asked: SignInRequest) -> Response:
        try:
            session = auth.redeem_link(
                self.database,
                asked.query.get("token", ""),
                _new_password(asked),
                name=asked.form.get("name", ""),
                display_name=asked.form.get("display_name", ""),
                address=asked.address,
                old_token=asked.token,
            )
        except AuthError as fault:
            return self._show_claim(asked, fault)
        return self._enter(asked, session, RedirectResponse(f"/?lang={asked.language}", 303))

    # One's own account

    def _show_account(
        self, asked: SignInRequest, fault: AuthError | None = None, done: str = ""
    ) -> Response:
        words, title = self.words[asked.language], self.titles[asked.language]
        try:
            actor = auth.find_actor(self.database, asked.token)
        except AuthError as away:
            return self._show(asked, away)
        if not actor.signed_in:
            there = asked.keep(next=f"/account?lang={asked.language}")
            return RedirectResponse(f"/sign-in{there}", 303)
        said = words.say(f"access.{done}") if done else self._said(asked, fault)
        query = f"?lang={asked.language}"
        return _answer(account_page(words, title, query, actor, said), fault)

    def _change_password(self, asked: SignInRequest) -> Response:
        try:
            actor = auth.find_actor(self.database, asked.token)
            session = auth.change_password(
                actor, asked.form.get("old", ""), _new_password(asked), address=asked.address
            )
        except AuthError as fault:
            return self._show_account(asked, fault)
        moved = replace(asked, cookies={self._rule(asked).name: session.token})
        return self._enter(asked, session, self._show_account(moved, done="password_changed"))

    def _sign_out_elsewhere(self, asked: SignInRequest) -> Response:
        try:
            actor = auth.find_actor(self.database, asked.token)
            for row in auth.list_sessions(actor, actor.account):
                if row.id != actor.session:
                    auth.revoke_session(actor, row.id)
        except AuthError as fault:
            return self._show_account(asked, fault)
        return self._show_account(asked, done="signed_out_elsewhere")

    def _sign_out(self, asked: SignInRequest) -> Response:
        try:
            actor = auth.find_actor(self.database, asked.token)
            if actor.signed_in:
                auth.sign_out(actor)
        except AuthError as fault:
            return self._show_account(asked, fault)
        return _take(RedirectResponse(f"/?lang={asked.language}", 303), self._rule(asked))

    def _rule(self, asked: SignInRequest) -> CookieRule:
        return auth.session_cookie_rule(https=asked.https, limits=self.database.limits)

    def _enter(self, asked: SignInRequest, session: NewSession, response: Response) -> Response:
        return _put(response, self._rule(asked), session.token)

    def _said(self, asked: SignInRequest, fault: AuthError | None) -> str:
        if fault is None:
            return ""
        return self.words[asked.language].say(f"access.{fault.code}", **fault.values)


def _new_password(asked: SignInRequest) -> str:
    password = asked.form.get("password", "")
    if password != asked.form.get("again", ""):
        raise InvalidValueError("password_differs")
    return password


def _put(response: Response, rule: CookieRule, value: str) -> Response:
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


def _take(response: Response, rule: CookieRule) -> Response:
    response.delete_cookie(
        rule.name,
        path=rule.path,
        secure=rule.secure,
        httponly=rule.http_only,
        samesite=rule.same_site,
    )
    return response


def _answer(page: str, fault: AuthError | None = None) -> Response:
    if fault is None:
        return HTMLResponse(page)
    status = STATUS.get(fault.code, 400 if isinstance(fault, InvalidValueError) else 403)
    seconds = fault.values.get("seconds")
    headers = {"Retry-After": str(seconds)} if seconds else None
    return HTMLResponse(page, status_code=status, headers=headers)
