"""An oracle of wordings: what each says, worked out from the rules and not by the room itself.

`make_wordings` puts wordings together from their parts and computes beside each what it means, with
fractions. It shares no code with `quantities`. The rules are those of GB/T 15835—2011 and
ARCHITECTURE.md: a bound word counts wherever it stands, 余 reaches to the next unit of the last
digit that is not zero, 万 and 亿 belong to both ends of a range, two numbers side by side are none.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import NamedTuple

Open = None


class Meaning(NamedTuple):
    """What a wording says; `low` and `high` are None where open, `digits` 0 if nothing is said."""

    value: Fraction
    low: Fraction | None
    high: Fraction | None
    low_left_out: bool = False
    high_left_out: bool = False
    unit: str = ""
    digits: int = 0


class Case(NamedTuple):
    """A wording of a kind and its meaning, None if it must be refused."""

    kind: str
    wording: str
    meaning: Meaning | None


class Number(NamedTuple):
    """A written number: `scaled` with 万, 亿 or 千 behind digits, `decimal` with a point."""

    text: str
    value: Fraction
    scaled: bool = False
    decimal: bool = False
    written_digits: int = 0

    @property
    def step(self) -> Fraction:
        """One unit of the last digit that is not zero."""
        step = Fraction(1, 10**30)
        while (self.value / (step * 10)).denominator == 1:
            step *= 10
        return step

    @property
    def significant(self) -> int:
        """The digits from the first to the last one that is not zero."""
        return len(str(abs(self.value / self.step).numerator))

    def digits(self, exact: bool) -> int:
        """The digits that the wording vouches for."""
        if self.decimal:
            return self.written_digits
        return self.written_digits if exact and not self.scaled else self.significant


UNITS = ["人", "名", "家", "元", "份", "人次", "平方米", "%", "个百分点", "倍", "项", "户", ""]
COUNTED = ["人", "名", "家", "份", "项", "户"]
LOWER = {"至少": False, "不少于": False, "不低于": False, "≥": False, "超过": True, "超": True,
         "逾": True, "多于": True, "高于": True, ">": True, "不止": True}  # fmt: skip
UPPER = {"近": False, "接近": False, "将近": False, "不超过": False, "至多": False, "最多": False,
         "≤": False, "不足": True, "不到": True, "低于": True, "未满": True, "<": True}  # fmt: skip
VAGUE = ["约", "大约", "大概", "≈"]
LOWER_AFTER, UPPER_AFTER, VAGUE_AFTER = ["以上", "及以上"], ["以下", "以内"], ["左右", "上下"]
SCALES = {"万": 10**4, "亿": 10**8, "百万": 10**6, "千万": 10**7, "万亿": 10**12, "千": 1000}
NUMERALS = "零一二三四五六七八九"
BLANKS = [" ", "\u00a0", "\u202f", "\u2009"]


def in_chinese(number: int) -> str:
    """A whole number below 万亿 in characters, as it is spoken: 20305 → 二万零三百零五."""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            head, rest = divmod(number, size)
            zero = "零" if 0 < rest < size // 10 else ""
            return in_chinese(head) + name + (zero + in_chinese(rest) if rest else "")
    text, pending = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            text += ("零" if pending and text else "") + NUMERALS[digit] + name
            pending = False
        else:
            pending = True
    return text.removeprefix("一") if text.startswith("一十") else text


def whole(rng: Random, most: int = 7) -> int:
    """A whole number of up to `most` digits, often with zeros at its end."""
    number = rng.randrange(1, 10 ** rng.randint(1, most))
    zeros = rng.choice([0, 0, 1, 2])
    return number if zeros == 0 or number < 10**zeros else number - number % 10**zeros


def arabic(rng: Random) -> Number:
    """A number in Arabic digits: plain, with commas or blanks, decimals, 万, 2千3百万."""
    form = rng.choice(["plain", "plain", "commas", "blanks", "decimal", "scaled", "mixed", "wide"])
    if form in ("commas", "blanks"):
        number = whole(rng)
        mark = "," if form == "commas" else rng.choice(BLANKS)
        return Number(
            f"{number:,}".replace(",", mark), Fraction(number), False, False, len(str(number))
        )
    if form == "decimal":
        places = rng.choice([1, 1, 2, 2, 3, 9, 12])
        # A float keeps fifteen digits.
        number = rng.randrange(1, 10 ** min(15, places + rng.randint(0, 4)))
        text = f"{number // 10**places}.{number % 10**places:0{places}d}"
        scale = rng.choice(["", "", "万", "亿"]) if places < 4 else ""
        value = Fraction(number, 10**places) * SCALES.get(scale, 1)
        return Number(text + scale, value, bool(scale), True, len(str(number)))
    if form == "scaled":
        scale = rng.choice([*SCALES])
        number = whole(rng, 1 if scale == "千" else 3)
        return Number(f"{number}{scale}", Fraction(number * SCALES[scale]), True)
    if form == "mixed":
        a, b = rng.randint(1, 9), rng.randint(1, 9)
        text, value = rng.choice(
            [
                (f"{a}千{b}百", a * 1000 + b * 100),
                (f"{a}千{b}百万", (a * 1000 + b * 100) * 10**4),
                (f"{a}万{b}千", a * 10**4 + b * 1000),
                (f"{a}亿{b}000万", a * 10**8 + b * 10**7),
                (f"{a}亿{b}千万", a * 10**8 + b * 10**7),
            ]
        )
        return Number(text, Fraction(value), True)
    number = whole(rng)
    text = str(number)
    if form == "wide":
        text = text.translate({ord("0") + n: chr(ord("０") + n) for n in range(10)})
    return Number(text, Fraction(number), False, False, len(str(number)))


def chinese(rng: Random) -> Number:
    """A number in characters: 三千五百, 两万五, 三点五万, 廿三, 壹佰."""
    form = rng.choice(["plain", "plain", "large", "decimal", "short", "twenty", "bank"])
    a, b = rng.randint(1, 9), rng.randint(1, 9)
    if form == "large":
        number = whole(rng, 4) * rng.choice([10**4, 10**8])
        return Number(in_chinese(number), Fraction(number), True)
    if form == "decimal":
        scale = rng.choice(["", "万", "亿"])
        value = Fraction(a * 10 + b, 10) * SCALES.get(scale, 1)
        return Number(f"{NUMERALS[a]}点{NUMERALS[b]}{scale}", value, bool(scale), True, 2)
    if form == "short":
        scale, size = rng.choice([("千", 1000), ("万", 10**4), ("百", 100)])
        number = a * size + b * size // 10
        written = 0 if scale == "万" else len(str(number))
        head = "两" if a == 2 else NUMERALS[a]
        return Number(
            f"{head}{scale}{NUMERALS[b]}", Fraction(number), scale == "万", False, written
        )
    if form == "twenty":
        tens, name = rng.choice([(20, "廿"), (30, "卅")])
        return Number(name + NUMERALS[b], Fraction(tens + b), False, False, 2)
    number = whole(rng, 4)
    text = in_chinese(number)
    if form == "bank":
        text = text.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))
    return Number(text, Fraction(number), False, False, len(str(number)))


def any_number(rng: Random) -> Number:
    """A number in either writing."""
    return (arabic if rng.random() < 0.65 else chinese)(rng)


def bounded(rng: Random, low: Number, high: Number | None, body: str, unit: str) -> Case:
    """A range, pair, class or number between `low` and `high` with a bound word before or behind.

    Lower bounds are the low end, upper ones the high end; without a high end there is no upper one.
    """
    words: list[tuple[str, str, str, bool]] = [
        *((word, "", "low", out) for word, out in LOWER.items()),
        *(("", word, "low", False) for word in LOWER_AFTER),
        *((word, "", "about", False) for word in VAGUE),
        *(("", word, "about", False) for word in VAGUE_AFTER),
    ]
    if high is not None:
        words += [(word, "", "high", out) for word, out in UPPER.items()]
        words += [("", word, "high", False) for word in UPPER_AFTER]
    before, after, side, out = rng.choice(words)
    wording = f"{before}{body}{unit}{after}"
    digits = max(low.digits(False), high.digits(False) if high else 1) if low.text else 1
    if side == "low":
        return Case(
            "bounded", wording, Meaning(low.value, low.value, Open, out, False, unit, digits)
        )
    if side == "high" and high:
        return Case(
            "bounded", wording, Meaning(high.value, Open, high.value, False, out, unit, digits)
        )
    return Case("bounded", wording, Meaning(low.value, Open, Open, False, False, unit, digits))


def exact(rng: Random) -> Case:
    """4315人, 2千3百万元, 三点五万."""
    number = any_number(rng)
    unit = rng.choice(UNITS)
    meaning = Meaning(
        number.value, number.value, number.value, False, False, unit, number.digits(True)
    )
    return Case("exact", number.text + unit, meaning)


def one_bound(rng: Random) -> Case:
    """近6.5万项, 50%以上."""
    number = any_number(rng)
    return bounded(rng, number, number, number.text, rng.choice(UNITS))


def and_more(rng: Random) -> Case:
    """2300余人, 1千多万元, 6万余名: up to the next unit of the last digit."""
    unit, more = rng.choice(COUNTED), rng.choice("余多")
    if rng.random() < 0.3:
        digit, (scale, size) = rng.randint(1, 9), rng.choice([("千", 1000), ("百", 100)])
        large = rng.choice(["万", "亿"])
        number = Number(f"{digit}{scale}", Fraction(digit * size * SCALES[large]), True)
        text = f"{number.text}{more}{large}"
    else:
        number = any_number(rng)
        text = number.text + more
    high = number.value + number.step
    meaning = Meaning(number.value, number.value, high, False, True, unit, number.digits(False))
    return Case("and more", text + unit, meaning)


def two_bounds(rng: Random) -> Case:
    """超300余人 is more than 300, 300余人以上 at least 300."""
    number, unit, more = arabic(rng), rng.choice(COUNTED), rng.choice("余多")
    word, out, after = rng.choice([("超", True, ""), ("至少", False, ""), ("", False, "以上")])
    meaning = Meaning(number.value, number.value, Open, out, False, unit, number.digits(False))
    return Case("two bounds", f"{word}{number.text}{more}{unit}{after}", meaning)


def between(rng: Random) -> tuple[Number, Number, str]:
    """The ends of a range and its text without a unit: 3至5, 10—20万, 三至五万."""
    low, high = sorted(rng.sample(range(1, 1000), 2))
    scale = rng.choice(["", "", "万", "亿"])
    dash = rng.choice(["至", "—", "-", "~", "到", "–", "～"])
    size = SCALES.get(scale, 1)
    written = (len(str(n)) if not scale else 0 for n in (low, high))
    texts = (str(low), f"{high}{scale}")
    if rng.random() < 0.2:
        texts = (in_chinese(low), in_chinese(high) + scale)
    ends = [
        Number(text, Fraction(n * size), bool(scale), False, digits)
        for text, n, digits in zip(texts, (low, high), written, strict=True)
    ]
    return ends[0], ends[1], texts[0] + dash + texts[1]


def a_range(rng: Random) -> Case:
    """3至5人, 3至5人以上, 30至50余人."""
    low, high, body = between(rng)
    unit, turn = rng.choice(COUNTED), rng.random()
    digits = max(low.digits(True), high.digits(True))
    if turn < 0.4:
        return Case(
            "range",
            body + unit,
            Meaning(low.value, low.value, high.value, False, False, unit, digits),
        )
    if turn < 0.55:
        top = high.value + high.step
        meaning = Meaning(low.value, low.value, top, False, True, unit, digits)
        return Case("range and more", body + rng.choice("余多") + unit, meaning)
    return bounded(rng, low, high, body, unit)


def a_pair(rng: Random) -> Case:
    """三四十人, 近三四百人, 三四十余人."""
    first = rng.choice([2, 3, 4, 5, 6, 7, 8])
    scale, size = rng.choice([("", 1), ("十", 10), ("百", 100), ("千", 1000), ("万", 10**4)])
    body = ("两" if first == 2 and scale else NUMERALS[first]) + NUMERALS[first + 1] + scale
    low, high = (Number(body, Fraction(n * size), True) for n in (first, first + 1))
    unit, turn = rng.choice(COUNTED), rng.random()
    if turn < 0.3:
        return Case(
            "pair", body + unit, Meaning(low.value, low.value, high.value, False, False, unit, 1)
        )
    if turn < 0.45:
        top = high.value + high.step
        meaning = Meaning(low.value, low.value, top, False, True, unit, 1)
        return Case("pair and more", body + "余" + unit, meaning)
    return bounded(rng, low, high, body, unit)


def a_class(rng: Random) -> Case | None:
    """数百人, 几十万人以上, 上千人, 十几家; 近数百人 is refused."""
    scale, size = rng.choice(
        [("十", 10), ("百", 100), ("千", 1000), ("万", 10**4), ("十万", 10**5), ("亿", 10**8)]
    )
    form, unit = rng.choice(["数", "几", "上", "十几"]), rng.choice(COUNTED)
    low, high = Fraction(size), Fraction(10 * size)
    body = form + scale
    if form == "上":
        if scale == "十":
            return None
        return Case("class", body + unit, Meaning(low, low, Open, False, False, unit, 1))
    if form == "十几":
        tens = rng.randint(1, 9)
        body = (NUMERALS[tens] if tens > 1 else "") + "十几"
        low, high = Fraction(10 * tens), Fraction(10 * tens + 10)
    turn = rng.random()
    if turn < 0.4:
        return Case("class", body + unit, Meaning(low, low, high, False, True, unit, 1))
    if turn < 0.6:
        return Case("bound of no number", rng.choice([*UPPER]) + body + unit, None)
    return bounded(rng, Number("", low, True), None, body, unit)


def tenths(rng: Random) -> Case:
    """三成五, 超过三至五成."""
    a, b = rng.randint(1, 9), rng.randint(1, 9)
    if rng.random() < 0.5:
        value = Fraction(10 * a + b)
        return Case(
            "tenths",
            f"{NUMERALS[a]}成{NUMERALS[b]}",
            Meaning(value, value, value, False, False, "%", 2),
        )
    low, high = sorted(rng.sample(range(1, 10), 2))
    ends = [Number("", Fraction(10 * n), True) for n in (low, high)]
    case = bounded(rng, ends[0], ends[1], f"{NUMERALS[low]}至{NUMERALS[high]}成", "")
    meaning = case.meaning and case.meaning._replace(unit="%", digits=1)
    return Case("tenths", case.wording, meaning)


def a_share(rng: Random) -> Case:
    """百分之三十, 万分之五, 三分之二以上, 半数以上."""
    form = rng.choice(["hundredths", "fraction", "half"])
    if form == "hundredths":
        word, unit, factor = rng.choice(
            [("百分之", "%", 1), ("千分之", "‰", 1), ("万分之", "%", 100), ("十万分之", "%", 1000)]
        )
        number = rng.randint(1, 99)
        value = Fraction(number, factor)
        text = str(number) if rng.random() < 0.5 else in_chinese(number)
        return Case(
            form, word + text, Meaning(value, value, value, False, False, unit, len(str(number)))
        )
    denominator = rng.randint(3, 10)
    value = Fraction(100 * rng.randint(1, denominator - 1), denominator)
    numerator = value.numerator * denominator // value.denominator // 100
    body = rng.choice(
        [f"{in_chinese(denominator)}分之{in_chinese(numerator)}", f"{numerator}/{denominator}"]
    )
    if form == "half":
        value, body = Fraction(50), rng.choice(["一半", "半数"])
    turn = rng.random()
    if turn < 0.3:
        return Case(form, body, Meaning(value, value, value, False, False, "%", 2))
    if turn < 0.6:
        word = rng.choice([*LOWER])
        return Case(form, word + body, Meaning(value, value, Open, LOWER[word], False, "%", 2))
    if turn < 0.8:
        word = rng.choice([*UPPER])
        return Case(form, word + body, Meaning(value, Open, value, False, UPPER[word], "%", 2))
    return Case(form, body + "以上", Meaning(value, value, Open, False, False, "%", 2))


def a_negative(rng: Random) -> Case:
    """负3.5%, –18, 百分之负三."""
    if rng.random() < 0.15:
        number = rng.randint(1, 99)
        value = Fraction(-number)
        wording = rng.choice(["负百分之", "百分之负"]) + in_chinese(number)
        return Case(
            "negative", wording, Meaning(value, value, value, False, False, "%", len(str(number)))
        )
    number, unit = any_number(rng), rng.choice(["%", "元", "", "个百分点"])
    value = -number.value
    wording = rng.choice(["负", "-", "–", "−", "－"]) + number.text + unit
    return Case(
        "negative", wording, Meaning(value, value, value, False, False, unit, number.digits(True))
    )


def money(rng: Random) -> Case:
    """人民币5万元, 壹万元整, ￥12000元, 一百元零五分."""
    form = rng.choice(["mark", "whole", "parts"])
    if form == "parts":
        yuan, jiao, fen = rng.randint(1, 9999), rng.randint(0, 9), rng.randint(1, 9)
        whole_yuan = rng.choice([str(yuan), in_chinese(yuan)])
        numerals = NUMERALS if whole_yuan != str(yuan) else "0123456789"
        middle = f"{numerals[jiao]}角" if jiao else "零"
        value = yuan + Fraction(10 * jiao + fen, 100)
        meaning = Meaning(value, value, value, False, False, "元", len(str(yuan)) + 2)
        return Case("money", f"{whole_yuan}元{middle}{numerals[fen]}分", meaning)
    number = any_number(rng)
    meaning = Meaning(
        number.value, number.value, number.value, False, False, "元", number.digits(True)
    )
    if form == "mark":
        yuan_word = rng.choice(["", "元"])
        mark = rng.choice(["人民币", "￥", "¥"])
        return Case("money", f"{mark}{number.text}{yuan_word}", meaning)
    return Case("money", number.text + rng.choice(["元", "圆"]) + rng.choice(["整", "正"]), meaning)


def a_sign(rng: Random) -> Case:
    """~300人, 300人+, 300+人."""
    number, unit = arabic(rng), rng.choice(COUNTED)
    digits = number.digits(False)
    about = Meaning(number.value, Open, Open, False, False, unit, digits)
    at_least = Meaning(number.value, number.value, Open, False, False, unit, digits)
    wording, meaning = rng.choice(
        [
            (f"~{number.text}{unit}", about),
            (f"～{number.text}{unit}", about),
            (f"≈{number.text}{unit}", about),
            (f"{number.text}{unit}+", at_least),
            (f"{number.text}+{unit}", at_least),
            (f"{number.text}{unit}＋", at_least),
        ]
    )
    return Case("sign", wording, meaning)


def a_ratio(rng: Random) -> Case:
    """1：3, 不低于1：4, 三比二."""
    left, right = rng.randint(1, 20), rng.randint(1, 9)
    value = Fraction(left, right)
    digits = len(str(left))
    body = rng.choice(
        [f"{left}：{right}", f"{left}∶{right}", f"{left}:{right}", f"{left}比{right}"]
    )
    if rng.random() < 0.5:
        return Case("ratio", body, Meaning(value, value, value, False, False, "", digits))
    word = rng.choice(["不低于", "至少", "超过"])
    meaning = Meaning(value, value, Open, LOWER[word], False, "", digits)
    return Case("ratio", word + body, meaning)


def side_by_side(rng: Random) -> Case:
    """三百五百人, 三万五万, 百千, 3百5百: two numbers are none."""
    scale, (a, b) = rng.choice("百千万亿"), rng.sample(range(1, 10), 2)
    x, y = NUMERALS[a], NUMERALS[b]
    wording = rng.choice(
        [
            f"{x}{scale}{y}{scale}人",
            f"{a}{scale}{b}{scale}人",
            f"{x}百万{y}百万",
            f"{x}千万{y}百万{x}万",
            *("百千", "千百人", "万千", "亿万", "几百几千人", "数百数千"),
            f"{a}{b} {b}{a}",
            f"{a} {b}",
            f"{a}{b} {a}{b}0,000",
            f"{max(a, b)}至{min(a, b)}人",
            f"百分之{x}至千分之{y}",
        ]
    )
    return Case("side by side", wording, None)


KINDS: tuple[Callable[[Random], Case | None], ...] = (
    exact, one_bound, and_more, two_bounds, a_range, a_pair, a_class, a_share, tenths, a_negative,
    money, a_sign, a_ratio, side_by_side,
)  # fmt: skip


def make_wordings(seed: int, count: int) -> Iterator[Case]:
    """Yield `count` cases of all kinds in turn; the same seed gives the same cases."""
    rng = Random(seed)
    made = 0
    while made < count:
        case = KINDS[made % len(KINDS)](rng)
        if case is not None:
            made += 1
            yield case
