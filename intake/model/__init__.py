"""The values that checking an upload is made of."""
