"""Walking distances over the streets: the graph, where geometries meet it, bounded search, pairs and routes.

Frames and geometries in EPSG:3006 come in, frames go out; nothing here reads or writes anything.
"""
