"""Drafts: uploads that are not yet published, and their way to a release."""
