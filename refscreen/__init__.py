"""refscreen: screening interviews that become documents people act on."""

__version__ = "0.1.0"
