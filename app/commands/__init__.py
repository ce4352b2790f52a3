"""The commands of `course`, one a module; a module's name is the command's, and its `command` is run."""
