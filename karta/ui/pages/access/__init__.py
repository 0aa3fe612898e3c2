"""The page of the members: who may sign in, and inviting, changing and ending them."""
