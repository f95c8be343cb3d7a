"""What the reader finds in the labelled passages is that of its version."""

import hashlib
import json

from curation.reports.report import complete_wording
from extraction import READER_VERSION
from tests.helpers.marked_passages import passages, read

READ = {1: "ed6f43c1f64a42cb", 2: "0eae2a3b67cbd042", 3: "1410939c66b01d8c"}
"""A digest of every figure's span and wording in all passages, by version of the reader.

A reader that moves a span or reads a number otherwise is a new version: raise READER_VERSION and
add its digest, so that people are asked again about the decisions made on what was read before.
"""


def test_a_reader_that_reads_otherwise_has_a_new_version():
    found = [
        (passage.name, figure.start, figure.end, complete_wording(figure))
        for half in ("tune", "held", "report")
        for passage in passages(half)
        for figure in read(passage)
    ]
    digest = hashlib.sha256(json.dumps(found, ensure_ascii=False).encode()).hexdigest()
    assert READ[READER_VERSION] == digest[:16]
