"""Escalation: ladders as data, what they bring about now, and the people who decide (docs/escalation.md)."""
