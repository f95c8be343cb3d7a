"""A browser without a screen, for the routes of sign-in."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import TypeVar

import httpx
from starlette.applications import Starlette

from server.sign_in.routes import SignInRoutes
from tests.helpers.auth_db import HOME, PASSWORD

T = TypeVar("T")

SITE = "http://127.0.0.1:8501"


def run(work: Callable[[], Coroutine[None, None, T]]) -> T:
    """Run a coroutine in a thread: Playwright keeps a loop in this one once it has been used."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


@dataclass
class Reader:
    """A browser: it keeps cookies and names its origin when it posts a form."""

    door: SignInRoutes
    site: str = SITE
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, data: object = None, **headers: str) -> httpx.Response:
        app = Starlette(routes=self.door.routes())
        if method == "POST":
            headers = {"origin": self.site, **headers}
        headers = {name.replace("_", "-"): value for name, value in headers.items() if value}
        if self.cookies:
            headers["cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app, client=(HOME, 1))
            async with httpx.AsyncClient(transport=transport, base_url=self.site) as client:
                return await client.request(method, path, data=data, headers=headers)

        answer = run(send)
        assert answer.headers["cache-control"] == "no-store"
        for sent in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(sent).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[name]
        return answer

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", path, **headers)

    def post(self, path: str, data: object = None, **headers: str) -> httpx.Response:
        return self.ask("POST", path, data, **headers)

    def sign_in(self, password: str = PASSWORD, path: str = "/sign-in?lang=en") -> httpx.Response:
        return self.post(path, {"name": "zhao", "password": password})

    @property
    def signed_in(self) -> bool:
        return self.get("/account").status_code == 200
