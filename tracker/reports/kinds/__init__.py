"""One module per kind of paper: `name`, `title` and `build(viewer, period, at)`, which returns frozen data (docs/extending.md)."""
