"""Accounts, sessions and the audit trail as an administrator works with them."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

import auth
from auth import AuditEvent, Role
from tests.helpers.pages_in_process import SITE, Dashboard, Tab

ROLES = "浏览者, 填报人, 审核人, 管理员"
NEW = [
    "### 新建账号",
    '账号 = "" ≤64',
    '姓名 = "" ≤80',
    f"角色 [填报人] of {ROLES}",
    '所属地区 = "" ‹地区代码，如330203；不填为不限›',
    "(新建并生成链接) main",
    "### 修改账号",
]
HEAD = "账号 | 姓名 | 角色 | 地区 | 状态"
TRAIL = "序号 | 时间 | 操作人 | 事件 | 对象 | 详情"
TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"


def administered(own: Dashboard, **query: str) -> Tab:
    """The page of the only administrator."""
    return own.tab(own.person("boss", Role.ADMIN, shown="王芳")).open("staff", **query)


def rows(tab: Tab) -> dict[str, str]:
    """Each account's line by its name."""
    at = tab.said.index(HEAD)
    return {
        line.split(" | ")[0]: line.partition(" | ")[2]
        for line in tab.said[at + 1 : at + 9]
        if " | " in line
    }


def made(tab: Tab, name: str, role: Role = Role.STAFF, area: str = "") -> str:
    """Make an account; gives its id."""
    tab.fill("账号", name).fill("姓名", f"<{name}>").fill("角色", role).fill("所属地区", area)
    tab.click("新建并生成链接")
    accounts = auth.list_accounts(tab.dashboard.boss)
    return next((each.id for each in accounts if each.name == name), "")


def test_an_account_is_made_with_a_link_that_is_shown_once(own: Dashboard) -> None:
    tab = administered(own)
    change = ["### 修改账号", "账号 [王芳（boss）] of 王芳（boss）", f"角色 [管理员] of {ROLES}"]
    assert tab.said == [
        "# 人员管理",
        "人员管理 [账号] of 账号, 登录情况, 操作日志",
        HEAD,
        "boss | 王芳 | 管理员 | 不限 | 可用",
        *NEW[:-1],
        *change,
        '所属地区 = "" ‹地区代码，如330203；不填为不限›',
        "(保存角色和地区)",
        "(生成设置密码的链接)",
        "(强制下线)",
        "(停用)",
        "停用和强制下线立即生效。 .place",
    ]
    account = made(tab, "lihua", Role.REVIEWER, " 330200 ")
    told = re.fullmatch(
        r"请把此链接交给lihua，24小时内有效，只显示这一次：(\S+) \.said done", tab.said[0]
    )
    assert told
    link = urlsplit(told[1])
    assert f"{link.scheme}://{link.netloc}{link.path}" == f"{SITE}/claim"
    asked = parse_qs(link.query)
    assert asked["lang"] == ["zh"]
    gate = own.workspace.database
    assert auth.peek_link(gate, asked["token"][0]).name == "lihua"
    assert account
    assert rows(tab)["lihua"] == "<lihua> | 审核人 | 宁波市 | 可用"
    assert "只显示这一次" not in tab.run().said[0]
    # The same name again, and what is no code of an area, are refused.
    made(tab, "lihua")
    assert tab.said[0] == "账号“lihua”已存在。 .said refused"
    made(tab, "other", area="nowhere")
    assert tab.said[0].endswith(" .said refused")
    assert "other" not in rows(tab)


def test_role_and_area_are_saved_as_they_stand_at_the_click(own: Dashboard) -> None:
    tab = administered(own)
    account = made(tab, "lihua", Role.REVIEWER, "330200")
    tab.choose("账号", account, 1)
    assert tab.address == {"account": account}
    assert '所属地区 = "330200" ‹地区代码，如330203；不填为不限›' in tab.said
    for role, area, shown in (
        (Role.STAFF, "330203", "填报人 | 海曙区"),
        (Role.STAFF, "", "填报人 | 不限"),
        (Role.REVIEWER, " 330203 ", "审核人 | 海曙区"),
        (Role.ADMIN, "", "管理员 | 不限"),
        (Role.VIEWER, "", "浏览者 | 不限"),
    ):
        # What was chosen last and the button are sent together by a quick hand.
        tab.fill("角色", role, 1).fill("所属地区", area, 1).click("保存角色和地区")
        assert tab.said[0] == "账号lihua已修改。 .said done"
        tab.run()
        assert rows(tab)["lihua"] == f"<lihua> | {shown} | 可用"
    tab.fill("所属地区", "nowhere", 1).click("保存角色和地区")
    assert tab.said[0].endswith(" .said refused")


def test_an_account_is_disabled_enabled_and_signed_out(own: Dashboard) -> None:
    theirs = own.person("zhao", Role.STAFF)
    tab = administered(own)
    (account,) = [each.id for each in auth.list_accounts(own.boss) if each.name == "zhao"]
    tab.choose("账号", account, 1)
    tab.click("停用")
    assert tab.said[0] == "账号zhao已修改。 .said done"
    tab.run()
    assert rows(tab)["zhao"].endswith(" | 已停用")
    assert "(启用)" in tab.said
    assert not own.actor(theirs).signed_in
    tab.click("启用").run()
    assert rows(tab)["zhao"].endswith(" | 可用")
    tab.click("生成设置密码的链接")
    assert tab.said[0].startswith("请把此链接交给zhao，24小时内有效")
    again = auth.sign_in(
        own.workspace.database, "zhao", "碧海 correct horse", ip_address="192.0.2.1"
    )
    assert again.actor.signed_in
    tab.click("强制下线")
    assert tab.said[0] == "账号zhao已修改。 .said done"
    assert not auth.find_actor(own.workspace.database, again.token).signed_in


