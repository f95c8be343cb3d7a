"""The dashboard's pages run in this process, as a browser would ask for them.

Each dashboard has a folder with config.yaml and store, and modules of `app_pages` of its own:
what those keep of a release they keep of this one alone.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import RerunData
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.testing.v1.element_tree import ElementTree, parse_tree_from_messages
from streamlit.testing.v1.util import patch_config_options
from streamlit.util import calc_hash

import auth
from app_pages.pages import FIRST
from auth import Actor, Role
from curation.workspace import Workspace
from locales import Language, Words
from settings import CONFIG_VARIABLE
from tests.helpers.listed_words import require_names_of_pages
from tests.helpers.page_outline import Line, key_of, lines_of
from tests.helpers.report_copy import ROOT
from tests.helpers.served_app import workspace_beside
from tests.helpers.servers import own_config
from tests.helpers.workspaces import PASSWORD

SITE = "http://dashboard.example"
Asked = str | Sequence[str]


@cache
def _components() -> BidiComponentManager:
    """Look through the installed libraries once, and not for every page that is opened."""
    manager = BidiComponentManager()
    manager.discover_and_register_components(start_file_watching=False)
    return manager


@dataclass
class Tab:
    """A tab in which pages are opened one after the other, by one reader."""

    dashboard: "Dashboard"
    cookies: dict[str, str]
    theme: str = "light"
    app: AppTest = field(init=False)
    media: Any = None
    messages: list[ForwardMsg] = field(default_factory=list)

    def open(self, path: str = "overview", **query: Asked) -> "Tab":
        """Open a page by its address: nothing is remembered of what was there before."""
        self.app = AppTest.from_file(
            str(ROOT / "app_pages" / "page_layout.py"), default_timeout=120
        )
        self.app._bidi_component_manager = _components()
        return self.go(path, **query)

    def go(self, path: str, **query: Asked) -> "Tab":
        """Follow a link to a page of the dashboard, in the same session."""
        self.app.query_params = dict(query)
        self.app.context.update(url=f"{SITE}/{'' if path == FIRST else path}", theme=self.theme)
        self.app._page_hash = calc_hash(path)
        return self.run()

    def step(self, name: str) -> "Tab":
        """Open the changes of the draft that is shown, or its files again ("")."""
        return self.go("upload", **{**self.address, "step": name})

    def run(self, states: WidgetStates | None = None, part: str = "") -> "Tab":
        """Send what was clicked and typed, and draw the page again, or a part of it alone."""
        self.dashboard.visiting = self
        whole = {"client.showErrorDetails": "full"}
        with pytest.MonkeyPatch.context() as patch, patch_config_options(whole):
            if part:
                patch.setattr(
                    local_script_runner, "RerunData", partial(RerunData, fragment_id=part)
                )
            self.app._run(states or self.app._tree.get_widget_states())
        faults = [each.message for each in self.app.exception]
        assert faults == [], faults
        return self

    def click(self, label: str, nth: int = 0) -> "Tab":
        """Click the button of a label."""
        [each for each in self.app.button if each.label == label][nth].click()
        return self.run()

    def click_in_sheet(self, label: str) -> "Tab":
        """Click a button of the sheet that is open, which is drawn again by itself."""
        self.widget(label).click()
        return self.run(part=self.sheet)

    def choose_in_sheet(self, label: str, value: Any) -> "Tab":
        """Choose in the sheet that is open."""
        self.fill(label, value)
        return self.run(part=self.sheet)

    @property
    def sheet(self) -> str:
        """The name of the part that the open sheet is."""
        return list(self.app._fragment_storage._fragments)[-1]

    def widget(self, label: str, nth: int = 0) -> Any:
        """A widget by its label, or by how its label begins."""
        known = [each for each in self.app._tree if getattr(each, "label", "")]
        same = [each for each in known if each.label == label]
        return (same or [each for each in known if each.label.startswith(label)])[nth]

    def fill(self, label: str, value: Any, nth: int = 0) -> "Tab":
        """Fill in a field of a form, which is sent together by its button."""
        self.widget(label, nth).set_value(value)
        return self

    def choose(self, label: str, value: Any, nth: int = 0) -> "Tab":
        """Choose in the widget of a label, by codes; tick a box, type into a field."""
        return self.fill(label, value, nth).run()

    def type_and_send(self, label: str, text: str, button: str) -> "Tab":
        """Type what a choice does not list, and press the button that sends the form."""
        self.widget(button).click()
        states = self.app._tree.get_widget_states()
        name = self.widget(label).proto.id
        states.widgets.extend(
            [] if any(s.id == name for s in states.widgets) else [WidgetState(id=name)]
        )
        for state in states.widgets:
            if state.id == name:
                state.string_value = text
        return self.run(states)

    def edit(self, rows: dict[int, dict[str, Any]], button: str, nth: int = 0) -> "Tab":
        """Type into the rows of a table to be edited, by the names of its fields, and send it."""
        self.widget(button).click()
        states = self.app._tree.get_widget_states()
        state = states.widgets.add()
        state.id = self.app.data_editor[nth].proto.id
        state.string_value = json.dumps(
            {"edited_rows": rows, "added_rows": [], "deleted_rows": []}, ensure_ascii=False
        )
        return self.run(states)

    def upload(self, label: str, *files: tuple[str, bytes]) -> "Tab":
        """Choose files, by name and content."""
        return self.choose(label, [(name, data, "") for name, data in files])

    def click_mark(self, chart: str, row: int | list[int] | None) -> "Tab":
        """Click the mark of a row in a chart; None lets go of the one that is clicked."""
        (drawn,) = [
            each for each in self.app.get("plotly_chart") if key_of(each.proto) == f"draw-{chart}"
        ]
        states = self.app._tree.get_widget_states()
        state = states.widgets.add()
        state.id = drawn.proto.id
        points = [] if row is None else [{"customdata": row}]
        state.string_value = json.dumps({"selection": {"points": points}})
        return self.run(states)

    @property
    def lines(self) -> list[Line]:
        """Every line of the page, the panel's last."""
        main, event = self.app._tree.children[0], self.app._tree.children[2]
        return [*lines_of(main), *lines_of(event)]

    @property
    def said(self) -> list[str]:
        """The lines between the line of state and the version at the foot."""
        texts = [line.text for line in self.lines if not line.text.endswith(" .version")]
        at = next((n for n, text in enumerate(texts) if text.endswith(" .state")), -1)
        return texts[at + 1 :]

    @property
    def foot(self) -> list[str]:
        """The lines at the foot: the version of the dashboard."""
        return [line.text for line in self.lines if line.text.endswith(" .version")]

    @property
    def brief(self) -> list[str]:
        """The same, of a chart its title and finding alone."""
        lines = [line for line in self.lines if not line.text.endswith(" .version")]
        at = next((n for n, line in enumerate(lines) if line.text.endswith(" .state")), -1)
        return [line.text for line in lines[at + 1 :] if _is_brief(line)]

    @property
    def state(self) -> str:
        """The line of state."""
        return next(line.text for line in self.lines if line.text.endswith(" .state"))

    def inside(self, key: str) -> list[str]:
        """The lines in the container of a key."""
        return [line.text for line in self.lines if key in line.inside]

    @property
    def address(self) -> dict[str, Asked]:
        """What stands in the address."""
        return dict(self.app.query_params)

    def download(self, label: str, nth: int = 0) -> tuple[str, bytes]:
        """Name and content of the file behind a button."""
        button = [each for each in self.app.get("download_button") if each.label == label][nth]
        late = button.proto.deferred_file_id
        url = self.media.execute_deferred(late) if late else button.proto.url
        file = self.media._storage.get_file(Path(url).name)
        return file.filename, file.content


