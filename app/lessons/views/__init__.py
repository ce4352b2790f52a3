"""The views of app/lessons: a module that has a blueprint is registered by being here."""
