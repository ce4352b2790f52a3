"""The views of app/classes: a module that has a blueprint is registered by being here."""
