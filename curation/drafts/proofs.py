"""Proofs: photos and stamped scans that are stored with a release."""

from auth import Action, Actor, require
from curation.errors import CurationError
from curation.workspace import Workspace

MAX_PROOF_MB = 20
MAX_PROOFS = 20
# First bytes of JPEG, PNG, PDF and TIFF; browsers run no script in such files.
_PROOF_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-", b"II*\x00", b"MM\x00*")


def check_proof(file_name: str, data: bytes, proof_count: int) -> None:
    """Raise CurationError unless a file may be attached as a proof.

    It must begin like a JPEG, PNG, PDF, TIFF or WebP file, whatever its name, and be no larger than
    MAX_PROOF_MB. `proof_count` is the number of proofs that the draft has already. Codes:
    proof_kind, proof_too_large, too_many_files.
    """
    # A WebP file has its size between these two signatures.
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    if not data.startswith(_PROOF_SIGNATURES) and not is_webp:
        raise CurationError("proof_kind", {"file": file_name[:80]})  # cut for the message
    if len(data) > MAX_PROOF_MB * 2**20:
        raise CurationError("proof_too_large", {"file": file_name[:80], "limit": MAX_PROOF_MB})
    if proof_count >= MAX_PROOFS:
        raise CurationError("too_many_files", {"limit": MAX_PROOFS})


def read_proof(workspace: Workspace, actor: Actor, release_number: int, file_name: str) -> bytes:
    """Return the bytes of a release's proof with this name.

    Only staff may read proofs, because they may show people and stamps. Raises
    PermissionDeniedError, CurationError("no_file"), StoreError.
    """
    require(actor, Action.READ_DRAFTS)
    try:
        return workspace.store.proof(release_number, file_name)
    except KeyError:
        raise CurationError("no_file", {"file": file_name[:80]}) from None  # cut for the message
