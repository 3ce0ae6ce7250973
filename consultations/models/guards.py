"""The guards of clinic/guards.py, by the name the tables here know them."""

from clinic.guards import Fixed, NeverRemoved, SetOnce

__all__ = ["Fixed", "NeverRemoved", "SetOnce"]
