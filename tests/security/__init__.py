"""What an attacker does against the served app, one theme a file. `make attack` runs these longer, and `long_*.py`."""
