"""The server: puts the app and the light pages together, and answers."""
