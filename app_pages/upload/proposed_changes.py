"""The changes that a draft would make, the button to publish or submit it, and affected charts."""

from collections.abc import Callable
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from app_pages.components import affected_charts, diff
from app_pages.components.links import render_page_link
from app_pages.components.notices import show_empty, show_html
from app_pages.state import actions, release, session, user
from app_pages.state.release import build_chart_data
from app_pages.state.session import state_key
from app_pages.upload.draft_review import get_draft_review
from app_pages.upload.earlier_numbers import render_earlier_table
from auth import Action, may
from charts.labels import list_sources
from curation.code_names import read_code_names
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import change_draft
from curation.drafts.draft_publishing import publish_draft, submit_draft, withdraw_draft
from curation.releases.changes import Changes, CodeChange
from curation.releases.proposed_release import build_proposed_snapshot
from curation.releases.upload_review import Review
from errors import UserError
from locales import Words
from metrics.figure_queries import counts_by_value
from metrics.figure_source import FigureSource, InMemoryFigures, OverlaidFigures

MAX_ROWS = 200


def show_changes_step(draft: Draft, words: Words) -> None:
    """Show the changes of a draft, and the button to submit, withdraw or publish it.

    If the draft is already published or discarded, only its outcome is shown. While there are
    errors, or warnings without an explanation, a message takes the place of the changes.
    """
    if draft.status in ("published", "discarded"):
        _show_outcome(draft, words)
        return
    review = get_draft_review(draft, words)
    if not review:  # its error has been shown
        return
    if review.errors or review.find_unexplained(draft.explanations):
        show_empty(words.say("desk.mend_first"))
        return
    show_changes(review, words, partial(_show_author_buttons, draft, review, words))


def show_changes(review: Review, words: Words, show_decision: Callable[[], None]) -> None:
    """Show the rows that a draft adds, changes and removes, the decision, and the affected charts.

    The changes are against the release with which the draft was compared. Names come from the code
    lists as the draft would make them, so that new areas and indicators have names. `show_decision`
    shows the buttons for the draft, above the charts, which may fill several screens.
    """
    changes = review.proposal.changes
    added, changed, removed = map(len, changes.frames)
    counts = words.say("pages.change_counts", added=added, changed=changed, removed=removed)
    st.html(f'<p class="lead">{escape(counts)}</p>')
    if not changes:
        show_empty(words.say("curation.no_changes"))
        show_decision()
        return
    parent = review.proposal.parent
    code_lists, published = release.get_code_lists(parent), release.get_figures(parent)
    proposed = build_proposed_snapshot(code_lists, review.proposal)
    topics = release.get_settings().topics
    proposed_names = read_code_names(proposed, topics)
    proposed_words = Words(words.language, proposed_names)
    _show_changed_figures(changes, published, proposed.figures, proposed_words)
    show_decision()
    figures: FigureSource = InMemoryFigures(proposed.figures)
    replaced_indicators = review.proposal.only_indicators
    if replaced_indicators is not None:  # the proposed figures are those of these indicators alone
        reported_indicators = counts_by_value(published, "indicator")
        unchanged_figures = published.filter(
            indicator=[code for code in reported_indicators if code not in replaced_indicators]
        )
        figures = OverlaidFigures(unchanged_figures, figures)
    names = read_code_names(code_lists, topics)
    before = build_chart_data(code_lists, names, words.language, published)
    after = build_chart_data(proposed, proposed_names, words.language, figures)
    affected_charts.show_affected_charts(before, after, words)


def _show_changed_figures(
    changes: Changes, published: FigureSource, proposed: pd.DataFrame, words: Words
) -> None:
    """Show what a draft changes: the sources, the figures in tables, and entries of code lists.

    New monthly figures also stand beside those of earlier months. `published` and `proposed` are
    the figures before and after; `words` has the names after.
    """
    sources = sorted({*changes.added["source"], *changes.changed["new_source"]})
    if sources:
        source_names = words.listing(list_sources(sources, words))
        st.html(
            f'<p class="place">{escape(words.say("pages.sources_are", names=source_names))}</p>'
        )
    earlier_table = render_earlier_table(changes, proposed, published, words, MAX_ROWS)
    show_html(earlier_table + diff.render_diff(changes, published, proposed, words, MAX_ROWS))
    if changes.codes:
        items = "".join(
            f"<li>{escape(_format_code_change(change, words))}</li>"
            for change in changes.codes[:MAX_ROWS]
        )
        st.html(f"<ul>{items}</ul>")


