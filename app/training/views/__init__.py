"""The views of app/training: a module that has a blueprint is registered by being here."""
