"""Judgements filed: which unit met what, by which version of which rulebook, from which inputs."""
