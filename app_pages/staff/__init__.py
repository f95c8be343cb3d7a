"""The page of accounts and of the audit trail."""
