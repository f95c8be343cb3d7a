"""The Staff page: accounts, sessions and the audit trail."""
