"""Streamlit's Plotly without the kinds of chart that no page draws.

Streamlit brings all of Plotly in one script of 4.7 MB, which a browser has to load, read and set
up before the first chart stands. It was put together by esbuild: each source file is a module,
`name=wrap({"src/file.js"(e,t){…}})`, run when another one calls `name()`, and `lib/index.js` has
the list of all kinds of chart. Here that list keeps the kinds that are drawn, and each module that
nothing calls any more is emptied. Names of the bundle's own are two or three letters long; the
names of files are what is held on to.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

MODULE = re.compile(r'(?<=[,; ])([\w$]+)=[\w$]+(\()\{"([^"]+)"\(')
KINDS = re.compile(r'"lib/index\.js"\([\w,]*\)\{var (\w+)=([\w$]+)\(\);\1\.register\(\[([^\]]*)\]')
CALL = re.compile(r"(?<![\w$.])([\w$]+)\(\)")

TOKEN = re.compile(
    r"""
    (?P<said>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*') |(?P<aside>//[^\n]*|/\*.*?\*/) |(?P<tick>`)
    |(?P<slash>/) |(?P<open>[{(\[]) |(?P<close>[})\]]) |(?P<word>[\w$]+) |(?P<sign>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/")
TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(`|\$\{)", re.DOTALL)
VALUE_FOLLOWS = frozenset(
    ("return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do")
)
PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True)
class BundledModule:
    """One source file in the bundle: `text` has what esbuild put before it on its behalf."""

    name: str
    file: str
    start: int
    end: int
    text: str


def subset_plotly(script: str, kinds: Collection[str]) -> str:
    """Give the script with the charts of some kinds alone, as Plotly names them ("bar").

    Raises ValueError where the script is not put together as described above, or lacks a kind.
    """
    modules = {module.name: module for module in modules_of(script)}
    listed = KINDS.search(script)
    if not listed or listed[2] not in modules:
        raise ValueError("no list of the kinds of chart")
    if unknown := set(CALL.findall(listed[3])) - modules.keys():
        raise ValueError(f"no module {', '.join(sorted(unknown))}")
    wanted = [
        name
        for name in CALL.findall(listed[3])
        if modules[name].file in {f"lib/{kind}.js" for kind in kinds}
    ]
    kept = _called(modules, [listed[2], *wanted])
    missing = {f"src/traces/{kind}/index.js" for kind in kinds} - {
        modules[name].file for name in kept
    }
    if missing:
        raise ValueError(f"no {', '.join(sorted(missing))}")
    parts: list[str] = []
    at = 0
    for module in modules.values():
        if module.name not in kept:
            parts += script[at : module.start], f"{module.name}=0"
            at = module.end
    begin, end = listed.span(3)
    called = ",".join(f"{name}()" for name in wanted)
    return "".join((*parts, script[at:begin], called, script[end:]))


def modules_of(script: str) -> list[BundledModule]:
    """List the modules of a bundle in their order; `lib/index.js`, which starts all, is none."""
    found: list[BundledModule] = []
    at = 0
    while match := MODULE.search(script, at):
        end = matching_bracket(script, match.start(2))
        first = at if found else match.start()
        found.append(BundledModule(match[1], match[3], match.start(), end, script[first:end]))
        at = end
    return found


def _called(modules: dict[str, BundledModule], names: list[str]) -> set[str]:
    kept: set[str] = set()
    waiting = [*names]
    while waiting:
        name = waiting.pop()
        if name in modules and name not in kept:
            kept.add(name)
            waiting += CALL.findall(modules[name].text)
    return kept


def matching_bracket(script: str, at: int) -> int:
    """Give where the bracket that opens at a place is closed, texts and patterns passed over."""
    within: list[str] = []
    before = ""
    while match := TOKEN.search(script, at):
        kind, token, at = match.lastgroup, match[0], match.end()
        if kind == "slash" and _value_follows(before):
            if pattern := PATTERN.match(script, match.start()):
                kind, token, at = "said", "/", pattern.end()
        elif kind == "open":
            within.append(token)
        elif kind == "close" and within:
            opened = within.pop()
            if opened == "`" and PAIRS[token] == "{":
                kind = "tick"
            elif opened != PAIRS[token]:
                break
            elif not within:
                return at
        if kind == "tick":
            text = TEMPLATE.match(script, at)
            if not text:
                break
            at = text.end()
            if text[1] != "`":
                within.append("`")
                kind, token = "open", "{"
        if kind != "aside":
            before = "x" if kind in ("said", "tick") else token
    raise ValueError(f"a bracket is not closed before {at}")


def _value_follows(before: str) -> bool:
    return before in VALUE_FOLLOWS or before in tuple("(,=:[!&|?{};+-*%~^<>")
