"""Karta shows where and when agreed need for adult presence exceeds known presence, and helps close the gap.

It predicts no crime and holds no data on children or suspects. See README.md for the way in.
"""

import os

# openpyxl reads with lxml where that is installed, as it is for Word files: another parser, with faults and entities of
# its own. What people hand in is read by the parser that it was tried with.
os.environ["OPENPYXL_LXML"] = "False"

__version__ = "0.1.0"
