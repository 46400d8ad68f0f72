"""Figures of the portal, each against a floor taken in the same run."""
