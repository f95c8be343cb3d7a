"""Labels of long tables: questions about unknown indicators and areas, and people's answers.

A long table has one figure a row, with indicator and area in columns of their own.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.model.areas import find_common_parent
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
from intake.values.indicator_matching import suggest_indicators
from intake.values.printed_units import split_heading
from intake.values.similar_names import CERTAIN_SCORE, suggest_areas

MAX_LABELS, MAX_SUGGESTED = 400, 100
"""Unknown labels of a table that are asked about, and labels of an upload that get suggestions.

The limits are for a column of free texts, which has as many unknown labels as rows.
"""
_KINDS: dict[str, LabelKind] = {"indicator": "indicator", "ref_area": "area"}


@dataclass
class LongLabels:
    """The unknown labels of the long tables of an upload, which people are asked about.

    `remembered` are people's answers so far. `matches` has one match for each label of a table, by
    file, sheet, kind and text; the page lists those without an answer.
    """

    remembered: RememberedLabels
    matches: dict[tuple[str, str, str, str], LabelMatch] = field(default_factory=dict)

    def replace_labels(self, batch: Batch, reference: Reference) -> Batch:
        """Return a batch in which labels with a person's answer are replaced by the answered code.

        A batch is the rows of one sheet, or a part of them. Rows with a label that a person chose
        to ignore are removed. Unknown labels without an answer are kept, and become problems later;
        all are added to `matches`. A batch of a wide table has codes already and is not changed.
        """
        if batch.has_codes:
            return batch
        has_own_format = "value_low" in batch.fields  # the columns of figures.csv, with codes
        if batch.within or not has_own_format:
            batch = _settle_areas(batch, reference)
        if not has_own_format:
            batch = _split_units(batch, reference)
        for name in _KINDS:
            if name in batch.fields:
                batch = self._replace_in_column(name, batch, reference)
        return batch

    def _replace_in_column(self, name: str, batch: Batch, reference: Reference) -> Batch:
        """Return a batch with the answered labels of the column `name` replaced by their codes.

        Each distinct text of the column is looked at once. Rows whose label is answered with "",
        which means to ignore it, are removed.
        """
        indices, texts = dictionary_encode(batch.fields[name])
        unknown = codes.find_unknown_texts(name, texts, reference, MAX_LABELS, codes.ASKED_ABOUT)
        text_indices = [i for i in unknown if not codes.is_like_code(texts[i])]
        if not text_indices:
            return batch
        code_by_index = {
            index: match.code
            for index in text_indices
            if (match := self._match_text(name, index, indices, texts, batch, reference)).sure
        }
        ignored_indices = [index for index, code in code_by_index.items() if not code]
        batch = _insert_codes(batch, name, indices, texts, code_by_index)
        if not ignored_indices:
            return batch
        return _remove_rows(batch, np.isin(indices, ignored_indices))

    def _match_text(
        self,
        name: str,
        index: int,
        indices: Indices,
        texts: list[str],
        batch: Batch,
        reference: Reference,
    ) -> LabelMatch:
        """Return the match of the text `texts[index]`, with the figures of this batch counted.

        `indices` has for each row the index of its text. A match is made at the text's first use
        in the table, with the place and the unit of that row, and then kept in `matches`. A text
        that no row uses gets a match of its own, which is not kept.
        """
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
                context=batch.common_title if kind == "indicator" else "",
                file=batch.file,
                sheet=batch.sheet,
                row=int(batch.rows[rows[0]]),
                column=batch.column_letters.get(name, ""),
            )
            match = self._add_answer_or_suggestions(match, reference)
        self.matches[key] = match = replace(match, figures=match.figures + len(rows))
        return match

    def _add_answer_or_suggestions(self, match: LabelMatch, reference: Reference) -> LabelMatch:
        """Return a match with a person's answer, else with suggestions to choose from.

        No suggestions are made for labels after the first MAX_SUGGESTED of an upload.
        """
        is_area = match.kind == "area"
        answers = self.remembered.areas if is_area else self.remembered.indicators
        key = find_answer(answers, match.text, match.context)
        if key:
            answer = (Suggestion(answers[key], CERTAIN_SCORE, key),)
            return replace(match, code=answers[key], suggestions=answer, sure=True)
        if len(self.matches) >= MAX_SUGGESTED:
            return match
        if is_area:
            return replace(match, suggestions=tuple(suggest_areas(match.text, reference)))
        likely = suggest_indicators((match.text,), match.unit, reference)
        return replace(match, suggestions=tuple(likely))


def _settle_areas(batch: Batch, reference: Reference) -> Batch:
    """Return a batch in which names of several areas are replaced by the code of the one meant.

    It is the one inside `batch.within`, else inside the area that more than half of the column's
    other areas are directly in: 江北区 beside 海曙区 is that of 宁波市.
    """
    if "ref_area" not in batch.fields:
        return batch
    indices, texts = dictionary_encode(batch.fields["ref_area"])
    ambiguous = codes.find_unknown_texts(
        "ref_area", texts, reference, MAX_LABELS, ("area_ambiguous",)
    )
    if not ambiguous:
        return batch
    areas = reference.areas
    found = [areas.find(text) for index, text in enumerate(texts) if index not in ambiguous]
    within = batch.within or find_common_parent(
        [each[0] for each in found if len(each) == 1], areas
    )
    new_texts = list(texts)
    for index in ambiguous:
        inside = areas.find(texts[index], within) if within else []
        if len(inside) == 1:
            new_texts[index] = inside[0]
    if new_texts == texts:
        return batch
    fields = {**batch.fields, "ref_area": _encode_column(indices, new_texts)}
    return replace(batch, fields=fields)


def _split_units(batch: Batch, reference: Reference) -> Batch:
    """Return a batch in which units behind unknown indicators stand in the column of units.

    新发展会员人数（人） → 新发展会员人数, 人. A unit that the row states in its own column is kept.
    """
    if "indicator" not in batch.fields:
        return batch
    indices, texts = dictionary_encode(batch.fields["indicator"])
    unknown = codes.find_unknown_texts("indicator", texts, reference, MAX_LABELS, codes.ASKED_ABOUT)
    split = {index: split_heading(texts[index]) for index in unknown}
    split = {index: (name, unit) for index, (name, unit) in split.items() if name and unit}
    if not split:
        return batch
    new_texts = [split.get(index, (text, ""))[0] for index, text in enumerate(texts)]
    unit_by_index = np.array([split.get(index, ("", ""))[1] for index in range(len(texts))])
    printed = pa.array(unit_by_index[indices], pa.string())
    units = batch.column("unit").cast(pa.string()).combine_chunks()
    is_empty = pc.equal(pc.utf8_trim_whitespace(units), "")
    units = pa.chunked_array([pc.if_else(is_empty, printed, units)])
    new_indicators = _encode_column(indices, new_texts)
    return replace(batch, fields={**batch.fields, "indicator": new_indicators, "unit": units})


def _insert_codes(
    batch: Batch, name: str, indices: Indices, texts: list[str], code_by_index: dict[int, str]
) -> Batch:
    """Return a batch with some texts of the column `name` replaced by codes.

    Row `i` has the text `texts[indices[i]]`; `code_by_index` has the code by index of the text. An
    indicator's code may have a breakdown (a part of what is counted) after a dot: of
    `members.women`, `members` replaces the text and `women` is written to the column `breakdown`.
    """
    if not any(code_by_index.values()):
        return batch
    new_texts, breakdown_by_index = list(texts), dict[int, str]()
    for index, code in code_by_index.items():
        new_texts[index], _, breakdown = code.partition(".")
        if breakdown:
            breakdown_by_index[index] = breakdown
    fields = {**batch.fields, name: _encode_column(indices, new_texts)}
    if name == "indicator" and breakdown_by_index:
        breakdowns = batch.column("breakdown").to_pylist()
        for index, breakdown in breakdown_by_index.items():
            for row in np.flatnonzero(indices == index).tolist():
                breakdowns[row] = breakdown
        fields["breakdown"] = pa.chunked_array([pa.array(breakdowns, pa.string())])
    return replace(batch, fields=fields)


def _encode_column(indices: Indices, texts: list[str]) -> pa.ChunkedArray:
    """Return a dictionary-encoded column in which row `i` has the text `texts[indices[i]]`.

    `texts` may have a text several times, as two labels may have been replaced by one code; a
    dictionary may not. The indices are therefore translated to those of the distinct texts.
    """
    distinct = list(dict.fromkeys(texts))
    index_by_text = {text: index for index, text in enumerate(distinct)}
    new_indices = np.array([index_by_text[text] for text in texts], np.int32)
    row_indices = pa.array(new_indices[indices])
    array = pa.DictionaryArray.from_arrays(row_indices, pa.array(distinct, pa.string()))
    return pa.chunked_array([array])


def _remove_rows(batch: Batch, is_removed: np.ndarray) -> Batch:
    """Return a batch without the rows for which `is_removed` is true."""
    keep = pa.array(~is_removed)
    fields = {name: column.filter(keep) for name, column in batch.fields.items()}
    return replace(batch, fields=fields, rows=batch.rows[~is_removed])
