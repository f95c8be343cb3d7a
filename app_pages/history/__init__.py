"""The History page: releases, their differences, corrections, and restoring a release."""
