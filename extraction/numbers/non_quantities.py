"""Finds numerals that count nothing: dates, clock times, ordinals, telephone and other numbers.

Patterns expect folded text.
"""

import re

_DIGITS = "一二三四五六七八九十"
_YEAR = r"(?:[12]\d{3}|[〇零一二三四五六七八九]{4})"
_MONTH = rf"(?:1[0-2]|0?[1-9]|十[一二]|[{_DIGITS}])"
_DAY = rf"(?:3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[{_DIGITS}])"
_NOT_IN_DIGITS = "(?:(?<![0-9])|(?![0-9]))"
_TO = r"\s*(?:-{1,2}|—{1,2}|–|~|至|到|、|和|/)\s*"
# The two characters that a date or a clock time may begin with: most 上 and 中 begin none.
_DATE_START = (
    rf"[0-9〇零{_DIGITS}第前周星礼凌清早上中下傍晚当夜“‘]"
    rf"[0-9〇零{_DIGITS}\s月日号时点个季晨午上晚间里期拜大届中至到、和/:~–—-]"
)

_DATES = re.compile(
    rf"(?={_DATE_START}){_NOT_IN_DIGITS}(?:"
    + "|".join(
        [
            rf"(?<!\d){_YEAR}(?:{_TO}{_YEAR})?(?:学)?年(?:度|代|版|级|款|初|底|末|中)?",
            rf"(?<![\d.]){_YEAR}[-./](?:1[0-2]|0?[1-9])[-./](?:3[01]|[12]\d|0?[1-9])(?![\d.])",
            rf"(?<![\d.万千百]){_MONTH}(?:月)?(?:{_DAY}日)?{_TO}{_MONTH}月(?:{_DAY}日)?(?:份|底|末|初)?",
            rf"(?<![\d.万千百个]){_MONTH}月(?:份)?(?:{_DAY}(?:日|号)?{_TO}{_DAY}(?:日|号)|{_DAY}(?:日|号))?",
            rf"(?<![\d.万千百假]){_DAY}(?:日|号)?{_TO}{_DAY}日(?!均|常|报|内)",
            rf"(?<![\d.万千百]){_DAY}日(?!均|常|报|内|活|用|托|游)",
            r"(?<![\d比按照])(?<![比例][为达是约])\d{1,2}:[0-5]\d(?::[0-5]\d)?(?!\d)(?![^,。;]{0,4}(?:配套|比例|的?配比))",
            rf"(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚间|当晚|夜里)(?:\d{{1,2}}|[{_DIGITS}]{{1,2}})(?:时|点)"
            rf"(?:半|许|整|\d{{1,2}}分|[{_DIGITS}]{{1,3}}分)?",
            r"(?<!\d)\d{1,2}时(?:\d{1,2}分|许|整|半)?(?=[,。、至到-]|$)",
            rf"(?<!\d)(?:\d{{1,2}}|[{_DIGITS}]{{1,3}})点(?:半|钟|许|整|\d{{1,2}}分|[{_DIGITS}]{{1,3}}分)",
            rf"第?[{_DIGITS}\d]{{1,2}}(?:个)?季度",
            rf"前[{_DIGITS}\d]{{1,2}}个?(?:季度|月)",
            r"(?:周|星期|礼拜)[一二三四五六日1-6]",
            rf"(?:“|‘)?十[{_DIGITS}]五(?:”|’)?(?:期间|时期|规划|以来|末|开局)?",
            rf"[{_DIGITS}]{{1,3}}(?:大|届[{_DIGITS}]中全会|中全会)(?=报告|精神|以来|召开|后|,|、|。|上|的|提出)",
            rf"[{_DIGITS}\d]{{1,3}}届[{_DIGITS}\d]{{1,3}}次",
            rf"[{_DIGITS}\d]{{1,3}}届(?=[{_DIGITS}]中|全国人大|全国政协|中央|全国委员会)",
        ]
    )
    + ")"
)
_NUMBERS = re.compile(
    rf"(?=[0-9第〔\[(热拨电专客短A-Za-z前版获列居单附表图]){_NOT_IN_DIGITS}(?:"
    + "|".join(
        [
            r"第\s*(?:[\d,]+|[零〇一二三四五六七八九十百千万两]+)(?:[、和及至-]\s*第?(?:\d+|[一二三四五六七八九十百]+)(?![余多万亿%.\d]))*"
            r"(?:版|届|次|期|批|个|名|位|号|条|章|款|项|轮|季|集|卷|站|家|场|代|课|步|类|线|产业|方|者|讲|天|年|份|名)?",
            r"(?:附[表件图]|(?<![一-龥])[表图])\s*\d{1,2}(?:[-—–.]\d{1,2})*(?![\d.]*[个张份件幅块%万亿余多])",
            r"[〔\[(]\s*[12]\d{3}\s*[〕\])]\s*\d{1,5}\s*号",
            r"(?<![\d、-])\d{1,5}(?:[、-]\d{1,5}){0,6}号(?!召)",
            r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)|(?<!\d)[48]00-?\d{3}-?\d{4}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)",
            r"(?<!\d)(?:1[12]\d(?:\d{2})?|12[0-9]{3}|9[56]\d{3})(?=[^,。;、]{0,12}(?:热线|平台|电话|专线|中心|接警))",
            r"(?:热线|拨打|电话|专线|客服|短号)(?:号码)?(?:[:为是])?\d{3,12}(?:转\d)?(?![\d.余多万部台个件人次条起])",
            r"(?<!\d)(?:12345|12351|12333|12348|12319|12309|12388|12315|12328|12338|12355|12378)(?!\d)",
            r"(?<![A-Za-z])(?![A-Za-z]{2,}\d+(?:台|个|套|辆|架|次|名|场|件|家|份|项|款))[A-Za-z][A-Za-z./_-]*\d[\d.]*[A-Za-z]?|(?<![\d.])\d+(?:\.\d+)?[A-Za-z]+(?![A-Za-z²³])",
            r"(?<![\d.])\d+(?:\+(?:\d+|[A-ZN])){1,4}|(?<![\d.])\d{1,2}\+[^\d家个名人项场支万余]",
            r"(?<![\d.])\d{1,2}\.\d(?=版|时代|”)",
            r"(?<!\d)\d{1,3}(?:楼|路公交|路车|国道|号线|强|甲|A级|倍速)",
            r"[获列居][二三四五六七八九](?:、[三四五六七八九十])+名?",
            r"(?<![提目此以日年月当之前会天周面眼跟门窗机床岗产婚课节])前(?:\d+|[一二两三四五六七八九十百]+)(?:名|位|强|列|家|个|期|三甲|甲)?",
            r"\d{1,2}秒\d{1,2}(?!\d)|(?<=[男女]子)\d{2,5}米|\d{2,5}米(?=冠军|决赛|预赛|赛|跑|栏|接力|自由泳|蛙泳|仰泳|蝶泳|混合泳)",
            r"(?<![\d.])(?:24小时|365天|7[*x×]24(?:小时)?)",
            r"单位:[^\d,。;]{1,30}",
            r"版本\d[\d.]*|(?<![\d.])\d{1,4}(?:\.\d)?级(?!台阶)|(?<![A-Za-z])[A-Z]\d+",
            r"(?:\d{1,9}[,、;/ ]){20,}\d*",  # a dump of numbers, not a reported figure
        ]
    )
    + ")"
)
_QUOTED = re.compile(r"[“‘「『《](?P<quoted>[^”’」』》“‘「『《]{1,40})[”’」』》]")
_LONGEST_NAME = 14  # characters of a quotation
_NAME_START = re.compile(r"(?:近|超|逾)?[\d一二两三四五六七八九十百千万双]")
_COUNTED = re.compile(r"\d{2,}[余多]?[万亿]?[余多]?(?:名|人|份|元|户|件|起|场|家|个|项|次|支|%)")


def find_non_quantities(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) spans of a paragraph in which no numeral is a quantity, in order.

    They are dates and clock times (_DATES), ordinals, telephone, document and other numbers
    (_NUMBERS), and names in quotation marks. Spans may overlap. `find_quantities` skips them.
    """
    spans = [match.span() for match in _DATES.finditer(text)]
    spans += [match.span() for match in _NUMBERS.finditer(text)]
    spans += [match.span() for match in _QUOTED.finditer(text) if _is_name(match)]
    return sorted(spans)


def _is_name(quote: re.Match[str]) -> bool:
    """Return whether a quotation is a name such as “十件实事”, not direct speech.

    A title in 《》 and a quotation with a + are names. Others are names if they are short, have no
    punctuation, and begin with a number or count nothing; “为企业解决120件” counts something.
    """
    quoted = quote["quoted"]
    if quote[0].startswith("《") or "+" in quoted:
        return True
    is_speech = len(quoted) > _LONGEST_NAME or any(mark in quoted for mark in ",。;!?")
    return not is_speech and bool(_NAME_START.match(quoted) or not _COUNTED.search(quoted))
