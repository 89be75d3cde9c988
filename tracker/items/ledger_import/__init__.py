"""Bringing in the ledger an office kept before: columns matched, rows checked, written by a worker in one go, taken back whole."""
