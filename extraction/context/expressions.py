"""How reports speak of time: the patterns, for folded text. What they mean is in times.py."""

import re

_Y = (
    r"(?:(?:19|20)\d\d|[一二][九〇零][〇零一二三四五六七八九]{2})年(?:度)?"
    r"|今年|去年|上一年|上年(?!度)|前年|明年|本年度?|当年|同年|次年|上年度"
)
_M = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元"
_D = r"3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|二十|[一二三四五六七八九]"
_TO = r"(?:-{1,2}|—{1,2}|–|~|至|到)"
_PART = r"上旬|中旬|下旬|月底|月末|月初|底|末|初|份"
_FEW = r"[1-9][0-9]?|[一二两三四五六七八九十]"
_STARTS = (
    "0-9〇零一二三四五六七八九十两元今去上前明本当同次下第年岁首开全近过最未现目如眼迄至连这昨日多历长"
    "半“‘国新"
)
# What may follow the first character of an expression: most 年, 全 and 开 begin none.
_SECONDS = (
    "0-9〇零一二三四五六七八九十两元个份年月季日天至到–—~期半旦庆国初底末终内前后"
    "今近在下去来几些的-"
)
TIME = re.compile(
    rf"""(?=[{_STARTS}][{_SECONDS}])(?:(?<![0-9])|(?![0-9]))(?:
    (?P<same>(?:去年|上年)?同期)
    |(?P<year>{_Y})?
        (?:(?P<half>[上下]半年|半年报)(?P<half_end>末)?
        |(?:(?P<so_far>[第前])(?P<season>[一二三四1-4])季(?!度)|[第前]?(?P<quarter>[一二三四1-4])(?P<many>个)?季度|(?P<first_quarter>首季)度?)(?P<quarter_end>末)?
        |前(?P<first>{_M})个?月
        |(?P<m1>{_M})月?(?:份|[上中下]旬|初|底)?{_TO}(?P<m2>{_M})月(?:份|[上中下]旬|初|底)?(?![\d一二三四五六七八九十])
        |(?P<month>{_M})月
            (?:(?P<day>{_D})[日号]?
            (?:(?:{_TO}|、|和)(?:(?P<month2>{_M})月)?(?P<day2>{_D})[日号])?(?<=[日号]))?
            (?:{_PART})?)
    |(?P<holiday>(?:今年|去年)?[“‘]?(?:元旦|三八|五一|六一|七一|国庆))[”’]?
        (?=节|国际|前夕|以来|期间|假期|黄金周|小长假|当[天日]|来临|将至|前后|,)
    |(?P<newyear>新的一年)
    |(?P<years>(?:19|20)\d\d)年?{_TO}(?P<yeare>(?:19|20)\d\d)年
    |(?P<only>{_Y})(?!第[0-9一二三四五六七八九十]+[期号次批])(?:全年|(?P<end>年?底|年?末|年终)|(?P<begin>年?初))?
    |(?P<yearend>年底|年末|年终|岁末)|(?P<yearstart>年初|开年)|(?P<whole>全年)
    |(?P<within>(?<![0-9一二两三四五六七八九十])年内)
    |(?P<plan>十[一二三四五六七]五)[”’]?(?:期间|时期|以来|规划期|规划|(?P<plan_end>末))?
    |(?:近|过去的?|最近|未来|今后|(?<![0-9一二两三四五六七八九十第])(?=(?:{_FEW})年来))
        (?P<lastyears>{_FEW})年(?:来|间|以来|(?=[,累共全各已先接举开发培新]))
    |(?P<now>近日|日前|目前|现在|当前|如今|眼下|迄今|至今(?![年日天])|近期|最近|连日来|本月|这几天|近年来|近些年来?|[多历]年来|长期以来)|(?P<that_month>当月)
    |(?:近|过去|最近|(?<![0-9一二两三四五六七八九十第])(?=(?:{_FEW})个月来))
        (?P<lastmonths>{_FEW})个月(?:来|间|以来|(?=[,累共全各已先]))
    |(?:近|这|过去)?(?P<half_year>半年(?:来|多来)|一年多来)
    |(?P<that_day>当[天日](?![下前月]))|(?P<lastmonth>上个?月)|(?P<yesterday>昨[日天])|(?P<today>今[日天](?!的))
    |(?<![月\d一二三四五六七八九十至到—~-])(?P<dayonly>{_D})日(?=[,从在起上下晚至到—-]|$)
    )""",
    re.VERBOSE,
)
SINCE = re.compile(r"(?:以来|起?至今(?![年日天])|以后)")
SINCE_FAR = re.compile(r"[^。;!?]{0,32}?(?:以来|至今(?![年日天]))")
AS_OF = re.compile(r"(?:截至|截止到?|截止至)[^,。]{0,3}$")
UNTIL = re.compile(r"(?:力争|争取|确保|计划|预计)?(?:到|至|在)$")
YEARLY = re.compile(r"(?:每年|每月|每逢|每到|历年)[^,。;]{0,4}$")
# 4日电 is when it was told, 1日起 when it began: neither is the day of a number.
DAY_TOLD = re.compile("[电讯]|起(?!至)")
LIKE = re.compile(r"(?:恢复[到至]|相当于)$")
YEAR_SO_FAR = re.compile("今年|本年度?")
COMPARE = re.compile(r"(?:比|较|相比于?|对比|高于|低于|超过|多于|少于)(?:[^,。;0-9]{0,2})$")
# 占上年末净资产的23%, 完成全年目标的72%: a time that only says what a share is of.
SHARE = re.compile(r"(?:占|是|为|等于|完成|达到?|相当于|超过?)$")
SHARED = re.compile(r"[^,。;0-9]{0,12}的[近约超]?[0-9一二两三四五六七八九]")
IN_TITLE = re.compile("《[^》。]{0,20}$")  # 《忻州工会“十四五”规划》
PLANNED = re.compile("计划|拟|将|力争|预计|目标")
FOUNDED = re.compile(r"(?:成立|建成?|创[办立建]|诞生|组建|设立|上线|启用)于$")
WITH = re.compile(r"(?:与|同|和|跟)$")
LIKENED = re.compile(r"(?:同期)?(?:相?比|持平|相当|比较)")
AHEAD = re.compile(r"(?:之?前|之?内|以前)")
# The day on which a reporter learned something is not the day it happened.
TOLD = re.compile(r"[^。;]{0,3}(?:记者)?(?:从|在|自)[^,。;]{1,24}(?:获悉|了解到|采访|看到|得知)")
DIGIT = re.compile(r"[0-9]")


def is_comparison_base(before: str, text: str, end: int) -> bool:
    """Tell whether a time is only compared with: 比上年, 恢复到2019年, 与去年相比."""
    if COMPARE.search(before) or LIKE.search(before) or FOUNDED.search(before):
        return True
    if SHARE.search(before) and SHARED.match(text, end):
        return True
    return bool(WITH.search(before) and LIKENED.match(text, end))
