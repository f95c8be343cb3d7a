"""The structure of the SDMX-CSV: an SDMX-JSON 2.0 structure message (SDMX 3.0).

It has the dataflow UNION:FIGURES(1.0.0), its data structure and concepts, and code lists with the
codes that the figures use, named in both languages. It is a file beside the data, so that any
reader of SDMX-CSV can read the data unchanged. A component is a column of the data.
"""

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

import orjson

from charts.labels import format_status
from exports.data.release_data import ReleaseData
from exports.data.sdmx import build_unit_code, find_frequency_code
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
"""Attributes by their id: the message with their name, and the type of their values.

The message of DIMENSIONS and of a coded attribute is the name of its field in figures.csv.
"""
_ID = re.compile(r"[A-Za-z0-9_@$-]+")
_PACKAGES = {"Codelist": "codelist", "DataStructure": "datastructure", "Concept": "conceptscheme"}
Names = Mapping[str, str]
CodeNames = Mapping[str, Names]


def write_sdmx_structure(release_data: ReleaseData, words: Words) -> bytes:
    """Return the structure message for the SDMX-CSV of the same figures.

    `words` have the names of the release's codes, which are written in both languages.
    """
    lists = build_codelists(release_data, words)
    title = _translate_message("sdmx_structure")
    data = {
        "conceptSchemes": [_build_artefact("CONCEPTS", title, concepts=_build_concepts())],
        "codelists": [
            _build_artefact(f"CL_{name}", _name_component(name), codes=_build_items(codes))
            for name, codes in lists.items()
        ],
        "dataStructures": [
            _build_artefact(FLOW, title, dataStructureComponents=_build_components(lists))
        ],
        "dataflows": [_build_artefact(FLOW, title, structure=_build_urn("DataStructure", FLOW))],
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
    """Return the codes that the figures use and their names in both languages, by component.

    _Z stands for no programme, _T for the total of a breakdown. A list with a code that SDMX does
    not allow is left out: the values of that component are plain texts then.
    """
    figures = release_data.figures
    used_codes = {name: sorted(set(figures[name]) - {""}) for name in _CODED_FIELDS}
    units = {row["code"]: row["unit"] for row in release_data.indicators}
    lists: dict[str, CodeNames] = {
        "FREQ": {
            code: _translate_message(f"sdmx_freq_{code}")
            for code in map(find_frequency_code, used_codes["time_period"])
        },
        "INDICATOR": {
            code: _find_code_names(words, "indicator", code) for code in used_codes["indicator"]
        },
        "PROGRAMME": {"_Z": _translate_message("sdmx_no_programme")}
        | {code: _find_code_names(words, "programme", code) for code in used_codes["programme"]},
        "REF_AREA": {
            code: _find_code_names(words, "area", code) for code in used_codes["ref_area"]
        },
        "BREAKDOWN": _name_breakdowns(release_data, words),
        "OBS_STATUS": {
            code: _call_in_both_languages(partial(format_status, code))
            for code in used_codes["obs_status"]
        },
        "UNIT_MEASURE": {
            build_unit_code(units[code]): units[code]
            for code in used_codes["indicator"]
            if code in units
        },
        "QUALIFIER": {
            code: _translate_message(f"qualifier_{code}") for code in used_codes["qualifier"]
        },
        "SOURCE": {code: _find_code_names(words, "source", code) for code in used_codes["source"]},
    }
    return {name: codes for name, codes in lists.items() if all(map(_ID.fullmatch, codes))}


def _name_breakdowns(release_data: ReleaseData, words: Words) -> dict[str, Names]:
    """Return the used codes of breakdowns with their names, after _T for the total.

    A code that several indicators share has the name that it has for the first one.
    """
    figures = release_data.figures
    breakdowns: dict[str, Names] = {}
    for indicator, code in sorted({*zip(figures["indicator"], figures["breakdown"], strict=True)}):
        if code:
            names = _find_code_names(words, "breakdown", f"{indicator}.{code}")
            breakdowns.setdefault(code, names)
    return {"_T": _translate_message("sdmx_total"), **breakdowns}


_CODED_FIELDS = (
    *("indicator", "programme", "ref_area", "time_period", "obs_status", "qualifier", "source"),
)


def _build_concepts() -> list[dict[str, Any]]:
    """Return the concepts, one for each component: SDMX names a component by its concept."""
    ids = (*DIMENSIONS, "TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES)
    return _build_items({id_: _name_component(id_) for id_ in ids})


def _build_components(lists: Collection[str]) -> dict[str, Any]:
    """Return the components of the data: its dimensions, its measure and its attributes.

    `lists` are the ids of those whose values are codes of a list; the others have plain values.
    """

    def build_component(id_: str, type_: str, **more: Any) -> dict[str, Any]:
        """Return a component with its concept, and the code list or type of its values."""
        coded = {"enumeration": _build_urn("Codelist", f"CL_{id_}")}
        representation = coded if id_ in lists else {"format": {"dataType": type_}}
        concept = _build_urn("Concept", "CONCEPTS", id_)
        return {
            "id": id_,
            "conceptIdentity": concept,
            "localRepresentation": representation,
            **more,
        }

    dimensions = [build_component(id_, "String", position=n) for n, id_ in enumerate(DIMENSIONS)]
    attributes = [
        build_component(id_, type_, usage="optional", attributeRelationship={"observation": {}})
        for id_, (_, type_) in ATTRIBUTES.items()
    ]
    return {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": dimensions,
            "timeDimension": build_component("TIME_PERIOD", "ObservationalTimePeriod"),
        },
        "measureList": {
            "id": "MeasureDescriptor",
            "measures": [build_component("OBS_VALUE", "Double", usage="mandatory")],
        },
        "attributeList": {"id": "AttributeDescriptor", "attributes": attributes},
    }


def _build_artefact(id_: str, names: Names, **more: Any) -> dict[str, Any]:
    """Return an SDMX artefact (code list, data structure …) with its id, version and names."""
    return {"id": id_, "agencyID": AGENCY, "version": "1.0.0", **_build_names(names), **more}


def _build_items(codes: CodeNames) -> list[dict[str, Any]]:
    """Return codes or concepts with their names, as SDMX-JSON lists them."""
    return [{"id": code, **_build_names(names)} for code, names in codes.items()]


def _build_names(names: Names) -> dict[str, Any]:
    """Return an artefact's keys `name`, one text, and `names`, the texts by language.

    `name`, which readers without a choice of language show, is the English text, else any, or "?".
    """
    stated = {language: text for language, text in names.items() if text}
    return {"name": stated.get("en") or next(iter(stated.values()), "?"), "names": stated}


def _build_urn(kind: str, id_: str, item: str = "") -> str:
    """Return the URN by which others refer to an artefact of the agency, or to an item in it.

    ("Codelist", "CL_FREQ") → urn:sdmx:org.sdmx.infomodel.codelist.Codelist=UNION:CL_FREQ(1.0.0)
    """
    name = f"{AGENCY}:{id_}(1.0.0)" + (f".{item}" if item else "")
    return f"urn:sdmx:org.sdmx.infomodel.{_PACKAGES[kind]}.{kind}={name}"


def _name_component(id_: str) -> Names:
    """Return the names of a component in both languages.

    A component that is a field of figures.csv has the name of its column in the other downloads.
    """
    if id_ in ("TIME_PERIOD", "OBS_VALUE"):
        name = {"TIME_PERIOD": "time_period", "OBS_VALUE": "column_value"}[id_]
    else:
        name = DIMENSIONS.get(id_) or ATTRIBUTES[id_][0]
    if name.startswith(("sdmx_", "column_")):
        return _translate_message(name)
    return {
        "zh": Words("zh").say(f"exports.column_{name}"),
        "en": Words("en").say(f"exports.code_{name}"),
    }


def _find_code_names(words: Words, kind: str, code: str) -> Names:
    """Return the names of a code in both languages; the code itself if it has none."""
    names = words.names.get(kind, {}).get(code)
    return names if names and any(names.values()) else {"en": code}


def _translate_message(message: str) -> Names:
    """Return a message of exports.po in both languages."""
    return _call_in_both_languages(lambda words: words.say(f"exports.{message}"))


def _call_in_both_languages(say: Callable[[Words], str]) -> Names:
    """Return the texts that a function returns for the words of each language."""
    return {language: say(Words(language)) for language in LANGUAGES}
