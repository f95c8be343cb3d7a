"""How pages are laid out: rows and columns, and the kinds of elements in each.

What the elements say is tested page by page; a change of the layout is seen here alone.
"""

from datetime import date
from textwrap import dedent

import pytest

from auth import Role
from curation.drafts import draft_editing
from curation.reports import report_editing
from file_formats.xlsx import SheetToWrite as Sheet
from file_formats.xlsx import write_xlsx
from tests.helpers.page_layout import layout_of
from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.workspaces import HAISHU, notices, table

CHART = "      html\n      plotly_chart\n      html\n"
CARD = "  stack card-{} gap xxsmall framed\n    html\n    button\n"
HEAD_OF_TOPIC = "row topic-head center\n  title h1\n  html\nhtml ×2\nrow gap large\n  column 50%\n"
READERS = {
    "overview area=500000": "html ×2\ngrid of 6, 200 wide, gap small\n"
    + "".join(CARD.format(n) for n in range(6))
    + dedent("""\
        stack reported
          row gap large
            column 33%
              selectbox
              stack chart-province_tiles gap xsmall
                html
                plotly_chart
                html
            column 67%
              row gap large
                column 100%
                  stack chart-honours gap xsmall
                    html
                    plotly_chart
                    html
        html
        """),
    "model_workers": HEAD_OF_TOPIC
    + f"    stack chart-honours gap xsmall\n{CHART}"
    + f"  column 50%\n    stack chart-events-model_workers gap xsmall\n{CHART}html\n",
    "supervision": HEAD_OF_TOPIC
    + f"    stack chart-flow-ningbo-supervision gap xsmall\n{CHART}"
    + f"  column 50%\n    stack chart-events-supervision gap xsmall\n{CHART}html\n",
    "chart name=honours": "stack 960 wide\n  stack chart-honours gap xsmall\n"
    + "    html\n    plotly_chart\n    html\n",
    "explore under=330000": """\
        title h1
        row
          column 33%
            selectbox
          column 22%
            selectbox
          column 22%
            selectbox
          column 22%
            selectbox
        row
          column 50%
            multiselect
          column 50%
            selectbox
        html
        stack chart-supervision_notices-bar gap xsmall
          html
          plotly_chart
          html
        html
        """,
    "data figure=competitors.tyre-contest-2024.100000..2024-11": """\
        title h1
        stack data-tabs
          button_group unlabelled
        stack data-filters
          row
            column 25%
              text_input
            column 17%
              selectbox
            column 17%
              selectbox
            column 17%
              selectbox
            column 25%
              selectbox
        stack data-list
          html
        row data-pages center
          pagination
          html
        row data-downloads
          download_button ×2
        dialog medium right
          html
        """,
    "progress": "html\n",
    "present charts=honours": """\
        title h1
        stack presentation
          row gap large
            column 40%
              selectbox
              row chosen-0
                text_input
                button ×3
              text_input ×2
              row
                column 29%
                  selectbox
                column 29%
                  selectbox
                column 43%
                  selectbox
              row
                checkbox ×2
              row formats
                button ×8
            column 60%
              html ×2
        """,
    "history": """\
        title h1
        subheader h3
        html
        subheader h3
        html
        stack compare
          subheader h3
        row
          column 50%
            selectbox
          column 50%
            selectbox
        html
        row take-compare
          download_button ×2
        """,
    "wall": "html\n",
}
FORM = "  row\n" + "".join(
    f"    column 25%\n      {each}\n"
    for each in (*("text_input", "text_input", "selectbox", "text_input"),)
)
STAFF = {
    "upload": "title h1\nhtml\nfile_uploader\nradio across\nbutton\nhtml\nrow\n"
    + "  download_button ×2\n",
    "upload files": """\
        title h1
        html
        row stated-once end
          selectbox
          form
            text_input ×3
            date_input
            button
          text_input
          button_group
          html
        row file-row center
          html
          row
            column 83% center
              html
            column 17% center
              button
          row
            column 83% center
              html
            column 17% center
              button
          file_uploader
          radio across
          html ×2
          file_uploader
        row gap medium
          column 75%
            stack sheet
              html
              stack read-tables
                html ×2
          column 25%
            stack rail
              html
              stack point-1-1.1
                html
                text_input
        row upload-foot center
          html
          button ×2
          download_button
          html
        """,
    "upload problems": """\
        title h1
        html
        row stated-once end
          selectbox
          form
            text_input ×3
            date_input
            button
          text_input
          button_group
          html
        row file-row center
          html
          row
            column 83% center
              html
            column 17% center
          file_uploader
          radio across
          html ×2
          file_uploader
        row gap medium
          column 75%
            stack sheet
              html
              stack read-tables
                html ×2
          column 25%
            stack rail
              html
              stack point-0-1.1
                html ×2
              stack point-0-2.1
                html
                selectbox unlabelled
                row gap xxsmall
                  button ×2
        row upload-foot center
          html
          button ×2
          download_button
          html
        """,
    "upload changes": """\
        title h1
        html
        row center
          html
          button ×2
        html ×3
        text_area
        button
        subheader h3
        row
          column 50%
            html
            plotly_chart
          column 50%
            html
            plotly_chart
        """,
    "staff": f"title h1\nbutton_group unlabelled\nhtml\nsubheader h3\nform emptied\n{FORM}"
    + "  button\nsubheader h3\nselectbox\nrow\n  column 50%\n    selectbox\n  column 50%\n"
    + "    text_input\nrow\n  button ×4\nhtml\n",
    "report": """\
        title h1
        html
        row
          column 67%
            text_area
            file_uploader
          column 33%
            date_input
            selectbox
            text_input ×3
        button
        html
        """,
    "correct": """\
        title h1
        html
        row center
          button ×2
        row gap large
          column 45%
            stack report-text
              html
          column 55%
            button
            stack figure-1
              html
              row center
                button_group unlabelled
                button
        dialog medium right
          selectbox
          form
            text_input
            selectbox
            text_input
            selectbox
            button
        """,
}


