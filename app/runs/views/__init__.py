"""The views of app/runs: a module that has a blueprint is registered by being here."""
