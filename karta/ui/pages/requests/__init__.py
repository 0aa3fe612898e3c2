"""The page *Förfrågningar*: questions between organisations."""
