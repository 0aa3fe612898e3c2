"""Karta shows where and when agreed need for adult presence exceeds known presence, and helps close the gap.

It predicts no crime and holds no data on children or suspects. See README.md for the way in.
"""

__version__ = "0.1.0"
