"""From checked files to releases: review, proposals, publishing, restoring, first start."""
