"""Whatever stands in a text of a release is a value: no statement and no pattern."""

import pytest

import ledger
from ledger import FigureFilter, Provenance, TotalsRequest
from tests.helpers.small_release import figure, table

PLAIN = "notices.p.330203..2024-01"
FREE = ("programme", "breakdown", "source", "locator", "note", "as_reported")
BY_PROVINCE = TotalsRequest("province")
NASTY = ("'; DROP TABLE figures; --", "x' OR '1'='1", "%_", "%", "a\0b", '"\\', "${x} {x}", "?")


@pytest.mark.parametrize("text", NASTY)
def test_a_text_in_any_column_is_read_back_and_found_alone(tmp_path, codes, text):
    store = ledger.open_store(str(tmp_path / "it's a store; --"))
    spoilt = figure("notices.p.330205..2024-01", 4) | dict.fromkeys(FREE, text)
    told = {"author": text, "reason": text, "notes": {"said": text}}
    store.write(0, table(figure(PLAIN, 3)), codes, Provenance(author="陈", reason="发布"))
    store.write(1, table(figure(PLAIN, 3), spoilt), {}, Provenance(**told))
    again = ledger.open_store(store.uri)
    for name in ("programmes", "breakdowns"):
        found = again.read(where=FigureFilter(**{name: [text]})).figures
        assert found[list(FREE)].to_dict("records") == [dict.fromkeys(FREE, text)]
    for name in ("indicators", "ref_areas", "time_periods"):
        assert len(again.read(where=FigureFilter(**{name: [text]})).figures) == 0
    assert len(again.read(where=FigureFilter(under_area=text)).figures) == 0
    compared = again.compare(1, 2)
    assert compared.added[list(FREE)].to_dict("records") == [dict.fromkeys(FREE, text)]
    assert again.roll_up(None, FigureFilter(programmes=[text]), BY_PROVINCE)["value"].tolist() == [
        4
    ]
    head = again.head()
    assert (head.author, head.reason, head.notes["said"]) == (text, text, text)
    assert again.verify() == []
