"""The views of app/accounts: a module that has a blueprint is registered by being here."""
