"""The leaf of the project: errors, the clock's edge and the door to the workday calendar. No models, no rules of the field."""
