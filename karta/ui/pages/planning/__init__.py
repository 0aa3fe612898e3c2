"""What closes gaps beside a new shift: whom to ask, what can rest, which rosters to ask for."""
