"""State that pages share: URL, session, user, release and caches."""
