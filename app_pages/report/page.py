"""The Report page, on which figures of a news report are accepted one by one into a draft.

`new_report` takes the text. `decisions` shows it beside its figures, which `reviewed_figures` reads
and `markup` renders. `correction` is the dialog for one figure. In the URL, `reading` is the
report's id, `article` one of its articles, and `draft` leads to the Upload page.
"""

import streamlit as st

from app_pages.components import damaged_files
from app_pages.components.notices import show_user_error
from app_pages.pages import get_script
from app_pages.report import decisions, new_report
from app_pages.state import release, url, user
from auth import Action, Actor
from curation.reports.report_editing import open_report
from curation.reports.report_reading import read_articles
from errors import UserError
from file_formats.sandbox.run import warm_up

words = release.get_current_chart_data().words


def show_report(actor: Actor, report_id: str) -> bool:
    """Show the report with this id; show the error and return False if it cannot be opened."""
    try:
        report, text = open_report(user.get_workspace(), actor, report_id)
    except UserError as error:
        show_user_error(error, words)
        return False
    decisions.show_report(report, text, words)
    return True


if draft := url.get_param("draft"):
    st.switch_page(get_script("upload"), query_params={"draft": draft, "step": "changes"})
st.title(words.say("desk.report"))
actor = user.require_page_access("report", Action.UPLOAD, words)
if actor:
    warm_up(read_articles)
    damaged_files.show_damaged_files(actor, words)
    report_id = url.get_param("reading")
    if not report_id or not show_report(actor, report_id):
        new_report.show_form(actor, words)
