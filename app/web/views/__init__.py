"""The views of app/web: a module that has a blueprint is registered by being here."""
