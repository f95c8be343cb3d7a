"""From a wording to a quantity, strictly: one number and nothing else."""

import re
from decimal import Decimal
from functools import cache

from errors import UserError
from quantities.characters import everyday_numerals, first_hidden, fold_characters, remove_spaces
from quantities.fractions import FRACTION, parse_fraction
from quantities.grammar import AFTER, AT_MOST, BEFORE, BOUND, MORE, RATIO, WORDING
from quantities.numerals import Numeral, NumeralError, read_arabic, read_chinese, scale_of
from quantities.quantity import Bounds, Qualifier, Quantity, bounds_of, last_step
from quantities.units import KINDS

MOST = 1e15
LONGEST = 60
_RATIO = re.compile(f"(?:{BOUND})?{RATIO}")
_CURRENCY = re.compile(r"(?:人民币|[¥￥])(?=[^元]*$)")
_APART = re.compile(r"[0-9.,]\s+[0-9.,]")
_FEW: dict[str, tuple[Decimal, Decimal | None]] = {
    "成百上千": (Decimal(100), None),
    "成千上万": (Decimal(1000), None),
}
_PREFIX = re.compile("|".join(sorted(map(re.escape, BEFORE), key=len, reverse=True)))
_PER = {"百分之": "%", "千分之": "‰"}
_MERGED = {
    frozenset({Qualifier.MORE_THAN, Qualifier.AND_MORE}): Qualifier.MORE_THAN,
    frozenset({Qualifier.MORE_THAN, Qualifier.AT_LEAST}): Qualifier.MORE_THAN,
    frozenset({Qualifier.AT_LEAST, Qualifier.AND_MORE}): Qualifier.AT_LEAST,
}


class UnreadableQuantityError(UserError):
    """A wording that is not one number.

    `code` is empty, too_long, hidden_character, not_a_number, too_large, range_reversed or
    signed; `detail` names what was in the way, a hidden character as U+XXXX.
    """

    def __init__(self, code: str, wording: str, detail: str = "") -> None:
        super().__init__(code)
        self.wording = wording
        self.detail = detail


def parse_quantity(wording: str) -> Quantity:
    """Read one wording such as 2300万余元, 近6.5万项, 50%以上, 三成, 1：1 or 3至5名.

    White space is dropped, full-width and traditional forms are accepted; everything else is
    strict. Raises Unreadable.
    """
    text = _checked(wording)
    printed = remove_spaces(wording)
    ratio = _RATIO.fullmatch(text)
    if ratio:
        return parse_ratio(ratio, printed, ratio["bound"] or "")
    part = FRACTION.fullmatch(text)
    share = parse_fraction(part, printed) if part else None
    if share:
        return share
    found = _wording().fullmatch(text)
    if not found:
        money = _CURRENCY.match(text)
        found = _wording().fullmatch(text[money.end() :] + "元") if money else None
    if not found:
        raise UnreadableQuantityError("not_a_number", wording)
    return build_quantity(found, printed)


def parse_number(text: str) -> float:
    """Read the value of a spreadsheet cell: 1,088, 4.75万, 2300万余元, 50%; raises Unreadable."""
    return parse_quantity(text).value


@cache
def _wording() -> re.Pattern[str]:
    """Compile the grammar when the first wording is read: it takes a fifth of a second."""
    return re.compile(WORDING)


def _checked(wording: str) -> str:
    secret = first_hidden(wording)
    if secret:
        raise UnreadableQuantityError("hidden_character", wording, secret)
    if not wording.strip():
        raise UnreadableQuantityError("empty", wording)
    if len(wording) > LONGEST:
        raise UnreadableQuantityError("too_long", wording)
    text = fold_characters(wording)
    if _APART.search(text):
        raise UnreadableQuantityError("not_a_number", wording)
    return everyday_numerals(remove_spaces(text))


def parse_ratio(found: re.Match[str], wording: str, bound: str = "") -> Quantity:
    """Make a quantity of a matched ratio: 1：1 is 1, 3∶2 is 1.5; raises Unreadable.

    `bound` is the qualifier before it: 不低于1：1 is at least 1.
    """
    try:
        left, right = (_plain(found[side]) for side in ("left", "right"))
    except NumeralError:
        raise UnreadableQuantityError("not_a_number", wording) from None
    if not right.value or not left.value:
        raise UnreadableQuantityError("not_a_number", wording)
    qualifier, value = BEFORE.get(bound, Qualifier.EXACT), left.value / right.value
    ends = bounds_of(qualifier, value, Decimal(0), bound in AT_MOST)
    return _quantity(value, ends, qualifier, "", max(left.digits, right.digits), wording)


def _plain(text: str) -> Numeral:
    return read_arabic(text) if text[0] in "0123456789" else read_chinese(text)


def build_quantity(found: re.Match[str], wording: str) -> Quantity:
    """Make a quantity of a match of `grammar.WORDING`; raises Unreadable."""
    try:
        if found["month"] and not (found["over"] and found["unit"] == "个"):
            raise NumeralError(wording)
        spread = found["arabic2"] or found["chinese2"] or found["class2"]
        quantity = _range(found, wording) if spread else _single(found, wording)
    except NumeralError:
        raise UnreadableQuantityError("not_a_number", wording) from None
    low, high = quantity.bounds
    if max(abs(quantity.value), abs(low or 0.0), abs(high or 0.0)) > MOST:
        raise UnreadableQuantityError("too_large", wording)
    return quantity


