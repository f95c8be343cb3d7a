"""Labels of long tables: unknown indicators and areas, asked about and answered as in wide ones."""

import re
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from intake.model.batch import Batch
from intake.model.column_arrays import Indices, dictionary_encode
from intake.model.reference import Reference
from intake.model.upload_labels import (
    LabelKind,
    LabelMatch,
    RememberedLabels,
    Suggestion,
    find_answer,
    join_label_path,
)
from intake.values import codes
from intake.values.indicator_matching import CERTAIN_SCORE, suggest_areas, suggest_indicators

MAX_LABELS, MAX_SUGGESTED = 400, 100
"""Unknown labels of a table that are asked about, and labels of an upload that get suggestions.

A column of other texts has as many as rows.
"""
_KINDS: dict[str, LabelKind] = {"indicator": "indicator", "ref_area": "area"}
_CODES = re.compile(r"\d+|ORG-.*|[a-z][a-z0-9_]*(\.[a-z0-9_]+)?")
"""Texts that are meant as codes: a wrong one is a fault, and no name to ask about."""
_UNKNOWN = ("unknown_indicator", "unknown_area", "area_ambiguous")


@dataclass
class LongLabels:
    """The unknown labels of the long tables of an upload; `matches` has each once a table."""

    remembered: RememberedLabels
    matches: dict[tuple[str, str, str, str], LabelMatch] = field(default_factory=dict)

    def answer(self, batch: Batch, reference: Reference) -> Batch:
        """Return a batch with the labels that a person has answered about replaced by their codes.

        Rows whose label is left out are gone. The labels are added to `matches`; those without an
        answer stay as they are and become problems.
        """
        if batch.has_codes:
            return batch
        for name in _KINDS:
            if name in batch.fields:
                batch = self._answer_column(name, batch, reference)
        return batch

    def _answer_column(self, name: str, batch: Batch, reference: Reference) -> Batch:
        """Return a batch with the answered labels of one column replaced by their codes."""
        indices, texts = dictionary_encode(batch.fields[name])
        unknown = codes.unknown_texts(name, texts, reference, MAX_LABELS, _UNKNOWN)
        unknown = [index for index in unknown if not _CODES.fullmatch(texts[index].strip())]
        if not unknown:
            return batch
        answered = {
            index: match.code
            for index in unknown
            if (match := self._match(name, index, indices, texts, batch, reference)).sure
        }
        left_out = [index for index, code in answered.items() if not code]
        batch = _with_codes(batch, name, indices, texts, answered)
        return _without_rows(batch, np.isin(indices, left_out)) if left_out else batch

    def _match(
        self,
        name: str,
        index: int,
        indices: Indices,
        texts: list[str],
        batch: Batch,
        reference: Reference,
    ) -> LabelMatch:
        """Return the match of the text with this index, with its figures counted."""
        kind, rows = _KINDS[name], np.flatnonzero(indices == index)
        text = join_label_path([texts[index]])
        key = (batch.file, batch.sheet, kind, text)
        match = self.matches.get(key)
        if match is None and not len(rows):
            return LabelMatch(kind, text, "")
        if match is None:
            unit = str(batch.column("unit")[int(rows[0])].as_py()) if kind == "indicator" else ""
            match = LabelMatch(
                kind,
                text,
                "",
                unit=unit.strip(),
                context=batch.form if kind == "indicator" else "",
                file=batch.file,
                sheet=batch.sheet,
                row=int(batch.rows[rows[0]]),
                column=batch.column_letters.get(name, ""),
            )
            match = self._with_answer(match, reference)
        self.matches[key] = match = replace(match, figures=match.figures + len(rows))
        return match

    def _with_answer(self, match: LabelMatch, reference: Reference) -> LabelMatch:
        """Return a match with a person's answer, else with suggestions."""
        is_area = match.kind == "area"
        answers = self.remembered.areas if is_area else self.remembered.indicators
        key = find_answer(answers, match.text, match.context)
        if key:
            found = (Suggestion(answers[key], CERTAIN_SCORE, key),)
            return replace(match, code=answers[key], suggestions=found, sure=True)
        if len(self.matches) >= MAX_SUGGESTED:
            return match
        if is_area:
            return replace(match, suggestions=tuple(suggest_areas(match.text, reference)))
        likely = suggest_indicators((match.text,), match.unit, reference)
        return replace(match, suggestions=tuple(likely))


def _with_codes(
    batch: Batch, name: str, indices: Indices, texts: list[str], answered: dict[int, str]
) -> Batch:
    """Return a batch with some texts of a column replaced by codes.

    A code of an indicator may have a breakdown after a dot, which fills that column.
    """
    if not any(answered.values()):
        return batch
    parts = {index: code.partition(".") for index, code in answered.items()}
    new_texts = [parts[i][0] if i in parts else text for i, text in enumerate(texts)]
    fields = {**batch.fields, name: _encode_column(indices, new_texts)}
    breakdowns = {index: part[2] for index, part in parts.items() if part[2]}
    if name == "indicator" and breakdowns:
        column = batch.column("breakdown").to_pylist()
        for index, breakdown in breakdowns.items():
            for row in np.flatnonzero(indices == index).tolist():
                column[row] = breakdown
        fields["breakdown"] = pa.chunked_array([pa.array(column, pa.string())])
    return replace(batch, fields=fields)


def _encode_column(indices: Indices, texts: list[str]) -> pa.ChunkedArray:
    """Return a column of texts from the index of each row's text."""
    distinct = list(dict.fromkeys(texts))
    position = {text: at for at, text in enumerate(distinct)}
    mapped = np.array([position[text] for text in texts], np.int32)[indices]
    array = pa.DictionaryArray.from_arrays(pa.array(mapped), pa.array(distinct, pa.string()))
    return pa.chunked_array([array])


def _without_rows(batch: Batch, gone: np.ndarray) -> Batch:
    """Return a batch without some of its rows."""
    keep = pa.array(~gone)
    fields = {name: column.filter(keep) for name, column in batch.fields.items()}
    return replace(batch, fields=fields, rows=batch.rows[~gone])
