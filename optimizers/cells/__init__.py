"""Maps: the plane of starts or of two settings in cells, each with the outcome of the run that it stands for."""
