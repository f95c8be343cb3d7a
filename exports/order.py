"""What is asked for, and what is handed over: frozen values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Exported:
    """A file to hand to the reader: its name in their language, its type, its bytes."""

    name: str
    media_type: str
    data: bytes
