"""What pages share besides components: URL, session, user, release and caches."""
