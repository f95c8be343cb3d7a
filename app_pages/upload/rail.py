"""The open points of a file beside its sheet, each with its answer: settled at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from app_pages.components.markdown import escape_markdown
from app_pages.state import session
from app_pages.upload import definition_grid, draft_changes, stated_once
from app_pages.upload.definition_grid import DecisionChoices
from app_pages.upload.points import STATED_BY_PROBLEM, Point
from app_pages.upload.shown_cells import Cell, ShownCells
from curation.answers import Answers
from curation.drafts.draft import Draft
from curation.error_messages import format_problem
from curation.label_decisions import Decision, LabelQuestion
from curation.releases.upload_review import Review, find_explanation
from errors import SeenState
from intake.model.choices import CHOICES, choice_key, question_of
from intake.model.problem import Problem
from intake.problem_messages import choice_text, place_text

MAX_POINTS = 40
"""Points of a file that are shown at a time."""
MAX_PLACES = 8
"""Places of one kind of warning that are listed, and can be mended beside it."""
IGNORE_LABEL = ""
"""The code of a label that is left out."""
MAX_LIKELY = 3


class Rail:
    """The points of a draft as its page shows them: widgets for their answers."""

    def __init__(self, draft: Draft, review: Review, choices: DecisionChoices) -> None:
        """Take the draft as it is shown, its review, and the options of its labels."""
        self.draft, self.choices, self.words = draft, choices, choices.words
        self._cells = ShownCells(review.checked.sheets)
        self._meanings = {
            label.key: label.code for label in review.checked.labels if label.sure and label.code
        }

    def show_points(self, points: Sequence[Point]) -> None:
        """Show the points of one file: what is open, then what is to be confirmed."""
        for title, is_open in (("desk.open_points", True), ("desk.to_confirm", False)):
            those = [point for point in points if point.is_open is is_open]
            if not those and not is_open:
                continue
            self._show_title(self.words.say(title), len(those))
            for point in those[:MAX_POINTS]:
                self.show_point(point)
            if len(those) > MAX_POINTS:
                rest = self.words.say("desk.more_points", count=len(those) - MAX_POINTS)
                st.html(f'<p class="place">{escape(rest)}</p>')

    def _show_title(self, title: str, count: int) -> None:
        """Show the title of a list of points, with their number."""
        places = self.words.say("desk.places", count=count)
        st.html(f'<h2 class="rail-title">{escape(title)} <span>{escape(places)}</span></h2>')

    def show_point(self, point: Point) -> None:
        """Show one point: its number, place and text, and the widgets that settle it."""
        with st.container(key=f"{point.id}.{self.draft.version}"):
            title, text = self._describe(point)
            mark = f'<span class="mark">{point.number}</span>'
            words = f"<p>{escape(text)}</p>" if text else ""
            st.html(
                f'<div class="point" id="{point.id}" tabindex="-1">'
                f"<h3>{mark} {escape(title)}</h3>{words}</div>"
            )
            if point.kind in ("stated", "labels"):
                there = escape(self.words.say(f"desk.answer_at_{point.kind}"))
                st.html(f'<p data-here><a href="?" data-to="{point.answered_at}">{there}</a></p>')
            ask: dict[str, Callable[[Point], None]] = {
                "label": self._ask_label,
                "area": self._ask_area,
                "encoding": self._ask_encoding,
                "choice": self._ask_choice,
                "warning": self._ask_warnings,
                "error": self._ask_cells,
            }
            if point.kind in ask:
                ask[point.kind](point)

    def _describe(self, point: Point) -> tuple[str, str]:
        """Return the title of a point, which is its place and what stands there, and its text."""
        words = self.words
        _, row, column = point.place
        cell = f"{column}{row}" if column and row else ""
        if point.kind == "stated":
            problem = point.problems[0]
            if "count" in problem.hints:  # of all files that lack the same
                total = sum(int(each.hints["count"]) for each in point.problems)
                problem = replace(problem, hints={**problem.hints, "count": total})
            title = words.say(f"desk.stated_{STATED_BY_PROBLEM[problem.code]}")
            return title, format_problem(words, problem)
        if point.kind == "labels":
            return words.say("desk.grid_label"), words.say(
                "desk.labels_below", count=len(point.questions)
            )
        if point.questions:
            label = point.questions[0].label
            return " ".join(filter(None, (cell, label.text))), self._about_label(point)
        problem = point.problems[0]
        if len(point.problems) > 1:
            return self._describe_many(point)
        place = cell or place_text(replace(problem, file=""), words)
        title = " ".join(filter(None, (place, problem.value))) or problem.file
        return title or words.say(f"intake.level_{problem.level}"), format_problem(words, problem)

    def _describe_many(self, point: Point) -> tuple[str, str]:
        """Return the title of a point with problems of one kind, and their places and text."""
        words, problems = self.words, point.problems
        total = sum(
            int(each.hints["more"]) if each.code == "more_of_same" else 1 for each in problems
        )
        places = list(filter(None, map(self._place, problems[:MAX_PLACES])))
        text, listed = format_problem(words, problems[0]), words.listing(places)
        if total > len(places):
            listed = words.say("desk.and_more", places=listed, count=total)
        if places:
            text = words.say("desk.places_and_text", places=listed, text=text)
        return words.say(f"desk.{point.kind}s", count=total), text

    def _place(self, problem: Problem) -> str:
        """Return the place of a problem: its cell, else in words."""
        if problem.row and problem.column:
            return f"{problem.column}{problem.row}"
        return place_text(problem, self.words)

    def _about_label(self, point: Point) -> str:
        """Return how often a label occurs, and what it may be."""
        (question,) = point.questions
        words = self.words
        where = words.say("desk.label_where", files=len(question.files), count=question.figures)
        names = [
            self._area_name(each.code)
            if question.label.kind == "area"
            else self.choices.indicator_name(each.code)
            for each in question.label.suggestions[:MAX_LIKELY]
        ]
        if not names:
            return where
        return words.say("desk.perhaps", where=where, names=words.listing(names))

    def _key(self, point: Point, name: str) -> str:
        """Return the key of a widget of a point: another state has another widget."""
        return f"{name}.{point.id}.{self.draft.seen.sha256[:16]}.{self.draft.version}"

    def _buttons(self, point: Point, labels: dict[str, Callable[[], None]]) -> None:
        """Show buttons beside each other, each with what a click does."""
        with st.container(horizontal=True, gap="xxsmall"):
            for number, (label, on_click) in enumerate(labels.items()):
                st.button(label, key=self._key(point, f"answer{number}"), on_click=on_click)

    def _ask_label(self, point: Point) -> None:
        """Show what an unknown heading can be: an indicator that there is, a new one, none."""
        (question,) = point.questions
        seen, key, choices = self.draft.seen, self._key(point, "label"), self.choices
        likely = {each.code for each in question.label.suggestions}
        names = list(choices.indicators)
        names.sort(key=lambda name: choices.indicators[name] not in likely)

        def choose() -> None:
            """Save the indicator that was chosen."""
            code = choices.indicators.get(str(session.get_widget_value(key)), "")
            if code:
                self._decide(seen, question, "same", code)

        st.selectbox(
            self.words.say("desk.decision_same"),
            names,
            index=None,
            placeholder=self.words.say("desk.choose_indicator"),
            label_visibility="collapsed",
            key=key,
            on_change=choose,
        )
        decisions: tuple[Decision, ...] = ("new", "leave")
        if question.parent:
            decisions = ("new", "part", "leave")
        self._buttons(
            point,
            {
                self.words.say(f"desk.decision_{each}"): self._deciding(seen, question, each)
                for each in decisions
            },
        )

    def _deciding(
        self, seen: SeenState, question: LabelQuestion, decision: Decision
    ) -> Callable[[], None]:
        """Return a callback that decides about a label."""
        return lambda: self._decide(seen, question, decision)

    def _decide(
        self, seen: SeenState, question: LabelQuestion, decision: Decision, code: str = ""
    ) -> None:
        """Save a decision about one label."""
        code = code or self._meanings.get(question.parent, "")
        row = definition_grid.decided(question, decision, self.choices, code)
        definition_grid.save_decisions(seen, [row], self.choices)

    def _ask_area(self, point: Point) -> None:
        """Show which areas a name can mean; another one can be typed."""
        (question,) = point.questions
        seen, key, text = self.draft.seen, self._key(point, "area"), question.label.text

        def choose() -> None:
            """Save the area that was chosen or typed."""
            typed = str(session.get_widget_value(key) or "")
            code = stated_once.find_area(typed)
            if code:
                draft_changes.settle(seen, _answering("areas", text, code))
            elif typed:
                stated_once.tell_not_found(typed)

        st.selectbox(
            self.words.say("desk.choose_area"),
            [suggestion.code for suggestion in question.label.suggestions],
            index=None,
            format_func=self._area_name,
            placeholder=self.words.say("desk.choose_area"),
            accept_new_options=True,
            label_visibility="collapsed",
            key=key,
            on_change=choose,
        )
        leave = _settling(seen, _answering("areas", text, IGNORE_LABEL))
        self._buttons(point, {self.words.say("desk.leave_out"): leave})

    def _area_name(self, code: str) -> str:
        """Format an answer to the question for an area: its name and code, or what was typed."""
        name = self.words.full_area(code)
        if name == code:
            return name
        return self.words.say("charts.with_breakdown", name=name, breakdown=code)

    def _ask_encoding(self, point: Point) -> None:
        """Show how the beginning of a file reads in each encoding that it may have."""
        (problem,) = point.problems
        codes = problem.expected.split(", ")
        previews = [str(problem.hints.get(f"preview_{code}", ""))[:120] for code in codes]
        self._ask_one_of(
            point,
            codes,
            lambda code: _answering("encodings", problem.file, code),
            captions=[escape_markdown(preview) for preview in previews],
        )

    def _ask_choice(self, point: Point) -> None:
        """Show the choices of a question: fixed ones, units, sources or a typed place."""
        (problem,) = point.problems
        question, chosen = question_of(problem), str(problem.hints.get("choice", ""))
        key = choice_key(problem)
        if options := CHOICES[question]:
            if not point.is_open:
                chosen = chosen or options[0]  # as usual
                if len(options) == 1:
                    return
            self._ask_one_of(
                point,
                options,
                lambda choice: _answering("choices", key, choice),
                chosen=chosen,
                names=lambda choice: choice_text(question, choice, self.words),
            )
        else:
            self._ask_typed(point)

    def _ask_typed(self, point: Point) -> None:
        """Show the field of a unit, or of the place of a table that was not found."""
        (problem,) = point.problems
        question, chosen = question_of(problem), str(problem.hints.get("choice", ""))
        key, seen, widget = choice_key(problem), self.draft.seen, self._key(point, "choice")

        def choose() -> None:
            """Save the unit or place that was chosen or typed."""
            text = str(session.get_widget_value(widget) or "").strip()
            if text:
                draft_changes.settle(seen, _answering("choices", key, text))

        label = self.words.say(f"desk.answer_{question}")
        if question == "no_table":
            st.text_input(label, chosen, key=widget, max_chars=20, on_change=choose)
            return
        units = [*filter(None, [chosen, *str(problem.hints.get("units", "")).split(",")])]
        st.selectbox(
            label,
            list(dict.fromkeys(units)),
            index=0 if chosen else None,
            placeholder=label,
            accept_new_options=True,
            label_visibility="collapsed",
            key=widget,
            on_change=choose,
        )

    def _ask_one_of(
        self,
        point: Point,
        options: Sequence[str],
        change: Callable[[str], Callable[[Answers], Answers]],
        *,
        chosen: str = "",
        names: Callable[[str], str] = str,
        captions: Sequence[str] | None = None,
    ) -> None:
        """Show options of which a click on one saves it; nothing is chosen beforehand."""
        seen, key = self.draft.seen, self._key(point, "choice")

        def choose() -> None:
            """Save the option that was clicked."""
            option = session.get_widget_value(key)
            if option:
                draft_changes.settle(seen, change(str(option)))

        st.radio(
            self.words.say("desk.grid_choose"),
            options,
            index=options.index(chosen) if chosen in options else None,
            format_func=names,
            captions=captions,
            horizontal=captions is None,
            label_visibility="collapsed",
            key=key,
            on_change=choose,
        )

    def _ask_cells(self, point: Point) -> None:
        """Show the fields in which wrong cells are mended in place, and what they may say."""
        self._offer_suggestions(point)
        cells = {self._cells.find(each): None for each in point.problems[:MAX_PLACES]}
        known = [cell for cell in cells if cell]
        if len(known) > 1:
            with st.expander(self.words.say("desk.mend_cells", count=len(known))):
                for cell in known:
                    self._ask_text_of(cell, point)
        elif known:
            self._ask_text_of(known[0], point)

    def _ask_warnings(self, point: Point) -> None:
        """Show what can be done about warnings of a kind: mend their cells, or explain them."""
        self._ask_cells(point)
        self._ask_explanation(point)

    def _offer_suggestions(self, point: Point) -> None:
        """Show a button for each text that would mend a cell: a click puts it there."""
        offered: dict[str, Callable[[], None]] = {}
        for problem in point.problems[:MAX_PLACES]:
            cell, text = problem.suggested or ("", "")
            place = Cell(problem.file, problem.sheet, cell)
            if cell and self._cells.text(place) is not None:
                label = self.words.say("desk.take_suggestion", cell=cell, text=text)
                offered[label] = _settling(self.draft.seen, self._cells.correcting(place, text))
        if offered:
            self._buttons(point, offered)

    def _ask_text_of(self, cell: Cell, point: Point) -> None:
        """Show the field with what stands in a cell; what is typed stands there instead."""
        seen, key = self.draft.seen, self._key(point, f"cell.{cell.sheet}.{cell.name}")

        def save() -> None:
            """Save what was typed."""
            typed = str(session.get_widget_value(key) or "")
            draft_changes.settle(seen, self._cells.correcting(cell, typed))

        st.text_input(
            self.words.say("desk.mend_cell", cell=cell.name),
            self._cells.text(cell),
            key=key,
            max_chars=200,
            on_change=save,
        )

    def _ask_explanation(self, point: Point) -> None:
        """Show the field for the explanation of warnings of one kind."""
        seen, key, problem = self.draft.seen, self._key(point, "explain"), point.problems[0]

        def save() -> None:
            """Save the explanation that was typed."""
            draft_changes.explain(seen, problem.code, str(session.get_widget_value(key) or ""))

        st.text_input(
            self.words.say("desk.explain"),
            find_explanation(problem, self.draft.explanations),
            max_chars=500,
            placeholder=self.words.say("desk.explain_hint"),
            key=key,
            on_change=save,
        )


def _answering(field: str, name: str, answer: str) -> Callable[[Answers], Answers]:
    """Return the change that adds one answer."""
    return lambda answers: answers.with_answers(field, {name: answer})


def _settling(seen: SeenState, change: Callable[[Answers], Answers]) -> Callable[[], None]:
    """Return a callback that changes the answers of a draft."""
    return lambda: draft_changes.settle(seen, change)
