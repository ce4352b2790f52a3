"""The views of app/taking: a module that has a blueprint is registered by being here."""
