"""Rows of accounts, inside the writer's transaction: whoever calls has asked `require`."""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from auth.actors import Role, is_printable
from auth.database import AuthDatabase
from auth.errors import InvalidValueError
from auth.tables import accounts

# Letters of one script each, no colon (operators have one), nothing that looks like another.
NAME = re.compile(r"[a-z0-9\u4e00-\u9fff][a-z0-9\u4e00-\u9fff._@-]{1,63}")
AREA = re.compile(r"(\d{6}|ORG-[A-Z0-9-]{1,36})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the page about accounts shows it; `external` is the issuer of its sign-in."""

    id: str
    name: str
    display_name: str
    role: Role
    area: str
    disabled: bool
    has_password: bool
    external: str
    created_at: datetime


def normalize_name(name: str) -> str:
    """Bring a sign-in name to the one spelling it is kept in."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def check_account(name: str, display_name: str, role: Role, area: str) -> dict[str, Any]:
    """Check what an account is made of. Raises InvalidValueError."""
    folded = normalize_name(name)
    if not NAME.fullmatch(folded):
        raise InvalidValueError("name_malformed", {"name": name[:64] if is_printable(name) else ""})
    values = {
        "name": folded,
        "display_name": check_display_name(display_name or name),
        "role": check_role(role),
        "area": check_area(area),
    }
    check_area_for_role(values["role"], values["area"])
    return values


def insert_account(db: Connection, gate: AuthDatabase, values: Mapping[str, Any]) -> Row[Any]:
    """Insert a checked account in the writer's transaction. Raises Invalid("name_taken")."""
    taken = select(accounts.c.id).where(accounts.c.name == values["name"])
    if db.execute(taken).first():
        raise InvalidValueError("name_taken", {"name": values["name"]})
    row = {"id": secrets.token_hex(8), "disabled": False, "created_at": gate.now(), **values}
    db.execute(insert(accounts).values(**row))
    return find_account(db, row["id"])


def find_account(db: Connection, account: str) -> Row[Any]:
    """Read an account's row. Raises Invalid("account_unknown")."""
    row = db.execute(select(accounts).where(accounts.c.id == account)).one_or_none()
    if row is None:
        raise InvalidValueError("account_unknown")
    return row


def check_area_for_role(role: str, area: str) -> None:
    """Bind staff and reviewers alone. Raises Invalid("area_not_for_role")."""
    if area and role not in (Role.STAFF.value, Role.REVIEWER.value):
        raise InvalidValueError("area_not_for_role", {"role": role})


def check_display_name(text: str) -> str:
    """Check a name to show. Raises Invalid("display_name_malformed")."""
    shown = text.strip()
    if not 1 <= len(shown) <= 80 or not is_printable(shown):
        raise InvalidValueError("display_name_malformed")
    return shown


def check_role(role: Role) -> str:
    """Check a role. Raises Invalid("role_unknown")."""
    if role not in set(Role):
        raise InvalidValueError("role_unknown", {"role": str(role)[:16]})
    return Role(role).value


def check_area(area: str) -> str:
    """Check the form of an area's code. Raises Invalid("area_malformed")."""
    if not AREA.fullmatch(area):
        raise InvalidValueError("area_malformed", {"area": area[:40] if is_printable(area) else ""})
    return area


def account_from_row(row: Row[Any]) -> Account:
    """Make the value of a row."""
    return Account(
        id=row.id,
        name=row.name,
        display_name=row.display_name,
        role=Role(row.role),
        area=row.area,
        disabled=row.disabled,
        has_password=row.password_hash is not None,
        external=row.issuer or "",
        created_at=row.created_at,
    )
