"""The engine on plain tables, without a workspace and without a viewer: one folder, one year, a nation, a benchmark."""
