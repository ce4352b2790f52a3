"""Class lists as instructors have them: files and pasted text read into people, doubts and lines that are nobody."""
