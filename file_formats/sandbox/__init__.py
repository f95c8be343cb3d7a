"""Work on files in child processes with limits: `run.run_in_child`."""
