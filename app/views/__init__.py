"""The views, one resource a module; a module that has a `blueprint` is registered by being here."""
