"""The door and a person's own account: signing in and out, password, second factors, sessions. Pages by allauth."""
