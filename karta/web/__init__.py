"""What the server answers beside the app: light pages for a phone, calendar feeds, and headers on everything.

Plain HTML without a script, a session or a cookie: it is there within a second on a slow phone, and works by keyboard.
Whoever holds a personal link is known by it alone.
"""