def _single(found: re.Match[str], wording: str) -> Quantity:
    unit = _unit(found, 3)
    few = _class(found, 3)
    if few:
        low, high = few
        if low == 1 and not unit:
            raise NumeralError(wording)
        return _several(low, high, unit, 1, wording, open_end=True)
    one = _tenths(found, _numeral(found, 3))
    if one.upper is not None:
        return _several(one.value, one.upper, unit, 1, wording)
    qualifier, at_most = _qualifier(found, found["in3"])
    if found["sign"] == "-":
        if qualifier is not Qualifier.EXACT:
            raise UnreadableQuantityError("signed", wording)
        one = one._replace(value=-one.value)
    if qualifier is Qualifier.AND_MORE and not one.value:
        raise NumeralError(wording)
    ends = bounds_of(qualifier, one.value, one.step, at_most)
    return _quantity(one.value, ends, qualifier, unit, _digits(one, qualifier), wording)


def _several(
    low: Decimal, high: Decimal | None, unit: str, digits: int, wording: str, open_end: bool = False
) -> Quantity:
    top = None if high is None else float(high)
    ends = Bounds(float(low), top, high_exclusive=open_end and high is not None)
    return _quantity(low, ends, Qualifier.SEVERAL, unit, digits, wording)


def _quantity(
    value: Decimal, ends: Bounds, qualifier: Qualifier, unit: str, digits: int, wording: str
) -> Quantity:
    flags = (ends.low_exclusive, ends.high_exclusive)
    return Quantity(float(value), ends.low, ends.high, *flags, qualifier, unit, digits, wording)


def _range(found: re.Match[str], wording: str) -> Quantity:
    if found["class1"] or found["class2"] or found["in1"] or found["sign"]:
        raise NumeralError(wording)
    first, last = _numeral(found, 1), _numeral(found, 2)
    scale = found["scale2"] or _own_scale(found["chinese2"])
    if scale and not found["unit1"] and first.plain and first.scaled(scale).value < last.value:
        first = first.scaled(scale)
    if found["unit1"] not in (None, found["unit"], found["unit"][:1] if found["unit"] else None):
        raise NumeralError(wording)
    first, last = _tenths(found, first), _tenths(found, last)
    if first.value >= last.value:
        raise UnreadableQuantityError("range_reversed", wording)
    digits = max(first.digits, last.digits)
    return _several(first.value, last.value, _unit(found, 1) or _unit(found, 2), digits, wording)


def _own_scale(text: str | None) -> str:
    return text[-1] if text and text[-1] in "万亿" else ""


def _numeral(found: re.Match[str], n: int) -> Numeral:
    inside, scale = found[f"in{n}"], found[f"scale{n}"] or ""
    if found[f"arabic{n}"]:
        base = read_arabic(found[f"arabic{n}"], scale)
    else:
        printed = found[f"chinese{n}"]
        if set(printed) & set("十百千") and scale[:1] in ("百", "千") and not inside:
            raise NumeralError(found[0])  # 一百百 and 百一千 are slips
        base = read_chinese(printed).scaled(scale)
    if inside == "几":
        factor = scale_of(scale)
        tens = base.value / factor
        if tens not in range(10, 100, 10):
            raise NumeralError(found[0])
        return base._replace(upper=(tens + 10) * factor)
    return base


def _class(found: re.Match[str], n: int) -> tuple[Decimal, Decimal | None] | None:
    text = found[f"class{n}"]
    if text:
        if text in _FEW:
            return _FEW[text]
        low = Decimal(scale_of(text.strip("好几数上以计") + (found[f"scale{n}"] or "")))
        return low, None if text[0] == "上" else low * 10
    if found[f"in{n}"] == "几":
        one = _numeral(found, n)
        return one.value, one.upper
    return None


def _tenths(found: re.Match[str], one: Numeral) -> Numeral:
    if not found["tenth"] or (found["tenth"] == "折" and one.value > 10):
        return one
    half = found["half"] or ""
    if half and one.value not in range(1, 10):
        raise NumeralError(found[0])
    extra = 5 if half == "半" else _plain(half).value if half else 0
    value = one.value * 10 + extra
    upper = None if one.upper is None else one.upper * 10
    tenth = one._replace(value=value, step=last_step(value), upper=upper)
    return tenth._replace(digits=tenth.significant)


def _unit(found: re.Match[str], n: int) -> str:
    share = found[f"per{n}"]
    if share:
        if (found["unit"] and found["unit"] not in ("%", "‰")) or found["scale3"]:
            raise NumeralError(found[0])
        return _PER[share]
    if found["tenth"]:
        return "%"
    unit = found["unit"] or ""
    if unit in KINDS["time"] and unit not in ("个月", "个季度"):
        unit = unit.removeprefix("个")  # 8个小时 are 8 小时
    return unit + (found["month"] or "")


def _qualifier(found: re.Match[str], inside: str | None) -> tuple[Qualifier, bool]:
    """Merge the qualifiers around one numeral; and tell whether 不足 is really 不超过."""
    before, more, over, *words = found.group("before", "more", "over", "early", "late")
    if not (before or inside or more or over or any(words)):
        return Qualifier.EXACT, False
    marks = [MORE[word] for word in (inside, more, over) if word]
    marks += [AFTER[word] for word in words if word]
    name = _prefix(before) if before else ""
    if before:
        marks.append(BEFORE.get(name, Qualifier.MORE_THAN))
    at_most = name in AT_MOST or any(word in AT_MOST for word in words)
    kinds = frozenset(marks)
    if len(kinds) < 2:
        return next(iter(kinds), Qualifier.EXACT), at_most
    return _MERGED.get(kinds, Qualifier.ABOUT), at_most


def _prefix(before: str) -> str:
    found = _PREFIX.match(before)
    return found[0] if found else "过"


def _digits(one: Numeral, qualifier: Qualifier) -> int:
    if one.decimal or (one.plain and qualifier is Qualifier.EXACT):
        return one.digits
    return one.significant
