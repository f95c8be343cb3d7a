"""One short report as the files that people have: a Word document with a table, a PDF with text."""

from pathlib import Path

import docx
from playwright.sync_api import Browser

SENTENCES = (
    "宁波市总工会推行“一函两书”。",
    "今年1月至9月，宁波工会共发出提示函177份，培训监督员2016人。",
)


def word_file(folder: Path) -> Path:
    """A Word document with a table."""
    made = docx.Document()
    for text in (*SENTENCES, "2024年1—9月各地提示函情况"):
        made.add_paragraph(text)
    rows = (("地区", "提示函（份）"), ("海曙区", "31"), ("余姚市", "26"))
    table = made.add_table(len(rows), 2)
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            table.cell(i, j).text = cell
    made.save(folder / "报道.docx")
    return folder / "报道.docx"


def pdf_file(browser: Browser, folder: Path) -> Path:
    """A PDF with text, as a browser prints a page."""
    page = browser.new_page()
    page.set_content("".join(f"<p>{text}</p>" for text in SENTENCES))
    page.pdf(path=folder / "报道.pdf")
    page.close()
    return folder / "报道.pdf"
