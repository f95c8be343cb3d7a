"""Characters and words of Chinese text, as every room that reads it needs them."""
