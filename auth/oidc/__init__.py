"""Sign-in through an OpenID Connect identity provider; `auth` does not import it."""
