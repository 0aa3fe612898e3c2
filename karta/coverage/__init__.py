"""The engine: agreed need minus known presence, in exact slots (METHOD section 3).

It takes `karta.model.tables.Tables` and knows nothing of files, databases, viewers or maps.
"""
