"""What `streamlit run` serves: the app, and beside it the light pages and feeds of `karta.web`."""

import streamlit as st

from karta.server import serving

app = st.App(
    serving.SCRIPT, routes=serving.routes(), middleware=serving.middleware(), lifespan=serving.lifespan
)
