"""Two processes behind nginx: readers shared out, one state of things, one of them killed."""

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

import auth
from auth import Role
from locales import Words
from tests.helpers.deployment import Deployment, Visitor
from tests.helpers.processes import SITE, until
from tests.helpers.served_app import FORM
from tests.helpers.settled_pages import settle
from tests.helpers.staff_pages import FUNDS, drawn, mended_after_a_problem
from tests.helpers.websocket_client import Tab

pytestmark = pytest.mark.cluster
PASSWORD = "碧海 correct horse"
Visitors = Callable[[], Visitor]
Told = Callable[[str], None]


def ask(deployment: Deployment, path: str, name: str = SITE, **headers: str) -> dict[str, str]:
    """Ask nginx by a name of the site; gives headers in lower case, and `:status`."""
    connection = http.client.HTTPSConnection(SITE, deployment.port, timeout=60)
    trusting = ssl._create_unverified_context()
    plain = socket.create_connection(("127.0.0.1", deployment.port), timeout=60)
    connection.sock = trusting.wrap_socket(plain, server_hostname=name)
    try:
        sent = {each.replace("_", "-"): value for each, value in headers.items()}
        connection.request("GET", path, headers={"Host": f"{name}:{deployment.port}", **sent})
        answer = connection.getresponse()
        answer.read(200)
        got = {name.lower(): value for name, value in answer.getheaders()}
        return got | {":status": str(answer.status)}
    finally:
        connection.close()


def account(deployment: Deployment, name: str, role: Role = Role.STAFF) -> None:
    """Make an account in the database that both processes ask."""
    gate = deployment.database()
    auth.create_account(auth.operator_actor(gate, "boss"), name, name, role, password=PASSWORD)
    gate.close()


def sign_in(visitor: Visitor, name: str) -> None:
    """Sign in on the page for it."""
    visitor.page.goto("/sign-in")
    visitor.page.locator("input[name=name]").fill(name)
    visitor.page.locator("input[name=password]").fill(PASSWORD)
    visitor.page.locator("input[name=password]").press("Enter")
    drawn(visitor.page)


def post(port: int, path: str, body: str, token: str = "") -> http.client.HTTPResponse:
    """Post a form to one process, past nginx."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Origin": f"http://127.0.0.1:{port}", "Content-Type": FORM}
    connection.request("POST", path, body, headers | {"Cookie": f"union_session={token}"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_readers_are_shared_out_and_each_stays_with_a_process(visitors: Visitors) -> None:
    both = visitors(), visitors()
    for reader in both:
        reader.page.goto("/")
        settle(reader.page)
    assert {reader.process for reader in both} == {1, 2}
    for reader in both:
        before = reader.process
        reader.page.goto("/supervision")
        settle(reader.page)
        assert reader.process == before


def test_only_the_sites_name_is_answered_and_only_its_own_pages_open_a_socket(
    deployment: Deployment,
) -> None:
    assert ask(deployment, "/")[":status"] == "200"
    with pytest.raises(ssl.SSLError):
        ask(deployment, "/", "evil.example")
    with pytest.raises(http.client.RemoteDisconnected):
        ask(deployment, "/", Host="evil.example")
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec_WebSocket_Protocol": "streamlit",
    }
    own = ask(deployment, "/_stcore/stream", Origin=deployment.url, **upgrade)
    assert own[":status"] == "101"
    assert "dashboard_process=" in own["set-cookie"]
    foreign = ask(deployment, "/_stcore/stream", Origin="https://evil.example", **upgrade)
    assert foreign[":status"] == "403"


def test_by_https_every_cookie_is_secure(deployment: Deployment, visitors: Visitors) -> None:
    head = ask(deployment, "/")
    assert head["strict-transport-security"]
    assert "frame-ancestors 'none'" in head["content-security-policy"]
    account(deployment, "secure")
    staff = visitors()
    sign_in(staff, "secure")
    cookies = {each["name"]: each for each in staff.context.cookies()}
    assert {"__Host-union_session", "dashboard_process", "_streamlit_xsrf"} <= set(cookies)
    assert [name for name, each in cookies.items() if not each["secure"]] == []
    assert cookies["__Host-union_session"]["httpOnly"]
    assert cookies["__Host-union_session"]["sameSite"] == "Strict"


def test_a_release_of_one_process_is_seen_on_the_other_within_two_seconds(
    deployment: Deployment, visitors: Visitors, told: Told
) -> None:
    account(deployment, "lihua")
    staff, reader = visitors(), visitors()
    staff.go_to_process(1)
    sign_in(staff, "lihua")
    # Files go in and come out at the process that holds the socket.
    mended_after_a_problem(deployment, staff.page)
    assert staff.process == 1
    draft_stands_on_the_other(staff)
    staff.go_to_process(1)
    staff.page.reload()
    drawn(staff.page)
    reason = staff.page.get_by_label("发布理由")
    reason.fill("补报10月数据")
    reason.press("Control+Enter")
    with ThreadPoolExecutor(2) as looking:
        published = looking.submit(release_made, deployment, 2)
        tab = looking.submit(release_shown, deployment.ports[2], 2)
        staff.page.get_by_role("button", name="发布", exact=True).click()
        seconds = tab.result() - published.result()
    told(f"published on process 1, shown by process 2 after {max(seconds, 0):.2f} s")
    assert seconds <= 2
    expect(staff.page.locator("p.said.done")).to_contain_text("已发布第2版")
    reader.go_to_process(2)
    reader.page.goto("/")
    settle(reader.page)
    assert reader.process == 2
    expect(reader.page.locator(FUNDS)).to_contain_text("2500万余元")


def draft_stands_on_the_other(staff: Visitor) -> None:
    """Open the same draft in a second tab, at the other process."""
    staff.go_to_process(2)
    second = staff.context.new_page()
    second.goto(staff.page.url)
    drawn(second)
    assert staff.process == 2
    expect(second.get_by_text("十月.xlsx").first).to_be_visible()
    second.close()


def release_made(deployment: Deployment, number: int) -> float:
    """Say when a release came to be, as the store has it."""
    store = deployment.store()
    until(lambda: (head := store.head()) and head.number == number, f"release {number}")
    return monotonic()


def release_shown(port: int, number: int) -> float:
    """Say when a process draws pages of a release."""
    tab = Tab(f"http://127.0.0.1:{port}")
    until(lambda: f"第{number}版" in tab.open().text, f"release {number} is shown")
    seen = monotonic()
    tab.close()
    return seen


def signed_in(deployment: Deployment, name: str) -> str:
    """Sign in at process 1; gives the cookie's value."""
    form = urlencode({"name": name, "password": PASSWORD})
    answer = post(deployment.ports[1], "/sign-in", form)
    assert answer.status == 303
    return answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]


