"""A sentence with its places, quantities and expressions of time."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from extraction.context.figure_places import AreaMention
from extraction.context.time_expression import TimeExpression
from extraction.numbers.quantity_finder import FoundQuantity
from extraction.text.articles import Paragraph

_TOWN_UNION = re.compile(
    r"(?:^|(?<=[,;。:市县区由与]))(?!各|全|乡|镇|街|区)[一-龥]{2,3}(?:(?<![乡各全村])镇|乡(?!镇)|街道)(?:联合)?总?工会"
)
_WHOLE_AREA = re.compile("[全该][国省市县区州]")
_NEAR = 80
"""Characters before a quantity in which a town's union is looked for."""
# 3地已建成书屋210家: the number is of all areas of a list before.
_SEVERAL_AREAS = re.compile(
    r"(?<![0-9一二三四五六七八九十第])(?:[两三四五六七八九十]|[0-9]{1,2})"
    r"(?:地|个?(?:县市?区?|区县|市县?|区)|个(?:地区|省份?))(?=[已共合均都现总新累](?![^,。]{0,3}占))"
)
_REST_OR_TOTAL = re.compile("其余|其他|合计|总计")
# 将培训, 计划新建, 力争: what follows is still to be reached; 已完成, 实际: what follows is not.
_PLAN = re.compile(
    r"下一步|下步|下阶段|接下来|力争|争取|预计(?!算)|(?:^|(?<=[,。;:、(会年还并也市县区省们]))"
    r"(?<!完成年)计划(?!书|生育|单列|经济|的\d)|拟(?!定|订|人|合)|(?<!完成)(?<!完成全年)(?<!完成年度)(?<!实现)目标(?!人群|群体|责任|考核)|(?<!完成)年度任务(?!的)|"
    r"(?<![即必])将(?=(?:再|还|继续|陆续|分[批期]|全面|进一步|新[建增招]|培训|建[设成立起]|投入|开展|举办|"
    r"组织|培养|发[放展]|服务|覆盖|达到?|完成|筹[集建]|安排|推[动出广]|落实|重点|打造|评选|设[立置]|选树|"
    r"帮[助扶]|慰问|提供|有|为|在|向|对|从|于|通过|围绕|实现|突破|超过))"
)
_DONE = re.compile(r"完成|目前|实际|已经?|累计|截至|现有|共有|其中|去年|上年")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a paragraph, from `start` to `end`, with its places, quantities and times."""

    paragraph: Paragraph
    start: int
    end: int
    places: Sequence[AreaMention]
    quantities: Sequence[FoundQuantity]
    times: Sequence[TimeExpression]

    @cached_property
    def is_future(self) -> bool:
        """Whether the sentence is about a goal that is still to be reached: 2025年底前建100个."""
        return any(when.target for when in self.times)

    def is_planned(self, position: int) -> bool:
        """Return whether a number at a position is still to be reached, by the words before it.

        The last word of a plan (计划) or of something done (已) decides: in 计划建100个,已建120个
        the first number is planned, the second is not. A future time (年底前, 到2027年) is a word
        of a plan.
        """
        plan_count = bisect_right(self._plan_ends, position)
        if not plan_count:
            return False
        # The first word of something done after the last word of a plan.
        done_index = bisect_left(self._done_starts, self._plan_ends[plan_count - 1])
        return done_index == len(self._done_starts) or self._done_starts[done_index] >= position

    @cached_property
    def _plan_ends(self) -> list[int]:
        """The ends of the words of a plan: numbers after them are still to be reached."""
        text = self.paragraph.text
        word_ends = [match.end() for match in _PLAN.finditer(text, self.start, self.end)]
        future_time_ends = [
            when.end
            for when in self.times
            if when.target and not text.endswith(("在", "完成", "实现"), 0, when.start)
        ]
        return sorted([*word_ends, *future_time_ends])

    @cached_property
    def _done_starts(self) -> list[int]:
        """The beginnings of the words of something done: numbers after them have been reached."""
        return [
            match.start() for match in _DONE.finditer(self.paragraph.text, self.start, self.end)
        ]

    def find_place_before(self, position: int, own: str) -> str | None:
        """Return the area named last before a position; None if there is none.

        After several areas and 合计 (together) or 其余 (the others) it is `own`, the article's
        area. The result is "" after the union of a town (健跳镇总工会), since the list of areas has
        no towns, and after 3地 (the three places): a person has to say whose the number is.
        """
        count_before = bisect_left(self.places, position, key=lambda place: place.start)
        last_end = self.places[count_before - 1].end if count_before else self.start
        before = self.paragraph.text[max(last_end, position - _NEAR) : position]
        *_, town = (None, *_TOWN_UNION.finditer(before))  # the last match, or None
        if town and not _WHOLE_AREA.search(before, town.end()):
            return ""
        if _SEVERAL_AREAS.search(before):
            return ""
        if not count_before:
            return None
        last = self.places[count_before - 1]
        is_total = _REST_OR_TOTAL.search(self.paragraph.text, last.end, position)
        return own if is_total and count_before > 1 else last.code


Found = TypeVar("Found", AreaMention, FoundQuantity, TimeExpression)


def split_by_sentence(items: Sequence[Found], ends: Sequence[int]) -> list[list[Found]]:
    """Split items into lists, one for each sentence; the sentences end at the positions `ends`.

    Items are in order of their positions; what begins after the last end is in the last sentence.
    """
    by_sentence: list[list[Found]] = [[] for _ in ends]
    sentence_index = 0
    for item in items:
        while sentence_index < len(ends) - 1 and item.start >= ends[sentence_index]:
            sentence_index += 1
        by_sentence[sentence_index].append(item)
    return by_sentence
