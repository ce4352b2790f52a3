"""The core: update rules, loss landscapes and descents, in NumPy and nothing else."""
