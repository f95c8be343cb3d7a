"""Drafts, review, approval, publish, restore: the only functions that change figures.

Every function that takes an actor asks `access` for the actor's permission itself, and what it
did is in the audit trail. A page opens one desk (`open_desk`) and gives it to each of them.
"""

# Where everything stands that an actor may ask for; a test holds each function there to the
# matrix of permissions.
DOMAIN = (
    "curation.maintenance.backups",
    "curation.drafts.actions",
    "curation.drafts.workflow",
    "curation.answers.remembered_labels",
    "cli.local_files",
    "curation.drafts.attachments",
    "curation.releases.publishing",
    "curation.reports.actions",
    "curation.releases.restoring",
    "curation.releases.review",
    "curation.maintenance.verify",
)

__all__ = ["DOMAIN"]
