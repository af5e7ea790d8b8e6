"""Dunning plans and message templates: written, checked, published."""
