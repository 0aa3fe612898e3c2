"""A file becomes rows of the register: read, matched, shown as what it would change, accepted as one act."""
