import pytest

import auth
from auth import InvalidValueError, SignInError

HEADER = "X-Auth-Request-User"
SPOOFED = {"x-auth-request-user": "li", "x-auth-request-email": "li@example.org"}


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "::ffff:127.0.0.1"]
)
def test_this_machines_own_address_needs_nothing(address):
    auth.check_listen_address(address, https=False)
    auth.check_listen_address(address, https=False, proxy_header=HEADER)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "", "192.0.2.1", "stats.example.org"])
def test_any_other_address_needs_https_or_the_setting_that_says_so(address):
    with pytest.raises(InvalidValueError) as refused:
        auth.check_listen_address(address, https=False)
    assert refused.value.code == "address_not_loopback"
    assert refused.value.values == {"address": address}
    auth.check_listen_address(address, https=True)
    auth.check_listen_address(address, https=False, plain_http_on_network=True)
    with pytest.raises(InvalidValueError) as behind:
        auth.check_listen_address(
            address, https=True, plain_http_on_network=True, proxy_header=HEADER
        )
    assert behind.value.code == "proxy_not_loopback"


@pytest.mark.parametrize("names", [["*"], ["127.0.0.1", "*"], ["0.0.0.0/0"], ["::/0"], ["nginx"]])
def test_nobody_believes_just_any_proxy(names):
    with pytest.raises(InvalidValueError) as refused:
        auth.check_trusted_proxies(names)
    assert refused.value.code == "proxies_malformed"
    assert refused.value.values["address"] in names


@pytest.mark.parametrize(
    ("names", "passes"),
    [
        ([], False),
        (["10.0.0.4"], False),  # who cannot reach this machine's own address
        (["127.0.0.1"], True),
        (["::1", "10.0.0.4"], True),
        (["127.0.0.0/8"], True),
    ],
)
def test_a_proxys_header_needs_the_proxy_named(names, passes):
    auth.check_trusted_proxies(names)
    if passes:
        auth.check_trusted_proxies(names, proxy_header=HEADER)
        return
    with pytest.raises(InvalidValueError) as refused:
        auth.check_trusted_proxies(names, proxy_header=HEADER)
    assert (refused.value.code, refused.value.values) == ("proxy_unnamed", {"header": HEADER})


@pytest.mark.parametrize(
    ("header", "bound_to"), [("", "127.0.0.1"), (HEADER, "0.0.0.0"), (HEADER, ""), ("", "0.0.0.0")]
)
def test_a_user_header_is_ignored_unless_configured_and_bound_to_this_machine(header, bound_to):
    assert auth.read_proxy_user(SPOOFED, header, bound_to=bound_to) == ""


def test_a_configured_proxy_beside_us_is_believed():
    assert auth.read_proxy_user(SPOOFED, HEADER, bound_to="127.0.0.1") == "li"
    assert auth.read_proxy_user({}, HEADER, bound_to="127.0.0.1") == ""
    assert auth.read_proxy_user(SPOOFED, "X-Other", bound_to="127.0.0.1") == ""


def test_on_https_a_cookie_without_the_prefix_is_left_alone():
    planted, ours = {"union_session": "planted"}, {"__Host-union_session": "ours"}
    assert auth.read_session_token(planted, https=True) == ""
    assert auth.read_session_token(planted | ours, https=True) == "ours"
    assert auth.read_session_token(planted | ours, https=False) == "planted"
    assert auth.read_session_token({}, https=False) == ""


def test_cookies_are_closed_to_scripts_and_other_sites():
    plain, secure = auth.session_cookie_rule(https=False), auth.session_cookie_rule(https=True)
    assert plain == auth.CookieRule("union_session", 28800, "strict", secure=False)
    assert secure == auth.CookieRule("__Host-union_session", 28800, "strict", secure=True)
    assert plain.http_only
    assert secure.http_only
    assert secure.path == "/"
    away = auth.oidc_cookie_rule(https=True)
    assert away == auth.CookieRule("__Host-union_departure", 600, "lax", secure=True)
    assert away.http_only


OURS = {"https://stats.example.org"}


@pytest.mark.parametrize(
    ("method", "origin"),
    [
        ("GET", "https://stats.example.org"),
        ("HEAD", None),
        ("POST", None),
        ("POST", "null"),
        ("POST", ""),
        ("POST", "http://stats.example.org"),
        ("POST", "https://stats.example.org.evil.example"),
        ("POST", "https://stats.example.org:8443"),
        ("POST", "https://evil.example"),
        ("PUT", "https://stats.example.org"),
    ],
)
def test_only_a_post_from_our_own_origin_may_change_something(method, origin):
    with pytest.raises(SignInError) as refused:
        auth.check_origin(method, origin, OURS)
    assert refused.value.code == "origin"


def test_a_post_from_our_own_origin_passes():
    auth.check_origin("POST", "https://stats.example.org", OURS)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/", "/"),
        ("/upload?lang=en#top", "/upload?lang=en#top"),
        ("/历史", "/历史"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
        ("/\t/evil.example", "/"),
        ("upload", "/"),
        ("", "/"),
        ("http://[", "/"),
    ],
)
def test_after_sign_in_one_stays_on_this_site(path, kept):
    assert auth.make_safe_next_path(path) == kept
