"""What a table leaves open: asked about, settled by a choice, told at its place."""
