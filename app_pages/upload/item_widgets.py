"""The widgets beside a sheet that answer its review items; each answer is saved at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from app_pages.components.markdown import escape_markdown
from app_pages.state import session
from app_pages.upload import common_answers, definition_grid, draft_actions
from app_pages.upload.definition_grid import DecisionChoices
from app_pages.upload.review_items import STATED_BY_PROBLEM, ReviewItem
from app_pages.upload.shown_cells import Cell, ShownCells
from curation.drafts.draft import Draft
from curation.error_messages import format_problem
from curation.label_decisions import Decision, LabelQuestion
from curation.releases.upload_review import Review, find_explanation
from curation.upload_answers import Answers
from errors import SeenState
from intake.model.choices import CHOICES, choice_key, find_question_code
from intake.model.problem import Problem
from intake.problem_messages import format_choice, format_place

MAX_ITEMS = 40
"""Review items of a file that are shown at a time."""
MAX_PLACES = 8
"""Problems of one review item whose places are listed, and whose cells can be corrected there."""
LEFT_OUT_CODE = ""
"""The answer for a label whose figures are left out."""
MAX_SUGGESTED_NAMES = 3


class ItemWidgets:
    """Shows the review items of a draft on the Upload page, with widgets to answer them.

    Each kind of item has a method `_ask_…`. The callbacks of widgets change the draft in the state
    that was shown (`seen`), so that an answer never counts for a draft that has changed since.
    """

    def __init__(self, draft: Draft, review: Review, choices: DecisionChoices) -> None:
        """Take the draft as it is shown, its review, and the options for unknown labels."""
        self.draft, self.choices, self.words = draft, choices, choices.words
        self._cells = ShownCells(review.checked.sheets)
        self._code_by_label = {
            label.key: label.code for label in review.checked.labels if label.sure and label.code
        }

    def show_items_of_file(self, items: Sequence[ReviewItem]) -> None:
        """Show the review items of one file: the open ones, then those to be confirmed."""
        for title, is_open in (("desk.open_points", True), ("desk.to_confirm", False)):
            listed = [item for item in items if item.is_open is is_open]
            if not listed and not is_open:
                continue
            self._show_list_title(self.words.say(title), len(listed))
            for item in listed[:MAX_ITEMS]:
                self.show_item(item)
            if len(listed) > MAX_ITEMS:
                rest = self.words.say("desk.more_points", count=len(listed) - MAX_ITEMS)
                st.html(f'<p class="place">{escape(rest)}</p>')

    def _show_list_title(self, title: str, count: int) -> None:
        """Show the title of a list of review items, with the number of items in it."""
        places = self.words.say("desk.places", count=count)
        st.html(f'<h2 class="rail-title">{escape(title)} <span>{escape(places)}</span></h2>')

    def show_item(self, item: ReviewItem) -> None:
        """Show one review item: its number, title and text, and the widgets that answer it.

        Items of the kinds "stated" and "labels" are answered elsewhere on the page: they have a
        link.
        """
        with st.container(key=f"{item.id}.{self.draft.version}"):
            title, text = self._describe_item(item)
            mark = f'<span class="mark">{item.number}</span>'
            text_html = f"<p>{escape(text)}</p>" if text else ""
            st.html(
                f'<div class="point" id="{item.id}" tabindex="-1">'
                f"<h3>{mark} {escape(title)}</h3>{text_html}</div>"
            )
            if item.kind in ("stated", "labels"):
                label = escape(self.words.say(f"desk.answer_at_{item.kind}"))
                st.html(f'<p data-here><a href="?" data-to="{item.answered_at}">{label}</a></p>')
            ask_by_kind: dict[str, Callable[[ReviewItem], None]] = {
                "label": self._ask_label,
                "area": self._ask_area,
                "encoding": self._ask_encoding,
                "choice": self._ask_choice,
                "warning": self._ask_warnings,
                "error": self._ask_corrections,
            }
            if item.kind in ask_by_kind:
                ask_by_kind[item.kind](item)

    def _describe_item(self, item: ReviewItem) -> tuple[str, str]:
        """Return the title and the text of a review item: where it is, and what is wrong or asked.

        The title names the cell and the text in it (C6 新会员数), as far as the item has one; else
        the file or, at last, the level of the problem.
        """
        words = self.words
        _, row, column = item.place
        cell = f"{column}{row}" if column and row else ""
        if item.kind == "stated":
            problem = item.problems[0]
            if "count" in problem.hints:  # of all files that lack the same
                total = sum(int(other.hints["count"]) for other in item.problems)
                problem = replace(problem, hints={**problem.hints, "count": total})
            title = words.say(f"desk.stated_{STATED_BY_PROBLEM[problem.code]}")
            return title, format_problem(words, problem)
        if item.kind == "labels":
            return words.say("desk.grid_label"), words.say(
                "desk.labels_below", count=len(item.questions)
            )
        if item.questions:
            label = item.questions[0].label
            return " ".join(filter(None, (cell, label.text))), self._describe_label(item)
        problem = item.problems[0]
        if len(item.problems) > 1:
            return self._describe_problems(item)
        place = cell or format_place(replace(problem, file=""), words)
        title = " ".join(filter(None, (place, problem.value))) or problem.file
        return title or words.say(f"intake.level_{problem.level}"), format_problem(words, problem)

    def _describe_problems(self, item: ReviewItem) -> tuple[str, str]:
        """Return the title and the text of an item with several problems of one kind.

        The title says how many there are. The text says where the first MAX_PLACES are, and what is
        wrong with the first one, as they are alike.
        """
        words, problems = self.words, item.problems
        total = sum(
            # One problem "more_of_same" stands for all that the check no longer lists.
            int(problem.hints["more"]) if problem.code == "more_of_same" else 1
            for problem in problems
        )
        places = list(filter(None, map(self._format_place, problems[:MAX_PLACES])))
        text, listed = format_problem(words, problems[0]), words.listing(places)
        if total > len(places):
            listed = words.say("desk.and_more", places=listed, count=total)
        if places:
            text = words.say("desk.places_and_text", places=listed, text=text)
        return words.say(f"desk.{item.kind}s", count=total), text

    def _format_place(self, problem: Problem) -> str:
        """Format the place of a problem: its cell such as "C6", else a place in words."""
        if problem.row and problem.column:
            return f"{problem.column}{problem.row}"
        return format_place(problem, self.words)

    def _describe_label(self, item: ReviewItem) -> str:
        """Describe an unknown label: how many files and figures have it, and what it may mean.

        At most MAX_SUGGESTED_NAMES suggestions are named. The item has exactly one question.
        """
        (question,) = item.questions
        words = self.words
        where = words.say("desk.label_where", files=len(question.files), count=question.figures)
        names = [
            self._format_area_answer(suggestion.code)
            if question.label.kind == "area"
            else self.choices.format_indicator(suggestion.code)
            for suggestion in question.label.suggestions[:MAX_SUGGESTED_NAMES]
        ]
        if not names:
            return where
        return words.say("desk.perhaps", where=where, names=words.listing(names))

    def _build_widget_key(self, item: ReviewItem, name: str) -> str:
        """Return the key of a widget of a review item; `name` tells the item's widgets apart.

        The key changes with the state of the draft, so that a widget never keeps the value of an
        older state.
        """
        # 16 of the hash's 64 digits are enough to tell states apart.
        return f"{name}.{item.id}.{self.draft.seen.sha256[:16]}.{self.draft.version}"

    def _show_buttons(
        self, item: ReviewItem, on_click_by_label: dict[str, Callable[[], None]]
    ) -> None:
        """Show the buttons of a review item in a row, with the callback of each by its label."""
        with st.container(horizontal=True, gap="xxsmall"):
            for number, (label, on_click) in enumerate(on_click_by_label.items()):
                st.button(
                    label, key=self._build_widget_key(item, f"answer{number}"), on_click=on_click
                )

    def _ask_label(self, item: ReviewItem) -> None:
        """Ask what an unknown heading means: a known indicator, a new one, a part, or nothing.

        Suggested indicators come first in the list. Only a heading that stands below another one
        can be a part: of the indicator that the upper heading means.
        """
        (question,) = item.questions
        seen, key, choices = self.draft.seen, self._build_widget_key(item, "label"), self.choices
        suggested_codes = {each.code for each in question.label.suggestions}
        names = list(choices.indicators)
        names.sort(key=lambda name: choices.indicators[name] not in suggested_codes)

        def save() -> None:
            """Save the selected indicator as the meaning of the label."""
            code = choices.indicators.get(str(session.get_widget_value(key)), "")
            if code:
                self._save_decision(seen, question, "same", code)

        st.selectbox(
            self.words.say("desk.decision_same"),
            names,
            index=None,
            placeholder=self.words.say("desk.choose_indicator"),
            label_visibility="collapsed",
            key=key,
            on_change=save,
        )
        decisions: tuple[Decision, ...] = ("new", "leave")
        if question.parent:
            decisions = ("new", "part", "leave")
        self._show_buttons(
            item,
            {
                self.words.say(f"desk.decision_{each}"): partial(
                    self._save_decision, seen, question, each
                )
                for each in decisions
            },
        )

    def _save_decision(
        self, seen: SeenState, question: LabelQuestion, decision: Decision, code: str = ""
    ) -> None:
        """Save a decision about one label, such as that it means the indicator `code` ("same").

        Without a `code` it is the indicator that the heading above the label means, as the label
        may be a "part" of that one; "" if there is no heading above or its meaning is not sure.
        """
        code = code or self._code_by_label.get(question.parent, "")
        row = definition_grid.build_decision(question, decision, self.choices, code)
        definition_grid.save_decisions(seen, [row], self.choices)

    def _ask_area(self, item: ReviewItem) -> None:
        """Ask which area a name means: a suggestion, another one that is typed, or none.

        A typed text can be an area's name or code. If no area or several have it, a notice says so.
        The answer "none" leaves the figures with this name out.
        """
        (question,) = item.questions
        seen, key, text = self.draft.seen, self._build_widget_key(item, "area"), question.label.text

        def save() -> None:
            """Save the area that was selected or typed."""
            typed = str(session.get_widget_value(key) or "")
            code = common_answers.find_area(typed)
            if code:
                draft_actions.change_answers(seen, _build_answer("areas", text, code))
            elif typed:
                common_answers.add_not_found_notice(typed)

        st.selectbox(
            self.words.say("desk.choose_area"),
            [suggestion.code for suggestion in question.label.suggestions],
            index=None,
            format_func=self._format_area_answer,
            placeholder=self.words.say("desk.choose_area"),
            accept_new_options=True,
            label_visibility="collapsed",
            key=key,
            on_change=save,
        )
        leave = _build_callback(seen, _build_answer("areas", text, LEFT_OUT_CODE))
        self._show_buttons(item, {self.words.say("desk.leave_out"): leave})

    def _format_area_answer(self, code: str) -> str:
        """Format an area as an answer: its name with its code, or the text that was typed."""
        name = self.words.full_area(code)
        if name == code:
            return name
        return self.words.say("charts.with_breakdown", name=name, breakdown=code)

    def _ask_encoding(self, item: ReviewItem) -> None:
        """Ask which encoding a text file has.

        The problem's `expected` lists the possible ones, "gb18030, utf-8". Each option shows how
        the file begins when read in this encoding, so that a person can choose the legible one.
        """
        (problem,) = item.problems
        codes = problem.expected.split(", ")
        # The first 120 characters are enough to see whether a text is legible.
        previews = [str(problem.hints.get(f"preview_{code}", ""))[:120] for code in codes]
        self._ask_one_of(
            item,
            codes,
            lambda code: _build_answer("encodings", problem.file, code),
            captions=[escape_markdown(preview) for preview in previews],
        )

    def _ask_choice(self, item: ReviewItem) -> None:
        """Ask the question of a problem: one of its fixed options, or a text (`_ask_typed`).

        If a question need not be answered, the option that counts without an answer is preselected;
        with no other option nothing is shown.
        """
        (problem,) = item.problems
        question, chosen = find_question_code(problem), str(problem.hints.get("choice", ""))
        key = choice_key(problem)
        if options := CHOICES[question]:
            if not item.is_open:
                chosen = chosen or options[0]  # the one that is taken without an answer
                if len(options) == 1:
                    return
            self._ask_one_of(
                item,
                options,
                lambda choice: _build_answer("choices", key, choice),
                chosen=chosen,
                format_option=lambda choice: format_choice(question, choice, self.words),
            )
        else:
            self._ask_typed(item)

    def _ask_typed(self, item: ReviewItem) -> None:
        """Ask for a unit, or for the cells of a table that was not found.

        A unit can be typed or be one of those suggested, which the problem's hint `units` lists
        ("人,万人"). The cells of a table are typed ("B3:F20"). An empty text changes nothing.
        """
        (problem,) = item.problems
        question, chosen = find_question_code(problem), str(problem.hints.get("choice", ""))
        answer_key, seen = choice_key(problem), self.draft.seen
        widget_key = self._build_widget_key(item, "choice")

        def save() -> None:
            """Save the unit or the cells that were selected or typed."""
            text = str(session.get_widget_value(widget_key) or "").strip()
            if text:
                draft_actions.change_answers(seen, _build_answer("choices", answer_key, text))

        label = self.words.say(f"desk.answer_{question}")
        if question == "no_table":
            st.text_input(label, chosen, key=widget_key, max_chars=20, on_change=save)
            return
        units = [*filter(None, [chosen, *str(problem.hints.get("units", "")).split(",")])]
        st.selectbox(
            label,
            list(dict.fromkeys(units)),
            index=0 if chosen else None,
            placeholder=label,
            accept_new_options=True,
            label_visibility="collapsed",
            key=widget_key,
            on_change=save,
        )

    def _ask_one_of(
        self,
        item: ReviewItem,
        options: Sequence[str],
        build_change: Callable[[str], Callable[[Answers], Answers]],
        *,
        chosen: str = "",
        format_option: Callable[[str], str] = str,
        captions: Sequence[str] | None = None,
    ) -> None:
        """Show options as radio buttons; a click saves the answer.

        `build_change` returns, for an option, the function that adds it to the answers. Only an
        option already `chosen` is preselected. `format_option` returns the text of an option;
        `captions` are longer texts below the options, which then stand one below the other.
        """
        seen, key = self.draft.seen, self._build_widget_key(item, "choice")

        def save() -> None:
            """Save the option that was clicked."""
            option = session.get_widget_value(key)
            if option:
                draft_actions.change_answers(seen, build_change(str(option)))

        st.radio(
            self.words.say("desk.grid_choose"),
            options,
            index=options.index(chosen) if chosen in options else None,
            format_func=format_option,
            captions=captions,
            horizontal=captions is None,
            label_visibility="collapsed",
            key=key,
            on_change=save,
        )

    def _ask_corrections(self, item: ReviewItem) -> None:
        """Show buttons for suggested texts, and a text field to correct each wrong cell.

        Several text fields are folded. Cells that the sheet does not show cannot be corrected here.
        """
        self._show_suggestions(item)
        found_cells = [self._cells.find(problem) for problem in item.problems[:MAX_PLACES]]
        cells = list(dict.fromkeys(cell for cell in found_cells if cell))
        if len(cells) > 1:
            with st.expander(self.words.say("desk.mend_cells", count=len(cells))):
                for cell in cells:
                    self._ask_cell_text(cell, item)
        elif cells:
            self._ask_cell_text(cells[0], item)

    def _ask_warnings(self, item: ReviewItem) -> None:
        """Ask for an answer to warnings of one kind: their cells corrected, or an explanation."""
        self._ask_corrections(item)
        self._ask_explanation(item)

    def _show_suggestions(self, item: ReviewItem) -> None:
        """Show a button for each suggested text of a cell; a click puts the text into the cell."""
        on_click_by_label: dict[str, Callable[[], None]] = {}
        for problem in item.problems[:MAX_PLACES]:
            cell, text = problem.suggested or ("", "")
            suggested_cell = Cell(problem.file, problem.sheet, cell)
            if cell and self._cells.get_text(suggested_cell) is not None:
                label = self.words.say("desk.take_suggestion", cell=cell, text=text)
                on_click_by_label[label] = _build_callback(
                    self.draft.seen, self._cells.build_correction(suggested_cell, text)
                )
        if on_click_by_label:
            self._show_buttons(item, on_click_by_label)

    def _ask_cell_text(self, cell: Cell, item: ReviewItem) -> None:
        """Show a text field with the content of a cell; the text that is typed replaces it."""
        seen, key = self.draft.seen, self._build_widget_key(item, f"cell.{cell.sheet}.{cell.name}")

        def save() -> None:
            """Save the typed text as the content of the cell."""
            typed = str(session.get_widget_value(key) or "")
            draft_actions.change_answers(seen, self._cells.build_correction(cell, typed))

        st.text_input(
            self.words.say("desk.mend_cell", cell=cell.name),
            self._cells.get_text(cell),
            key=key,
            max_chars=200,
            on_change=save,
        )

    def _ask_explanation(self, item: ReviewItem) -> None:
        """Show a text field for an explanation of all warnings of the item's kind.

        Explained warnings do not keep the draft from being published.
        """
        seen, key, problem = (
            self.draft.seen,
            self._build_widget_key(item, "explain"),
            item.problems[0],
        )

        def save() -> None:
            """Save the explanation that was typed."""
            draft_actions.save_explanation(
                seen, problem.code, str(session.get_widget_value(key) or "")
            )

        st.text_input(
            self.words.say("desk.explain"),
            find_explanation(problem, self.draft.explanations),
            max_chars=500,
            placeholder=self.words.say("desk.explain_hint"),
            key=key,
            on_change=save,
        )


def _build_answer(field: str, name: str, answer: str) -> Callable[[Answers], Answers]:
    """Return a function that adds one answer to the field `field` of a draft's answers."""
    return lambda answers: answers.with_answers(field, {name: answer})


def _build_callback(seen: SeenState, change: Callable[[Answers], Answers]) -> Callable[[], None]:
    """Return a button callback that applies `change` to the answers of a draft."""
    return lambda: draft_actions.change_answers(seen, change)
