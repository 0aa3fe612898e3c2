"""The demo municipality: loaded, dated for this week, and lived in; all of it invented."""
