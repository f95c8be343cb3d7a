"""The Overview page: an area's month on one page, the figures of reports, what is new."""
