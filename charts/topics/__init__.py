"""Charts that compute, by topic."""
