"""The page where presenters choose charts and take files away."""
