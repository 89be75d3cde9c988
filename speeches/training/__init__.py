"""Makes the weights of the order model from the annotated samples: `python -m speeches train`. Never imported when reading a speech."""

from __future__ import annotations