def test_a_click_on_the_account_before_does_nothing_to_either(own: Dashboard) -> None:
    own.person("zhao", Role.STAFF)
    tab = administered(own)
    known = {each.name: each.id for each in auth.list_accounts(own.boss)}
    tab.choose("账号", known["zhao"], 1)
    # Another account is chosen, and the button of the one before is clicked at once.
    tab.fill("账号", known["boss"], 1).click("停用")
    assert tab.said[0] == "# 人员管理"
    assert {line.split(" | ")[-1] for line in rows(tab).values()} == {"可用"}


def test_sessions_are_listed_and_the_chosen_one_is_ended(own: Dashboard) -> None:
    theirs = own.person("zhao", Role.STAFF)
    tab = administered(own, show="sessions")
    found = [re.sub(TIME, "*", line) for line in tab.said]
    assert found == [
        "# 人员管理",
        "人员管理 [登录情况] of 账号, 登录情况, 操作日志",
        "账号 | 登录方式 | 登录时间 | 最近活动 | 到期时间",
        "boss | 密码 | * | * | *",
        "zhao | 密码 | * | * | *",
        "登录 [boss · *] of boss · *, zhao · *",
        "(强制下线)",
    ]
    rows_of = auth.list_sessions(own.actor(tab.cookies))
    for row, line in zip(rows_of, tab.said[3:], strict=False):
        times = [row.created_at, row.seen_at, row.expires_at]
        assert line.split(" | ")[2:] == [f"{at.astimezone():%Y-%m-%d %H:%M:%S}" for at in times]
    (mine,) = [row.id for row in rows_of if row.name == "zhao"]
    tab.fill("登录", mine).click("强制下线")
    assert tab.said[0] == "已强制下线。 .said done"
    assert not own.actor(theirs).signed_in
    assert own.actor(tab.cookies).signed_in
    assert [line for line in tab.said if line.startswith("zhao")] == []


def test_the_trail_tells_what_was_done_in_words(own: Dashboard) -> None:
    tab = administered(own)
    account = made(tab, "lihua", Role.REVIEWER, "330200")
    tab.choose("账号", account, 1).click("停用")
    trail = own.tab(tab.cookies).open("staff", show="audit")
    found = [re.sub(TIME, "*", line) for line in trail.said]
    assert found[2:5] == [
        "事件 [] ‹全部事件› of 31: 登录, 登录失败 … 登记账号校验值",
        "操作日志完整，未被改动。 .said done",
        TRAIL,
    ]
    assert [re.sub(r"[0-9a-f]{16}", "#", line) for line in found[5:]] == [
        "5 | * | boss | 停用账号 | # | 账号lihua",
        "4 | * | boss | 生成一次性链接 | # | 账号lihua",
        "3 | * | boss | 新建账号 | # | 地区：宁波市；账号lihua；角色：审核人",
        "2 | * | boss | 登录 | # | 网络地址192.0.2.1；密码",
        "1 | * | operator:boss | 新建账号 | # | 地区：不限；账号boss；角色：管理员",
    ]
    trail.choose("事件", str(AuditEvent.ACCOUNT_DISABLED))
    assert [line.split(" | ")[0] for line in trail.said[5:]] == ["5"]
    assert trail.address == {"show": "audit", "event": "account_disabled"}


def test_every_event_and_detail_has_its_words(own: Dashboard) -> None:
    administered(own)
    audit = own.page("staff.audit")
    words = own.page("state.release").get_chart_data(1, "zh").words
    for name, value, said in (
        ("area", "330203", "地区：海曙区"),
        ("area", "", "地区：不限"),
        ("areas", ["330203", "330200"], "地区：海曙区和宁波市"),
        ("files", [["a.csv", "0" * 64], ["b.csv", "1" * 64]], "文件：a.csv和b.csv"),
        ("role", "reviewer", "角色：审核人"),
        ("method", "password", "密码"),
        ("session", "0" * 16, ""),
        ("sha256", "0" * 64, ""),
        ("draft", "2024-x", ""),
        ("account", "0" * 16, ""),
        ("disabled", True, ""),
        ("unheard_of", 3, "unheard_of 3"),
    ):
        assert audit._format_detail(name, value, words) == said, name


def test_a_trail_that_was_altered_says_where(
    own: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = administered(own)
    fault = auth.AuditFinding(2, "changed")
    monkeypatch.setattr(auth, "verify_audit", lambda gate: fault)
    found = own.tab(tab.cookies).open("staff", show="audit").said
    assert found[3].endswith(" .said refused")
    assert "2" in found[3]


def test_the_page_in_english(own: Dashboard) -> None:
    tab = administered(own, lang="en")
    assert tab.said[2:4] == [
        "Account | Name | Role | Area | State",
        "boss | 王芳 | Administrator | Everywhere | Active",
    ]
    assert "Account [王芳 (boss)] of 王芳 (boss)" in tab.said
