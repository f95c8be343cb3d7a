"""Proofs: photos and stamped scans that are kept with a release."""

from auth import Action, Actor, require
from curation.context import Workspace
from curation.errors import CurationError

MAX_PROOF_MB = 20
MAX_PROOFS = 20
# The first bytes of the formats that cameras and scanners give; none of them can carry a script
# that a browser would run as a page.
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-", b"II*\x00", b"MM\x00*")


def check_proof(name: str, data: bytes, kept: int) -> None:
    """Refuse what is no picture or scan: proof_kind, proof_too_large, too_many_files."""
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    if not data.startswith(_SIGNATURES) and not webp:
        raise CurationError("proof_kind", {"file": name[:80]})
    if len(data) > MAX_PROOF_MB * 2**20:
        raise CurationError("proof_too_large", {"file": name[:80], "limit": MAX_PROOF_MB})
    if kept >= MAX_PROOFS:
        raise CurationError("too_many_files", {"limit": MAX_PROOFS})


def read_proof(workspace: Workspace, actor: Actor, number: int, name: str) -> bytes:
    """Give a proof of a release: it may show people and stamps, so not to every reader.

    Raises access.Denied, Refused("no_file"), ledger.StoreFault.
    """
    require(actor, Action.READ_DRAFTS)
    try:
        return workspace.store.proof(number, name)
    except KeyError:
        raise CurationError("no_file", {"file": name[:80]}) from None
