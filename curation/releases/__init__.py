"""From reviewed figures to a release, and back to an earlier one."""
