"""The application as a WSGI server looks for it: `app.wsgi:application`."""

from app import create_app
from app.heap import settle

application = create_app()
settle()