def _show_author_buttons(draft: Draft, review: Review, words: Words) -> None:
    """Show the author of a draft the button to withdraw it, or to submit or publish it."""
    if draft.status == "submitted":
        st.html(f"<p>{escape(words.say('desk.waits'))}</p>")
        st.button(
            words.say("desk.withdraw"),
            key=state_key("withdraw", draft.seen),
            on_click=actions.run_action,
            args=(withdraw_draft, draft.seen),
        )
    elif review.proposal.changes:
        _ask_reason(draft, review, words)


def _format_code_change(change: CodeChange, words: Words) -> str:
    """Describe that a draft adds, changes or removes an entry of a code list, which it names."""
    # Words.name knows these lists by their singular; entries of others are shown by their codes.
    name_kinds = {"indicators": "indicator", "programmes": "programme", "sources": "source"}
    return words.say(
        "desk.code_change",
        what=words.say(f"pages.{change.what}"),
        list=words.say(f"desk.list_{change.list}"),
        name=words.name(name_kinds.get(change.list, change.list), change.code),
    )


def _ask_reason(draft: Draft, review: Review, words: Words) -> None:
    """Show a field for the reason, and the button to publish or submit the draft.

    With `publishing.approval` in config.yaml the draft is submitted, and another person publishes
    it by accepting. The button is disabled if the actor may not change all areas concerned. A
    reason is saved as soon as it is typed.
    """
    needs_approval = release.get_settings().publishing.approval
    reason_key = f"reason.{draft.id}"
    st.text_area(
        words.say("desk.reason"),
        draft.reason,
        key=reason_key,
        max_chars=2000,
        height=80,
        placeholder=words.say("desk.reason_hint"),
        on_change=lambda: actions.run_action(
            change_draft, draft.seen, reason=session.get_widget_value(reason_key)
        ),
    )
    actor = user.get_reader()
    action = Action.SUBMIT if needs_approval else Action.PUBLISH
    # Changes of code lists alone have no area: the actor's own then decides.
    allowed = may(actor, action, area=review.proposal.changes.areas or actor.area)
    st.button(
        words.say("desk.submit" if needs_approval else "desk.publish"),
        type="primary",
        key=state_key("publish", draft.seen),
        disabled=not allowed,
        on_click=_submit_draft if needs_approval else _publish_draft,
        args=(draft, reason_key, review),
    )


def _publish_draft(draft: Draft, reason_key: str, shown: Review) -> None:
    """Publish a draft as a new release, and add a notice with its number; a callback.

    A second click returns the release of the first one. `draft` and `shown` (its review) are as on
    the page: if one of them has changed since, nothing is published, and the notice says why. A
    reason that this tab has saved is no such change. `reason_key` is the key of the text field with
    the reason.
    """
    words = release.get_current_chart_data().words
    try:
        reason = str(session.get_widget_value(reason_key) or "")
        with session.get_session_lock(), actions.show_progress(words) as progress:
            result = publish_draft(
                user.get_workspace(),
                user.get_actor(),
                session.get_followed_state(draft.seen, only_texts=True),
                reason=reason,
                reviewed=shown.seen,
                progress=progress,
            )
    except UserError as error:
        actions.add_error(error, words)
        return
    release.refresh_newest()
    session.add_notice(words.say("desk.published", number=result.release.number))


def _submit_draft(draft: Draft, reason_key: str, shown: Review) -> None:
    """Submit a draft, so that another person accepts or returns it; a callback.

    `draft` and `shown` (its review) are as on the page: if one of them has changed since, nothing
    is submitted, and the notice says why. `reason_key` is the key of the text field with the
    reason.
    """
    reason = str(session.get_widget_value(reason_key) or "")
    words = release.get_current_chart_data().words
    done = words.say("desk.submitted")
    reviewed = shown.seen
    actions.run_action(
        submit_draft, draft.seen, reason=reason, reviewed=reviewed, slow=True, done=done
    )


def _show_outcome(draft: Draft, words: Words) -> None:
    """Show that a draft was discarded, or the changes of the release that it became, with links.

    `draft.release` is the number of that release, 0 for none.
    """
    if not draft.release:
        show_empty(words.say("desk.discarded"))
        return
    release_number = draft.release
    parent = release.get_store().release(release_number).parent
    st.html(f'<p class="lead">{escape(words.say("desk.published", number=release_number))}</p>')
    show_html(diff.render_changes(parent, release_number, words.language))
    compared = {"new": str(release_number), "old": str(parent)}
    links = (
        render_page_link(words.say("pages.overview"), "overview", words),
        render_page_link(words.say("pages.history"), "history", words, **compared),
        render_page_link(words.say("desk.another"), "upload", words),
    )
    st.html(f"<p>{' · '.join(links)}</p>")
