"""The workspace's store: one SQLite file (or a PostgreSQL database), one transaction for each act of a user.

The public doors are `database.Store`, `records.load_tables`, `people` and `snapshots`. No rule of the method and no
format of a file lives here.
"""
