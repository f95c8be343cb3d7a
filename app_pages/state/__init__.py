"""What a page is drawn from: address, session, user, release and caches."""
