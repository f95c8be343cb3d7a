"""The page of releases, and restoring one."""
