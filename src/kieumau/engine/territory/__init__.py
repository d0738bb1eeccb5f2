"""Administrative units. This issue needs what a unit is; their life through time comes with the registry."""

from kieumau.engine.territory.units import AdminUnit, UnitTable

__all__ = ["AdminUnit", "UnitTable"]