def laid_out(tab: Tab) -> list[str]:
    """How a page is laid out below the line of state, and the panel beside it."""
    main, event = tab.app._tree.children[0], tab.app._tree.children[2]
    bodies = [getattr(each.proto, "body", "") for each in main.children.values()]
    state = next(n for n, body in enumerate(bodies) if 'class="state"' in body)
    below = list(main.children.values())[state + 1 :]
    panel = [each for each in event.children.values() if each.type != "html"]  # the style sheet
    main.children, event.children = dict(enumerate(below)), dict(enumerate(panel))
    return [*layout_of(main), *layout_of(event)]


def at(work: Dashboard, page: str) -> Tab:
    """Open a page of the desk in the state of a name."""
    cookies = work.person("layout", Role.ADMIN)
    tab, actor = work.tab(cookies), work.actor(cookies)
    if page == "upload problems":
        rows = [
            ["表3-2 宁波市工会服务职工情况"],
            ["单位：人"],
            ["指标", "2022年"],
            ["参加疗休养职工", "312"],
        ]
        book = ("b.xlsx", write_xlsx([Sheet("3-2", rows)], "x"))
        draft = draft_editing.create_draft(work.workspace, actor, [book])
        return tab.open("upload", draft=draft.id, step="problems")
    if page.startswith("upload "):
        files = [("a.csv", table(notices(HAISHU, "2024-10", 1)))]
        files += [("b.csv", b"nothing")] if page == "upload files" else []
        draft = draft_editing.create_draft(work.workspace, actor, files)
        return tab.open("upload", draft=draft.id, step=page.partition(" ")[2])
    if page == "correct":
        text = "宁波市总工会发出提示函177份。".encode()
        day, source = date(2024, 12, 3), "page-2024-11-05"
        begun = report_editing.create_report(
            work.workspace, actor, "r.txt", text, day=day, source=source
        )
        return tab.open("report", reading=begun.id).click("更正")
    return tab.open(page)


@pytest.mark.parametrize("page", READERS)
def test_a_page_of_readers(work: Dashboard, page: str) -> None:
    name, _, asked = page.partition(" ")
    query = dict([asked.split("=")]) if asked else {}
    found = laid_out(work.tab().open(name, **query))
    assert found == dedent(READERS[page]).splitlines()


@pytest.mark.parametrize("page", STAFF)
def test_a_page_of_staff(work: Dashboard, page: str) -> None:
    assert laid_out(at(work, page)) == dedent(STAFF[page]).splitlines()


def test_the_frame(work: Dashboard) -> None:
    frame = ["row tools center", "  html", "  button"]
    lines = list(layout_of(work.tab().open("wall").app._tree))
    assert lines[3:] == ["html", "html", "html ×2"]
    # Over the line of state stands the scope.
    lines = list(layout_of(work.tab().open("explore").app._tree))
    assert lines[:6] == [*frame, "html ×2", "title h1", "row"]
