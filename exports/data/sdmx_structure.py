"""The structure of the SDMX-CSV: an SDMX-JSON 2.0 structure message (SDMX 3.0).

It has the dataflow UNION:FIGURES(1.0.0), its data structure and concepts, and code lists with the
codes that the figures use, named in both languages. It is a file of its own beside the data, so
that whatever reads SDMX-CSV reads the data as they are.
"""

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

import orjson

from charts.labels import format_status
from exports.data.release_data import ReleaseData
from exports.data.sdmx import frequency_code, unit_code
from locales import LANGUAGES, Words

AGENCY, FLOW = "UNION", "FIGURES"
SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas"
    "/2.0.0/sdmx-json-structure-schema.json"
)
DIMENSIONS = {
    "FREQ": "sdmx_freq",
    "INDICATOR": "indicator",
    "PROGRAMME": "programme",
    "REF_AREA": "ref_area",
    "BREAKDOWN": "breakdown",
}
ATTRIBUTES = {
    "OBS_STATUS": ("obs_status", "String"),
    "UNIT_MEASURE": ("column_unit", "String"),
    "UNIT_MULT": ("sdmx_unit_mult", "Integer"),
    "AS_REPORTED": ("column_as_reported", "String"),
    "VALUE_LOW": ("column_value_low", "Double"),
    "VALUE_HIGH": ("column_value_high", "Double"),
    "QUALIFIER": ("qualifier", "String"),
    "SOURCE": ("source", "String"),
    "LOCATOR": ("column_locator", "String"),
    "COMMENT_OBS": ("note", "String"),
    "RELEASE": ("sdmx_release", "Integer"),
}
"""Components by id: the name's message, of a coded column its field, and the type of its values."""
_ID = re.compile(r"[A-Za-z0-9_@$-]+")
_PACKAGES = {"Codelist": "codelist", "DataStructure": "datastructure", "Concept": "conceptscheme"}
Names = Mapping[str, str]
CodeNames = Mapping[str, Names]


def write_sdmx_structure(release_data: ReleaseData, words: Words) -> bytes:
    """Return the structure message of the SDMX-CSV of the same figures.

    `words` have the names of the release's codes, which are written in both languages.
    """
    lists = build_codelists(release_data, words)
    title = _both_languages("sdmx_structure")
    data = {
        "conceptSchemes": [_build_artefact("CONCEPTS", title, concepts=_build_concepts())],
        "codelists": [
            _build_artefact(f"CL_{name}", _name_component(name), codes=_build_items(codes))
            for name, codes in lists.items()
        ],
        "dataStructures": [
            _build_artefact(FLOW, title, dataStructureComponents=_build_components(lists))
        ],
        "dataflows": [_build_artefact(FLOW, title, structure=_urn("DataStructure", FLOW))],
    }
    meta = {
        "schema": SCHEMA,
        "id": f"{FLOW}_{release_data.release.number}",
        "prepared": release_data.release.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "test": False,
        "contentLanguages": list(LANGUAGES),
        "sender": {"id": AGENCY},
    }
    return orjson.dumps({"meta": meta, "data": data}, option=orjson.OPT_INDENT_2)


def build_codelists(release_data: ReleaseData, words: Words) -> dict[str, CodeNames]:
    """Return by component the codes that the figures use, with their names in both languages.

    _Z is no programme, _T the total of a breakdown; a breakdown of several indicators has the name
    of the first. A list with an id that SDMX does not allow is left out: its values are texts.
    """
    figures = release_data.figures
    used = {name: sorted(set(figures[name]) - {""}) for name in _CODED_FIELDS}
    breakdowns: dict[str, Names] = {}
    for key in sorted({*zip(figures["indicator"], figures["breakdown"], strict=True)}):
        if key[1]:
            breakdowns.setdefault(key[1], _names_of(words, "breakdown", ".".join(key)))
    units = {row["code"]: row["unit"] for row in release_data.indicators}
    lists: dict[str, CodeNames] = {
        "FREQ": {
            code: _both_languages(f"sdmx_freq_{code}")
            for code in map(frequency_code, used["time_period"])
        },
        "INDICATOR": {code: _names_of(words, "indicator", code) for code in used["indicator"]},
        "PROGRAMME": {"_Z": _both_languages("sdmx_no_programme")}
        | {code: _names_of(words, "programme", code) for code in used["programme"]},
        "REF_AREA": {code: _names_of(words, "area", code) for code in used["ref_area"]},
        "BREAKDOWN": {"_T": _both_languages("sdmx_total"), **breakdowns},
        "OBS_STATUS": {code: _in_both(partial(format_status, code)) for code in used["obs_status"]},
        "UNIT_MEASURE": {
            unit_code(units[code]): units[code] for code in used["indicator"] if code in units
        },
        "QUALIFIER": {code: _both_languages(f"qualifier_{code}") for code in used["qualifier"]},
        "SOURCE": {code: _names_of(words, "source", code) for code in used["source"]},
    }
    return {name: codes for name, codes in lists.items() if all(map(_ID.fullmatch, codes))}


