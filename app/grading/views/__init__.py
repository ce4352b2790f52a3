"""The views of app/grading: a module that has a blueprint is registered by being here."""
