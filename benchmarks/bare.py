"""The measure of all pages: the same tables and charts from memory, on a page that does nothing else."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st


@st.cache_resource
def content() -> tuple[list[go.Figure], list[Any], list[str]]:
    """The figures, frames and HTML tables that a page showed, kept in memory."""
    return pickle.loads(Path(os.environ["BARE_CONTENT"]).read_bytes())


st.set_page_config(layout="wide")
st.title("Bare")
figures, frames, texts = content()
for number, figure in enumerate(figures):
    st.plotly_chart(figure, key=f"figure{number}", theme=None)
for frame in frames:
    st.dataframe(frame)
for text in texts:
    st.html(text)
