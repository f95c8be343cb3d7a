"""Routes and pages of sign-in."""
