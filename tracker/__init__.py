"""The Django project: knows people, duties and the clock, and no Chinese grammar."""
