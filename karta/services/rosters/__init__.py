"""Shifts and the people who walk them: plan and change shifts, sign up to them, send notices about them."""
