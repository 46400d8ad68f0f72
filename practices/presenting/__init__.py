"""Editions and filter sets as pages show them: codes as labels, figures in words.

Reads documents, entries and code lists; templates print what these modules return.
"""
