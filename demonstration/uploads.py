"""Writes the files that one can upload to the demonstration, and a page that explains them."""

from collections.abc import Sequence
from pathlib import Path

from file_formats import Cell, csv, xlsx
from file_formats.xlsx import SheetToWrite
from private_files import make_private_folder

TABLES = Path(__file__).parent
WORKBOOK, OLD_WORKBOOK = "沙溪县2025年9月月报.xlsx", "永澄市2025年5月补报.xls"
CSV, REPORT = "柳源市2025年9月补报.csv", "云川日报2025-10-12.txt"
WORKBOOK_ROWS: tuple[tuple[str, str, int | str], ...] = (
    ("新发展会员人数", "人", 205),
    ("新建基层工会数", "个", 6),
    ("新就业形态劳动者入会人数合计", "人", 90),
    ("其中：货车司机入会人数", "人", 31),
    ("快递员入会人数", "人", 24),
    ("外卖配送员入会人数", "人", 35),
    ("工会会员人数", "人", 57702),
    ("受理劳动争议件数", "件", 29),
    ("调解成功劳动争议件数", "件", 24),
    ("劳动法律监督提示函", "份", "1O"),  # the letter O in place of a nought
)


def write_uploads(folder: Path) -> None:
    """Write the uploads and README.md, which explains them, into a new folder."""
    make_private_folder(folder)
    (folder / WORKBOOK).write_bytes(_write_workbook())
    (folder / CSV).write_bytes(_write_csv())
    for name in (OLD_WORKBOOK, REPORT, "README.md"):
        (folder / name).write_bytes((TABLES / "try" / name).read_bytes())


def _write_workbook() -> bytes:
    """Return a workbook with the missing month of the county that is late.

    It has a merged title, parts of a sum, and a cell with a wrong number (1O with the letter O),
    for the page of uploads to ask about.
    """
    rows: list[Sequence[Cell | None]] = [
        ["沙溪县总工会2025年9月工作月报"],
        ["填报单位：沙溪县总工会", None, "2025年10月9日填报"],
        ["指标", "计量单位", "2025年9月"],
        *WORKBOOK_ROWS,
    ]
    sheet = SheetToWrite("月报", rows, header_rows=3, widths={0: 34, 1: 10, 2: 14}, title_columns=3)
    return xlsx.write_xlsx([sheet])


def _write_csv() -> bytes:
    """Return a CSV, in the encoding of old Excel, with figures that a county has left out."""
    rows: list[Sequence[Cell]] = [
        ["地区", "指标", "报告期", "数值", "单位"],
        ["柳源市", "职业技能培训人次", "2025年9月", 478, "人次"],
        ["柳源市", "送清凉慰问职工人次", "2025年9月", 1296, "人次"],
    ]
    return csv.write_csv(rows).decode().encode("gb18030")
