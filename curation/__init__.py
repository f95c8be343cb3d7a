"""Drafts, review, approval, publish, restore: the only functions that change figures."""
