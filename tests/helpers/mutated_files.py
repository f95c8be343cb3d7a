"""Files of every shape, and accidents that may happen to them."""

import io
import random

import xlsxwriter

COLUMNS = "indicator,ref_area,breakdown,time_period,as_reported,value,value_low,note"


def _workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("数据")
        sheet.write_row(0, 0, ["指标", "地区", "报告期", "数值"])
        sheet.write_row(1, 0, ["members", "330200", "2023", 5])
        table = book.add_worksheet("表")
        table.merge_range(0, 0, 0, 2, "宁波市")
        rows = [["指标", 2021, 2022], ["工会会员人数", 1, 2], ["　其中：女会员", 1, "…"]]
        for at, cells in enumerate(rows, 1):
            table.write_row(at, 0, cells)
    return out.getvalue()


def _texts() -> dict[str, bytes]:
    tidy = f"{COLUMNS}\nmembers,330200,,2023,2300万余人,,,\nmembers,330203,women,2023,,5,4,x\n"
    form = (
        "宁波市\n单位：万人\n指标,2022年,同比增长\n会员人数,1.5,2\n　其中：女会员,1,2\n注：快报\n"
    )
    yaml = "- {indicator: members, ref_area: 330200, time_period: 2023, value: 5}\n"
    return {
        "tidy.csv": tidy.encode(),
        "gbk.csv": "地区,2022年,2023年\n海曙区,1,2\n江北区,3,4\n".encode("gb18030"),
        "form.csv": form.encode(),
        "utf16.csv": "指标\t地区\t报告期\t数值\nmembers\t330200\t2023\t5\n".encode("utf-16"),
        "tidy.yaml": yaml.encode(),
    }


SEEDS: dict[str, bytes] = {**_texts(), "book.xlsx": _workbook()}
_WORDS = "其中： 单位：万元 2024年 \u202e 海曙区 合计 ① ２３ 近 余 表 注："
_BYTES = b'\0 " , ; \xff\xfe \xef\xbb\xbf =1+1 - 1e999 <!DOCTYPE PK\x03\x04 [[[[ &a *a'
PIECES = [
    *_BYTES.split(),
    *(word.encode() for word in _WORDS.split()),
    "鼓楼区".encode("gb18030"),
    b"\n",
    b"\r",
    b"\t",
    b"9" * 400,
    b"," * 300,
    b"members,330200,,2023,5\n",
]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A file after one to six accidents: bytes flipped, cut, doubled, put in, put elsewhere."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at, end = sorted(chance.randrange(len(made) + 1) for _ in range(2))
        match chance.randrange(6):
            case 0 if made:
                made[at % len(made)] = chance.randrange(256)
            case 1:
                del made[at : min(end, at + 50)]
            case 2:
                made[at:at] = made[at:end][:200]
            case 3:
                made[at:at] = chance.choice(PIECES)
            case 4:
                made[at:end] = bytes(reversed(made[at:end]))[:200] + made[at:end][200:]
            case _:
                made[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 8)))
    return bytes(made)
