"""Upload modes: whether an upload's figures are added to the published ones or replace them.

`upsert` adds new figures and changes those with the same key, `append` only adds, `replace` also
removes published figures of the uploaded indicators that the upload does not contain.
"""

from typing import Literal, get_args

UploadMode = Literal["upsert", "append", "replace"]
"""The upload modes in the order in which pages offer them."""

UPLOAD_MODES: tuple[UploadMode, ...] = get_args(UploadMode)
