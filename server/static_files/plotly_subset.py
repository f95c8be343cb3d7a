"""Removal of the trace types that no page uses from Streamlit's copy of Plotly.

Streamlit has all of Plotly in one script of 4.7 MB, which a browser must load, parse and run before
the first chart appears. The bundler esbuild made it: each source file is a module,
`name=wrap({"src/file.js"(e,t){…}})`, which runs when another module calls `name()`, and
`lib/index.js` lists all trace types. Here only the used types stay in that list, and every module
that is no longer called becomes empty. Names in the bundle are two or three letters long and change
with every version, so this code looks for the names of source files.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

MODULE = re.compile(r'(?<=[,; ])([\w$]+)=[\w$]+(\()\{"([^"]+)"\(')
TYPE_LIST = re.compile(
    r'"lib/index\.js"\([\w,]*\)\{var (\w+)=([\w$]+)\(\);\1\.register\(\[([^\]]*)\]'
)
CALL = re.compile(r"(?<![\w$.])([\w$]+)\(\)")

TOKEN = re.compile(
    r"""
    (?P<literal>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*') |(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<backtick>`) |(?P<slash>/) |(?P<open>[{(\[]) |(?P<close>[})\]])
    |(?P<word>[\w$]+) |(?P<sign>\S)
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
    """One source file in the bundle; `name` is its function's name, `file` its path.

    `start` and `end` are its offsets in the bundle; `text` includes the helpers that esbuild put
    before it.
    """

    name: str
    file: str
    start: int
    end: int
    text: str


def subset_plotly(script: str, trace_types: Collection[str]) -> str:
    """Return the script with only some trace types, given by Plotly's names ("bar").

    Raises ValueError if the script is not built as described above, or lacks one of the types.
    """
    modules = {module.name: module for module in modules_of(script)}
    type_list = TYPE_LIST.search(script)
    if not type_list or type_list[2] not in modules:
        raise ValueError("no list of the kinds of chart")
    if unknown := set(CALL.findall(type_list[3])) - modules.keys():
        raise ValueError(f"no module {', '.join(sorted(unknown))}")
    wanted = [
        name
        for name in CALL.findall(type_list[3])
        if modules[name].file in {f"lib/{trace_type}.js" for trace_type in trace_types}
    ]
    needed = _find_called(modules, [type_list[2], *wanted])
    missing = {f"src/traces/{trace_type}/index.js" for trace_type in trace_types} - {
        modules[name].file for name in needed
    }
    if missing:
        raise ValueError(f"no {', '.join(sorted(missing))}")
    parts: list[str] = []
    at = 0
    for module in modules.values():
        if module.name not in needed:
            parts += script[at : module.start], f"{module.name}=0"
            at = module.end
    begin, end = type_list.span(3)
    calls = ",".join(f"{name}()" for name in wanted)
    return "".join((*parts, script[at:begin], calls, script[end:]))


def modules_of(script: str) -> list[BundledModule]:
    """Return the modules of a bundle in order, except `lib/index.js`, which runs the others."""
    modules: list[BundledModule] = []
    at = 0
    while match := MODULE.search(script, at):
        end = matching_bracket(script, match.start(2))
        first = at if modules else match.start()
        modules.append(BundledModule(match[1], match[3], match.start(), end, script[first:end]))
        at = end
    return modules


def _find_called(modules: dict[str, BundledModule], names: list[str]) -> set[str]:
    """Return the names of the modules that run when the modules in `names` are called."""
    called: set[str] = set()
    queue = [*names]
    while queue:
        name = queue.pop()
        if name in modules and name not in called:
            called.add(name)
            queue += CALL.findall(modules[name].text)
    return called


def matching_bracket(script: str, at: int) -> int:
    """Return the offset after the bracket that closes the bracket at offset `at`.

    Brackets in literals and comments are skipped. Raises ValueError if no bracket closes it.
    """
    brackets: list[str] = []
    previous = ""
    while match := TOKEN.search(script, at):
        kind, token, at = match.lastgroup, match[0], match.end()
        if kind == "slash" and _value_follows(previous):
            if pattern := PATTERN.match(script, match.start()):
                kind, token, at = "literal", "/", pattern.end()
        elif kind == "open":
            brackets.append(token)
        elif kind == "close" and brackets:
            opened = brackets.pop()
            if opened == "`" and PAIRS[token] == "{":
                kind = "backtick"
            elif opened != PAIRS[token]:
                break
            elif not brackets:
                return at
        if kind == "backtick":
            text = TEMPLATE.match(script, at)
            if not text:
                break
            at = text.end()
            if text[1] != "`":
                brackets.append("`")
                kind, token = "open", "{"
        if kind != "comment":
            previous = "x" if kind in ("literal", "backtick") else token
    raise ValueError(f"a bracket is not closed before {at}")


def _value_follows(token: str) -> bool:
    """Return whether a slash after this token begins a regular expression, not a division."""
    return token in VALUE_FOLLOWS or token in tuple("(,=:[!&|?{};+-*%~^<>")
