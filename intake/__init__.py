"""Uploads and report text become figures and problems."""
