"""Feedback sheets: written for units that answer in Excel, read back, compared row by row, entered by the same acts as on the pages."""
