"""Charts as PowerPoint slides: native charts and shapes that can be edited."""