_CODED_FIELDS = (
    *("indicator", "programme", "ref_area", "time_period", "obs_status", "qualifier", "source"),
)


def _build_concepts() -> list[dict[str, Any]]:
    """Return the concepts: one a dimension, attribute and measure."""
    ids = (*DIMENSIONS, "TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES)
    return _build_items({id_: _name_component(id_) for id_ in ids})


def _build_components(lists: Collection[str]) -> dict[str, Any]:
    """Return the dimensions, the measure and the attributes; coded are those that have a list."""

    def component(id_: str, type_: str, **more: Any) -> dict[str, Any]:
        """Return a component with its concept and the form of its values."""
        coded = {"enumeration": _urn("Codelist", f"CL_{id_}")}
        form = coded if id_ in lists else {"format": {"dataType": type_}}
        concept = _urn("Concept", "CONCEPTS", id_)
        return {"id": id_, "conceptIdentity": concept, "localRepresentation": form, **more}

    dimensions = [component(id_, "String", position=n) for n, id_ in enumerate(DIMENSIONS)]
    attributes = [
        component(id_, type_, usage="optional", attributeRelationship={"observation": {}})
        for id_, (_, type_) in ATTRIBUTES.items()
    ]
    return {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": dimensions,
            "timeDimension": component("TIME_PERIOD", "ObservationalTimePeriod"),
        },
        "measureList": {
            "id": "MeasureDescriptor",
            "measures": [component("OBS_VALUE", "Double", usage="mandatory")],
        },
        "attributeList": {"id": "AttributeDescriptor", "attributes": attributes},
    }


def _build_artefact(id_: str, names: Names, **more: Any) -> dict[str, Any]:
    """Return an artefact of the agency with its names."""
    return {"id": id_, "agencyID": AGENCY, "version": "1.0.0", **_build_names(names), **more}


def _build_items(codes: CodeNames) -> list[dict[str, Any]]:
    """Return codes or concepts with their names."""
    return [{"id": code, **_build_names(names)} for code, names in codes.items()]


def _build_names(names: Names) -> dict[str, Any]:
    """Return a name in English, else in the language that it has, and all its languages."""
    stated = {language: text for language, text in names.items() if text}
    return {"name": stated.get("en") or next(iter(stated.values()), "?"), "names": stated}


def _urn(kind: str, id_: str, item: str = "") -> str:
    """Return the URN of an artefact of the agency, or of an item in it."""
    place = f"{AGENCY}:{id_}(1.0.0)" + (f".{item}" if item else "")
    return f"urn:sdmx:org.sdmx.infomodel.{_PACKAGES[kind]}.{kind}={place}"


def _name_component(id_: str) -> Names:
    """Return the names of a component: of a coded column those that a table has for it."""
    if id_ in ("TIME_PERIOD", "OBS_VALUE"):
        name = {"TIME_PERIOD": "time_period", "OBS_VALUE": "column_value"}[id_]
    else:
        name = DIMENSIONS.get(id_) or ATTRIBUTES[id_][0]
    if name.startswith(("sdmx_", "column_")):
        return _both_languages(name)
    return {
        "zh": Words("zh").say(f"exports.column_{name}"),
        "en": Words("en").say(f"exports.code_{name}"),
    }


def _names_of(words: Words, kind: str, code: str) -> Names:
    """Return the names of a code in both languages; the code itself if it has none."""
    names = words.names.get(kind, {}).get(code)
    return names if names and any(names.values()) else {"en": code}


def _both_languages(message: str) -> Names:
    """Return a message of exports.po in both languages."""
    return _in_both(lambda words: words.say(f"exports.{message}"))


def _in_both(say: Callable[[Words], str]) -> Names:
    """Return what is said in each language."""
    return {language: say(Words(language)) for language in LANGUAGES}
