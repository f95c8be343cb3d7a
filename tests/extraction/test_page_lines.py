"""A page's lines become paragraphs and headings, however its columns are broken."""

from extraction.text.articles import split_articles


def paragraphs(text: str) -> list[str]:
    return [piece.text for article in split_articles(text) for piece in article.paragraphs]


def test_short_lines_before_a_column_do_not_break_its_first_sentences():
    page = """（上接第2版）
组织起来，社会才有筋骨——
去年改革启动以来，全市共有三百家商会完成改制，
同机关分开，
遇事自己拿主意。
一头连着市场，一头连着部门，是商会的本分。中国
机电产品进出口商会如今有会员单位1.5万个，从拖拉
机到光伏板，出口路上的各种难处常常都在这里汇总。
商会向部门递交的政策建议，两年来有六千五百项，办
成的有三千三百项，余下的都写明了不能办的缘由。
"""
    assert paragraphs(page)[-1] == (
        "一头连着市场,一头连着部门,是商会的本分。中国机电产品进出口商会如今有会员单位1.5万个,"
        "从拖拉机到光伏板,出口路上的各种难处常常都在这里汇总。"
        "商会向部门递交的政策建议,两年来有六千五百项,办成的有三千三百项,"
        "余下的都写明了不能办的缘由。"
    )


def test_a_headline_that_follows_short_lines_stands_alone():
    page = """本报讯 近日，市总工会在体育馆办了一场轮
胎行业的职工竞赛，选手们从清晨比到日落。
成绩当晚揭晓，大家都说比得过瘾，明年再来
报名。
凭手感
比真功
全市轮胎行业职工竞赛落幕
“函上写得明明白白，哪一条没有做到，几天之
内要改，谁来核对。”小方把工会寄来的提示函压
在玻璃板下，每天进门的时候都要再看上几眼，再
去车间里转上一圈。
"""
    assert "全市轮胎行业职工竞赛落幕" in paragraphs(page)
