"""Names of bodies in a text: companies, offices, towns, unions of enterprises and industries."""

import re
from collections.abc import Iterator, Sequence

from extraction.context.gazetteer import Gazetteer

_NO_NAME = (
    "新建|组建|建立|成立|指导|推动|推进|督促|帮助|支持|组织|走访|慰问|走进|来到|深入|联合|加强|"
    "[各等的和与及从由在向对为]|全[省市县区州国]|所有|所属|辖区|工会|总工"
)
_KINDS = (
    "公司|集团|厂|矿|医院|学院|大学|学校|中学|小学|银行|油田|港务|酒店|电力|教育|财贸|轻工|机械|冶金|"
    "港区|度假区|保税区|示范区|集聚区|新城|产业园|科技城|邮政|铁路|卫生(?:健康)?|交通(?:运输)?|机关|局|园区|开发区|高新区|经开区|新区|(?<=[省市县区])建设|"
    "(?<![产企行])业|(?<=[一-龥]{2})行业"
)
_COUNTED = (
    "会员|干部|经费|驿站|户外|阵地|小组|总?数|覆盖|率|[0-9]+(?![0-9年月])|[一二三四五六七八九十两]+[家个]|"
    "组织(?:[0-9建覆率数,。;、]|$)"
)
_BODY = re.compile(
    rf"(?:(?<![一-龥])|(?<=[从由在与和向经让是对为]))(?:(?!{_NO_NAME})[一-龥()]){{1,24}}?"
    rf"(?:(?:{_KINDS})(?:系统|机关|联合)?(?P<union>总?工会)(?!{_COUNTED})"
    "|(?:有限(?:责任)?|股份(?:有限)?|集团|分)公司(?!等|工会)"
    "|(?:基地|厂区|项目部|车间|分厂)(?=[一-龥]{2}))"
)

_DOES = (
    "[上下]半年|[一二三四]季度|[12][0-9]{3}年|[去今]年|全年|已|共|累计|先后|还|也|新|有|现有|建|设立|举[办行]|开展|发[展放布]|"
    "组织|培训|走访|慰问|受理|办[理结]|追[回讨]|提供|帮[扶助]|签订|投入|调解|查[出处]|整改|审结|拨|资助|救助|补|安排|推荐|实施|筹|"
    "征集|收缴|化解"
)
_BEGINS_CLAUSE = r"(?:^|(?<=[,。;:!?年月日]))"
_NOT_ALONE = (
    "工会|总工|联合|会同|推动|协同|协助|督促|配合|联手|携手|引导|指导|[各对向为给与和及从在]"
)
# 县人社局受理案件, 全省法院审结: offices that act themselves, at the beginning of a clause.
# 江东街道举办, 花桥商务城建成: so do towns, streets and zones, which no list of areas has.
_OTHERS_ACT = re.compile(
    rf"{_BEGINS_CLAUSE}(?:(?:(?!{_NOT_ALONE})[一-龥]){{0,14}}?"
    "(?:政府|财政|法院|检察院|(?<![布格大全开结])局|(?<![大客餐])厅|[市县区省健改]委|机关|[部大]队|部门|自治区|银行|企业|社会力量|"
    "商会|协会|基金会|学校|[中大小]学|学院|医院)"
    rf"|(?!全|各|乡|镇|街|社)(?:(?!{_NOT_ALONE})[一-龥]){{2,12}}?"
    "(?:街道|镇|乡|村|社区|[务技新]城|园区?|开发区|高新区|经开区|新区|港区|度假区|基地|商圈|市场))"
    f"(?={_DOES})"
)
# 中国教育工会, 中华全国铁路总工会, 全路: the country's industries.
_INDUSTRY = re.compile(
    "中华全国(?!总工会)[一-龥]{2,10}?工会|全(?:路|系统|行业|集团|公司|厂|校|矿|院)(?![一-龥]{0,2}[级面])"
    "|中国(?:教育|教科文卫体|海员|能源|农林水利|国防|财贸|金融|机械|民航|铁路|邮电|石化|冶金|建设)[一-龥]{0,10}?工会"
)
# 该行业现有职工156万人: a number of the industry, as one of 本公司 is of the company.
_BODY_NAMED_BEFORE = re.compile(
    r"[该本我](?:行业|系统|公司|企业|集团|园区|产业|学?校|医院|院|厂|矿|局|单位)(?=[^,。;]*[0-9一二三四五六七八九十])"
)


class NamedBodies:
    """Finds in an article, paragraph by paragraph, which numbers are those of a body.

    A body is a company, the union of an enterprise, institution or industry, or an office or a town
    that acts itself, by its name or by words for it (该行业). The numbers of 宁波市教育工会,
    国网绍兴供电公司工会 or 县人社局 are not those that the area's union reports.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Begin an article; the names of areas are those of the gazetteer."""
        self._gazetteer = gazetteer
        # Position of each body (True) and place (False) named in the paragraph; at -1 the last one
        # of the paragraphs before.
        self._actors: list[tuple[int, bool]] = [(-1, False)]

    def start_paragraph(self, text: str, places: Sequence[int]) -> None:
        """Find the bodies of the next paragraph, in which places begin at these positions.

        The body named last also applies to the following paragraphs until a place is named.
        """
        bodies = list(self._find_bodies(text))
        actors = [(start, True) for start, _ in bodies]
        actors += [
            (place, False)
            for place in places
            if not any(start <= place < end for start, end in bodies)
        ]
        self._actors = [(-1, self._actors[-1][1]), *sorted(actors)]

    def is_last_before(self, position: int) -> bool:
        """Return whether what was named last before a position is a body, and no place.

        A number there is the body's, so that a person has to decide whether it is the area's.
        """
        return next(is_body for start, is_body in reversed(self._actors) if start < position)

    def _find_bodies(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the (start, end) spans of the names of bodies.

        The union of an area whose name ends like that of a body (浦东新区总工会), and an
        organisation that is listed among the areas, is no body here.
        """
        for words in (_BODY_NAMED_BEFORE, _INDUSTRY):
            yield from (match.span() for match in words.finditer(text))
        names, levels = None, self._gazetteer.levels
        for match in (*_BODY.finditer(text), *_OTHERS_ACT.finditer(text)):
            # Areas are looked for only in texts that may name a body.
            names = list(self._gazetteer.find_names(text)) if names is None else names
            end = match.end()
            if match.re is _BODY and match["union"]:
                end = match.start("union")
            inside = [name for name in names if match.start() <= name.start < match.end()]
            is_listed = any(levels[name.codes[0]] == "organisation" for name in inside)
            if not is_listed and not any(name.end >= end for name in inside):
                yield match.span()
