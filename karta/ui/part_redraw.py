"""Drawing a part of a page anew."""

from typing import Never

import streamlit as st
from streamlit.errors import StreamlitAPIException


def redraw_part() -> Never:
    """Run anew the part of the page that this is called from; the whole page where the whole of it is running.

    A press that comes while the page runs anew is dealt with in that run, and Streamlit refuses to redo a part then.
    """
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()
