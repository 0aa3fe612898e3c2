"""What a server reads in before its first visitor: all that a week needs, and no page."""

import subprocess
import sys

from karta.server import serving

# The map's component is declared as the page's module is read; outside a run of the app's script it is lost,
# and no map is ever drawn.
_CHECK = """
import sys
from importlib import import_module
for module in sys.argv[1:]:
    import_module(module)
print("streamlit_folium" in sys.modules, {"pandas", "fpdf", "folium", "sqlalchemy"} - set(sys.modules))
"""


def test_a_server_reads_in_what_is_slow_and_declares_no_component() -> None:
    """Libraries that a week needs are there before the first visitor; the component of the map is not declared."""
    command = [sys.executable, "-c", _CHECK, *serving.READ_IN]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert output.strip() == "False set()"