@dataclass
class Dashboard:
    """A dashboard in a folder, and who is visiting it at the moment."""

    folder: Path
    visiting: Tab | None = None
    modules: dict[str, ModuleType] = field(default_factory=dict)
    people: dict[str, dict[str, str]] = field(default_factory=dict)

    @contextmanager
    def open(self) -> Iterator["Dashboard"]:
        """Have its pages in the place of what other tests have loaded of `app_pages`."""
        require_names_of_pages()
        before = _loaded()
        _load(self.modules)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(CONFIG_VARIABLE, str(own_config(self.folder)))
            patch.setattr("streamlit.runtime.context._get_client_context", self._context)
            patch.setattr(local_script_runner, "parse_tree_from_messages", self._heard)
            try:
                yield self
            finally:
                self.modules = _loaded()
                _load(before)

    def page(self, name: str) -> ModuleType:
        """A module of `app_pages`, as the pages of this dashboard see it."""
        return import_module(f"app_pages.{name}")

    @property
    def workspace(self) -> Workspace:
        """The desk that the pages work at."""
        workspace: Workspace = self.page("state.user").get_workspace()
        return workspace

    @property
    def boss(self) -> Actor:
        """An operator, who sets up what a test needs."""
        return auth.operator_actor(self.workspace.database, "boss")

    def tab(self, cookies: dict[str, str] | None = None, theme: str = "light") -> Tab:
        """A reader's tab; signed in where cookies are given."""
        return Tab(self, cookies or {}, theme)

    def day(self, number: int, language: Language = "zh") -> str:
        """The day of a release as pages write it."""
        release = self.workspace.store.release(number)
        return Words(language).period(release.at.date().isoformat())

    def time(self, number: int, language: Language = "zh") -> str:
        """When a release was published, as the History page writes it."""
        at = self.workspace.store.release(number).at.astimezone()
        return f"{Words(language).period(at.date().isoformat())} {at:%H:%M}"

    def person(self, name: str, role: Role, area: str = "", shown: str = "") -> dict[str, str]:
        """Somebody with an account, signed in; gives the cookie."""
        if name not in self.people:
            gate = workspace_beside(self.folder).database  # with cheap passwords
            boss = auth.operator_actor(gate, "boss")
            auth.create_account(boss, name, shown or name, role, area=area, password=PASSWORD)
            session = auth.sign_in(gate, name, PASSWORD, ip_address="192.0.2.1")
            self.people[name] = {auth.session_cookie_rule(https=False).name: session.token}
            gate.close()
        return self.people[name]

    def actor(self, cookies: dict[str, str]) -> Actor:
        """Whoever is signed in with a cookie."""
        return auth.find_actor(self.workspace.database, *cookies.values())

    def _context(self) -> SimpleNamespace:
        """What Streamlit knows of the browser that asks."""
        assert self.visiting
        self.visiting.media = Runtime.instance().media_file_mgr
        return SimpleNamespace(cookies=self.visiting.cookies, headers=[])

    def _heard(self, messages: list[ForwardMsg]) -> ElementTree:
        assert self.visiting
        self.visiting.messages = list(messages)
        return parse_tree_from_messages(messages)


def _is_brief(line: Line) -> bool:
    charts = [key for key in line.inside if key.startswith("chart-")]
    return not charts or line.text.startswith(("chart: ", "EXCEPTION"))


def _loaded() -> dict[str, ModuleType]:
    """What is loaded of `app_pages`."""
    return {n: m for n, m in sys.modules.items() if n.partition(".")[0] == "app_pages"}


def _load(modules: dict[str, ModuleType]) -> None:
    for name in _loaded():
        del sys.modules[name]
    sys.modules.update(modules)
