"""What adults are needed for: decided rules, requests to organisations, and what is known of each place."""
