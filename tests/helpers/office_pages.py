"""What LibreOffice shows of a file."""

import shutil
import subprocess
from pathlib import Path


def converted(data: bytes, ending: str, folder: Path) -> bytes:
    """What LibreOffice makes of a file, as PDF."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is missing: make system"
    path = folder / f"exported.{ending}"
    path.write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=240)
    return (folder / "exported.pdf").read_bytes()


def pages_of(pdf: bytes, folder: Path) -> list[bytes]:
    """Each page of a PDF as a PNG."""
    (folder / "pages.pdf").write_bytes(pdf)
    program = shutil.which("pdftoppm")
    assert program, "poppler-utils is missing: make system"
    command = [program, "-r", "40", "-png", str(folder / "pages.pdf"), str(folder / "page")]
    subprocess.run(command, check=True, timeout=120)
    return [path.read_bytes() for path in sorted(folder.glob("page-*.png"))]
