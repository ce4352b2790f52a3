"""The application as a WSGI server looks for it: `app.wsgi:application`."""

from app import create_app

application = create_app()
