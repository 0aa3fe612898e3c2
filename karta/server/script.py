"""The app: open the workspace, find out who is looking, show the pages. Nothing else happens here."""

from karta.ui.app import run

run()
