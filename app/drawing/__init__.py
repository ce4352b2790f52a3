"""What draws: the stage's picture, contours, relief, charts, formulas and words with formulas in them."""
