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

MODULE = re.compile(r'(?<=[,; ])(?P<name>[\w$]+)=[\w$]+(?P<bracket>\()\{"(?P<file>[^"]+)"\(')
TYPE_LIST = re.compile(
    r'"lib/index\.js"\([\w,]*\)\{var (?P<plotly>\w+)=(?P<core>[\w$]+)\(\);'
    r"(?P=plotly)\.register\(\[(?P<calls>[^\]]*)\]"
)
"""The list in `lib/index.js`: `var a=b();a.register([c(),d()])`; b is Plotly's core module."""
CALL = re.compile(r"(?<![\w$.])([\w$]+)\(\)")

TOKEN = re.compile(
    r"""
    (?P<literal>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*') |(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<backtick>`) |(?P<slash>/) |(?P<open>[{(\[]) |(?P<close>[})\]])
    |(?P<word>[\w$]+) |(?P<sign>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
REGULAR_EXPRESSION = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/")
TEMPLATE_TEXT = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(?P<end>`|\$\{)", re.DOTALL)
"""The text in a template literal up to its end or to an expression in it: `text${`."""
BEFORE_VALUE = frozenset(
    ("return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do")
) | frozenset("(,=:[!&|?{};+-*%~^<>")
"""The tokens after which a value, and so a regular expression, may follow: keywords and signs."""
PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True)
class BundledModule:
    """One source file in the bundle; `name` is its function's name, `file` its path.

    `start` and `end` are its offsets in the bundle; `text` also has the helpers before it.
    """

    name: str
    file: str
    start: int
    end: int
    text: str


def subset_plotly(script: str, trace_types: Collection[str]) -> str:
    """Return Plotly's script with only some trace types, given by Plotly's names ("bar").

    Starting from Plotly's core and the wanted trace types, all modules are found that these call,
    and what those call in turn. Each other module is replaced by `name=0`, and the list of trace
    types has only the wanted ones. Raises ValueError if the script is not bundled as this module's
    docstring says, or lacks a trace type.
    """
    modules = {module.name: module for module in list_bundled_modules(script)}
    type_list = TYPE_LIST.search(script)
    if not type_list or type_list["core"] not in modules:
        raise ValueError("no list of the kinds of chart")
    listed_names = CALL.findall(type_list["calls"])
    if unknown := set(listed_names) - modules.keys():
        raise ValueError(f"no module {', '.join(sorted(unknown))}")
    wanted_files = {f"lib/{trace_type}.js" for trace_type in trace_types}
    wanted_names = [name for name in listed_names if modules[name].file in wanted_files]
    needed_names = _find_called_modules(modules, [type_list["core"], *wanted_names])
    missing_files = {f"src/traces/{trace_type}/index.js" for trace_type in trace_types} - {
        modules[name].file for name in needed_names
    }
    if missing_files:
        raise ValueError(f"no {', '.join(sorted(missing_files))}")
    # Copy the script, except the modules that are not needed.
    parts: list[str] = []
    copied_until = 0
    for module in modules.values():
        if module.name not in needed_names:
            parts += script[copied_until : module.start], f"{module.name}=0"
            copied_until = module.end
    list_start, list_end = type_list.span("calls")
    calls = ",".join(f"{name}()" for name in wanted_names)
    return "".join((*parts, script[copied_until:list_start], calls, script[list_end:]))


def list_bundled_modules(script: str) -> list[BundledModule]:
    """Return the modules of Plotly's bundle in order, except `lib/index.js`, which runs the others.

    Helpers between two modules belong to the text of the second.
    """
    modules: list[BundledModule] = []
    offset = 0
    while match := MODULE.search(script, offset):
        end = find_closing_bracket(script, match.start("bracket"))
        text = script[offset if modules else match.start() : end]
        modules.append(BundledModule(match["name"], match["file"], match.start(), end, text))
        offset = end
    return modules


def _find_called_modules(modules: dict[str, BundledModule], names: list[str]) -> set[str]:
    """Return the names of Plotly's modules that run when the modules in `names` are called.

    A module calls another if its text has the other's name followed by `()`.
    """
    called: set[str] = set()
    queue = [*names]
    while queue:
        name = queue.pop()
        if name in modules and name not in called:
            called.add(name)
            queue += CALL.findall(modules[name].text)
    return called


def find_closing_bracket(script: str, offset: int) -> int:
    """Return the offset after the bracket that closes the one at `offset`: ("a(b[0])", 1) -> 7.

    It finds the end of a module in Plotly's script. The script is read token by token, so that
    brackets in strings, comments and regular expressions are skipped. A template literal
    `text${value}text` is text up to its `${`, which opens a bracket like `{`; after the `}` that
    closes it, the text goes on. Raises ValueError if the bracket is not closed.
    """
    brackets: list[str] = []  # open brackets; "`" stands for the "${" of a template literal
    previous_token = ""
    while match := TOKEN.search(script, offset):
        lexical_type, token, offset = match.lastgroup, match[0], match.end()
        # A slash begins a regular expression where a value may follow, else it is a division.
        if lexical_type == "slash" and previous_token in BEFORE_VALUE:
            if expression := REGULAR_EXPRESSION.match(script, match.start()):
                lexical_type, token, offset = "literal", "/", expression.end()
        elif lexical_type == "open":
            brackets.append(token)
        elif lexical_type == "close" and brackets:
            opening = brackets.pop()
            if opening == "`" and PAIRS[token] == "{":
                lexical_type = "backtick"  # the template literal goes on
            elif opening != PAIRS[token]:
                break
            elif not brackets:
                return offset
        if lexical_type == "backtick":
            template_text = TEMPLATE_TEXT.match(script, offset)
            if not template_text:
                break
            offset = template_text.end()
            if template_text["end"] != "`":
                brackets.append("`")
                lexical_type, token = "open", "{"
        if lexical_type != "comment":
            # "x" stands for any value; a slash after a value is a division.
            previous_token = "x" if lexical_type in ("literal", "backtick") else token
    raise ValueError(f"a bracket is not closed before {offset}")
