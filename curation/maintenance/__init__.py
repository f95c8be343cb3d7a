"""Backup and verification of releases, drafts, accounts and audit trail together."""
