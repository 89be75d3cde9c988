"""What the benchmarks share: the text they read and how a goal is told from a figure. Nothing here is run by itself."""
