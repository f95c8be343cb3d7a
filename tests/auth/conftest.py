"""Whatever touches the accounts is tried on SQLite and on PostgreSQL."""

from tests.helpers.databases import cluster, database
from tests.helpers.gate_fixtures import boss, clock, gate, opened, person, zhao
from tests.helpers.oidc_fixtures import idp, running

__all__ = [
    "boss",
    "clock",
    "cluster",
    "database",
    "gate",
    "idp",
    "opened",
    "person",
    "running",
    "zhao",
]
