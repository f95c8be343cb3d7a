"""Proofs: photos and stamped scans that are stored with a release."""

from auth import Action, Actor, require
from curation.errors import CurationError
from curation.workspace import Workspace

MAX_PROOF_MB = 20
MAX_PROOFS = 20
# First bytes of image and scan formats; browsers run no script in them.
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-", b"II*\x00", b"MM\x00*")


def check_proof(name: str, data: bytes, count: int) -> None:
    """Raise CurationError unless a file may be attached as a proof.

    `count` is the number of proofs that the draft has already. Codes: proof_kind, proof_too_large,
    too_many_files.
    """
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    if not data.startswith(_SIGNATURES) and not webp:
        raise CurationError("proof_kind", {"file": name[:80]})
    if len(data) > MAX_PROOF_MB * 2**20:
        raise CurationError("proof_too_large", {"file": name[:80], "limit": MAX_PROOF_MB})
    if count >= MAX_PROOFS:
        raise CurationError("too_many_files", {"limit": MAX_PROOFS})


def read_proof(workspace: Workspace, actor: Actor, number: int, name: str) -> bytes:
    """Return a proof by the release's number and the file's name.

    Only staff may read proofs, which may show people and stamps. Raises PermissionDeniedError,
    CurationError("no_file"), StoreError.
    """
    require(actor, Action.READ_DRAFTS)
    try:
        return workspace.store.proof(number, name)
    except KeyError:
        raise CurationError("no_file", {"file": name[:80]}) from None
