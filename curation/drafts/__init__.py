"""Drafts: their states, storage and attachments."""
