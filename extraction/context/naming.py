"""How reports speak of places: the patterns, for folded text. What they mean is in places.py."""

import re

MEANT = re.compile(
    r"""(?=[全该我本这省市县区州自各有相中])(?:
    (?P<nation>全国(?:各地|各级)?|我国|中华全国总工会|全总(?![额数])|各地区|全国总工会)
    |(?P<general>各级|各地|有关部门|相关部门)
    |(?:全|该|我|本|这个)(?P<kind>自治区|省|市|县|区|州|旗)(?![级面委域])
    |(?:(?<![一-龥])|(?<=[从据由在与和向经让是]))(?P<union>自治区|省|市|县|区|州)(?:总工会|总(?![数量额人体投]))
    )""",
    re.VERBOSE,
)
NATIONAL = re.compile(r"我国|中华全国总工会|全国总工会|全总(?![额数])|全国各级工会")
OURS = re.compile("[本全我](?:省|市|县|区|州|自治区)(?![级面委域])")
# What only Hong Kong, Macao and Taiwan call themselves and their money.
SELF = (
    ("本港全港港九港元港币", "810000"),
    ("本澳全澳澳门元", "820000"),
    ("全台新台币", "710000"),
)
SPOKEN = re.compile("[本全][港澳](?![口元])|港九|全台(?![账套])|港元|港币|澳门元|新台币")
AND_SO_ON = re.compile(
    r"(?:等|这)?[\d两二三四五六七八九十]+(?:座城市|个?(?:省|市|地|县|区))|等(?:地|省|市|省份|省市|城市|省区市|[\d一二三四五六七八九十]+(?:个|省|市))"
)
VENUE = re.compile(
    r"(?:市|县|区|省)?(?:[^,。;]{0,8})(?:举办|举行|开幕|闭幕|落幕|落下帷幕|开赛|收官|启幕|打响|启动|召开|开展|开讲)"
)
CONTEST = re.compile(r"(?:20\d\d年?)?(?:中国|全国)[^,。;“”]{0,24}(?:大赛|竞赛|比赛|技能赛|锦标赛)")
HELD = re.compile(r"举办|举行|[开闭落启]幕|帷幕|[开决]赛|收官|打响|启动|鸣锣|圆满")
NAMED_CONTEST = re.compile(r"[^,。;“”0-9]{0,16}?(?:[大竞决]赛|锦标赛|运动会)")
MATCH = re.compile(r"大赛|竞赛|比赛|技能赛|锦标赛|运动会|比武")
COMPANY = re.compile(r"\)(?:有限|股份|集团)")
DATELINE = re.compile(r"(?:新华社|中新社|本报|新华网)[^,。;]{0,14}?[电讯]")
RANKED = re.compile(
    r"(?:工会)?(?:十大|首|第|前|领先|唯一|率先|性|先进|人大|政协|知名|有名|闻名|范围内推)"
)
# 湘工发〔2024〕12号: a document's number begins with its province.
ISSUER = re.compile(
    r"(?<![一-龥])([京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新])(?=[一-龥]{1,5}[〔\[(]\s*20\d\d)"
)
FROM_ALL = re.compile(r"(?:的|各地)?(?:[\d一二两三四五六七八九十]|各|选手|职工选手|参赛)")
WHOLE = re.compile(r"(?:全[国省市县区州旗])?(?:总计|合计|共计|总数)?(?<=.)")
OF_UNION = re.compile(r"(?:总工会|工会)$")
MEASURE = re.compile(
    r"(?:占|高于|低于|优于|快于|超过|超|比|较|居|列|获|被|受|入选|根据|按照|贯彻|落实|传达)$"
)
ALSO = re.compile(r"[^,。;、:在的与和从]{0,6}\(")
# 玉溪技师学院等4家: the last of several institutions, not where it happened.
AMONG = re.compile(r"[^,。;、]{1,16}等[0-9一二两三四五六七八九十]{1,4}余?[家所个]")
LEAVES = re.compile(r"[^,。;]{0,3}(?:出发|启程|返回)")
JOIN = re.compile(r"(?:、|,|和|与|及|以及)")
