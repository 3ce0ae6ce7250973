"""The rulers: a bare Django project with the same stack, and nothing of Scalpwise in it."""
