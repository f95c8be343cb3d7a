"""Drafts: uploads that are not yet published, and how they become releases."""
