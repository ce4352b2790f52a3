"""The catalogue of lessons, what they claim, and the pages of the course: home, introduction, lessons, review."""
