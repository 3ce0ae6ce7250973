"""docs/operations.md, done: each of its blocks, in order, on a system that is thrown away."""
