"""Totals (合计) among the rows of a long table: left out, with a notice."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from intake.model.areas import AreaList, is_subtotal_label, is_total_label
from intake.model.batch import Batch
from intake.model.column_arrays import dictionary_encode
from intake.model.problem import Problems


def leave_out_totals(batch: Batch, areas: AreaList, problems: Problems) -> Batch:
    """Return the rows of a long table without those whose area is a total (合计, 县区小计).

    A notice is added for each such label, at its first row. `check` calls it for each chunk once
    the labels that a person has answered are replaced; wide tables have `total_rows`, and keep
    their rows here.
    """
    if batch.has_codes or "ref_area" not in batch.fields:
        return batch
    indices, texts = dictionary_encode(batch.column("ref_area"))
    totals = [index for index, text in enumerate(texts) if _is_total(text, areas)]
    if not totals:
        return batch
    for index in totals:
        rows = np.flatnonzero(indices == index)
        if len(rows):
            first, text = int(rows[0]), texts[index]
            notice = batch.make_problem(
                "long_total", first, "ref_area", "notice", text, count=len(rows)
            )
            problems.add(notice)
    is_kept = ~np.isin(indices, totals)
    mask = pa.array(is_kept)
    fields = {name: column.filter(mask) for name, column in batch.fields.items()}
    return replace(batch, fields=fields, rows=batch.rows[is_kept])


def _is_total(text: str, areas: AreaList) -> bool:
    """Return whether an area's text is a total that no list of areas has; 全市 alone is none."""
    is_sum = "计" in text and (is_total_label(text) or is_subtotal_label(text))
    return is_sum and not areas.find(text)
