"""Questions about what a table does not state, and the choices by which people answer them."""