def test_a_session_that_ends_at_one_process_is_nobodys_at_the_other(deployment: Deployment) -> None:
    account(deployment, "zhou")
    gate, words = deployment.database(), Words("zh")
    boss = auth.operator_actor(gate, "boss")
    (zhou,) = [each.id for each in auth.list_accounts(boss) if each.name == "zhou"]
    for end in (
        lambda token: post(deployment.ports[2], "/sign-out", "", token),
        lambda token: auth.revoke_sessions(boss, zhou),
    ):
        token = signed_in(deployment, "zhou")
        tab = Tab(f"http://127.0.0.1:{deployment.ports[1]}", {"union_session": token})
        assert words.say("desk.begin") in tab.open("upload").text
        end(token)
        assert words.say("access.session_expired") in tab.open("upload").text
        tab.close()
    gate.close()


def test_a_killed_process_is_passed_over_and_its_readers_go_on(
    deployment: Deployment, visitors: Visitors, told: Told
) -> None:
    reader = visitors()
    reader.go_to_process(1)
    reader.page.goto("/")
    settle(reader.page)
    assert reader.process == 1
    over = Event()
    with ThreadPoolExecutor(1) as looking:
        answers = looking.submit(lambda: list(statuses(deployment, over)))
        deployment.processes[1].kill()
        deployment.processes[1].wait()
        began = monotonic()
        until(lambda: reader.process == 2, "the reader's page is at the other process")
        seconds = monotonic() - began
        # The page that was open goes on, without being loaded anew.
        reader.page.locator('a[href*="/progress"]').first.click()
        reader.page.wait_for_url("**/progress*")
        settle(reader.page)
        another = visitors()
        another.page.goto("/supervision")
        settle(another.page)
        over.set()
        got = answers.result()
    told(f"process 1 killed: its reader was at process 2 after {seconds:.2f} s")
    told(f"meanwhile {len(got)} requests, {sum(status != '200' for status in got)} refused")
    assert set(got) == {"200"}
    assert another.process == 2
    # Once it is back, newcomers come to it; who went over stays.
    deployment.start(1)
    until(lambda: "=1;" in ask(deployment, "/")["set-cookie"], "process 1 is asked again")
    reader.page.goto("/")
    settle(reader.page)
    assert reader.process == 2


def statuses(deployment: Deployment, over: Event) -> Iterator[str]:
    """Ask nginx for a page without a cookie until it is over."""
    while not over.is_set():
        yield ask(deployment, "/")[":status"]
        over.wait(0.1)
