"""A million CSV rows checked for types, codes and ranges by other libraries. `checks.py NAME FILE`

Prints seconds and the most memory in MB as JSON. Neither reads wordings or bounds, nor compares
with what is published.
"""

import json
import resource
import sys
import time
from pathlib import Path

import pandas as pd

DATASETS = Path(__file__).parents[2] / "datasets"
COLUMNS = ("value", "value_low", "value_high")
QUALIFIERS = ("exact", "more_than", "nearly", "about", "at_least", "at_most")


def areas() -> list[str]:
    """List the codes that an area may have."""
    return pd.read_csv(DATASETS / "areas.csv", dtype=str)["code"].tolist()


def pandera(file: str) -> int:
    """Check with pandera; gives the number of rows that fail."""
    import pandera.pandas as pa

    known = areas()
    schema = pa.DataFrameSchema(
        {
            "ref_area": pa.Column(str, pa.Check.isin(known)),
            "time_period": pa.Column(str, pa.Check.str_matches(r"\d{4}(-(0[1-9]|1[0-2]))?$")),
            "qualifier": pa.Column(str, pa.Check.isin(QUALIFIERS)),
            **{name: pa.Column(float, coerce=True, nullable=True) for name in COLUMNS},
        }
    )
    frame = pd.read_csv(file, dtype=str, keep_default_na=False, on_bad_lines="skip")
    for name in COLUMNS:
        frame[name] = pd.to_numeric(frame[name], errors="coerce")
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as found:
        return len(found.failure_cases)
    return 0


def frictionless(file: str) -> int:
    """Check with frictionless; gives the number of faults."""
    from frictionless import Resource, Schema, system

    system.trusted = True
    text = {"type": "string"}
    fields = [{"name": n, **text} for n in ("indicator", "programme")]
    fields += [{"name": "ref_area", **text, "constraints": {"enum": areas()}}]
    fields += [{"name": "breakdown", **text}, {"name": "time_period", **text}]
    fields += [{"name": "as_reported", **text}]
    fields += [{"name": name, "type": "number"} for name in COLUMNS]
    fields += [
        {"name": n, **text} for n in ("qualifier", "obs_status", "source", "locator", "note")
    ]
    schema = Schema.from_descriptor({"fields": fields})
    report = Resource(path=file, schema=schema).validate(limit_errors=1000)
    return len(report.flatten(["rowNumber"]))


if __name__ == "__main__":
    work = {"pandera": pandera, "frictionless": frictionless}[sys.argv[1]]
    areas()
    began = time.process_time()
    found = work(sys.argv[2])
    spent = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"processor_seconds": round(spent, 2), "peak_mb": peak, "faults": found}))
