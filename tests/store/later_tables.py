"""What migrations have added since, latest first: tests that make an older workspace take it out again."""

# After migration 0020.
SINCE_0020 = (
    "wish", "survey", "statement", "crisis_opening", "agreement_place", "agreement", "task", "meeting", "measure_place",
    "measure", "visit_feed", "availability", "away", "companion", "ask", "swap_offer",
)  # fmt: skip
# After migration 0015.
SINCE_0015 = (
    *SINCE_0020, "walk_mark", "visit_act", "visit_link", "visit_busy", "visit_cadence", "visit_hours", "visit_terms",
    "visit", "visit_officer", "api_key", "join_wish", "read_entry", "checkpoint",
)  # fmt: skip
# Columns of tables that were there by 0015; and by 0020, beside one of the visits.
COLUMNS_SINCE_0020 = (
    ("place", "around_min"),
    ("place", "crisis_room"),
    ("activity", "public_yes"),
    ("organisation", "research_from"),
)
COLUMNS_SINCE_0015 = (
    *COLUMNS_SINCE_0020, ("notice", "message"), ("act", "hash"), ("change", "content_hash"), ("meta", "head"),
    ("meta", "look_head"),
)  # fmt: skip
