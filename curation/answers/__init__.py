"""What staff answered about labels, now and for later uploads."""
