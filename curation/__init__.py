"""Drafts, review, approval, publishing, restoring: the only functions that change figures.

Every function that takes an actor checks the actor's permission itself (`auth.require`) and writes
to the audit trail. All of them take a `context.Workspace`, which a process opens once.
"""
