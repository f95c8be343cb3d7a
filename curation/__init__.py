"""Drafts, review, approval, publishing, restoring: the only functions that change figures.

Every function that takes an actor checks the actor's permission itself (`auth.require`, which
returns the actor as the accounts database has it now) and writes to the audit trail. All of them
take a `workspace.Workspace`, which a process opens once.
"""
