"""The routes and pages of signing in."""
