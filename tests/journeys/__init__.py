"""Journeys of real people through the real site, in a real browser."""
