"""How releases lie on a disk or in an object store."""
