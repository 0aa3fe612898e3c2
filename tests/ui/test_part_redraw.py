"""A press that comes while the whole page runs anew: the part it is about is still drawn as the press asks."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    """Draw a part that redraws itself when it is pressed, as the choice of an hour does."""
    import streamlit as st

    from karta.ui.part_redraw import redraw_part

    @st.fragment
    def part() -> None:
        if st.button("På"):
            st.session_state["on"] = True
            redraw_part()
        st.write("öppet" if st.session_state.get("on") else "stängt")

    part()


def test_a_press_dealt_with_by_a_run_of_the_whole_page_redraws_the_part() -> None:
    """AppTest runs the whole page at each press, as Streamlit does where a press meets another run."""
    run = AppTest.from_function(page).run()
    assert [text.value for text in run.markdown] == ["stängt"]
    run.button[0].click().run()
    assert not run.exception
    assert [text.value for text in run.markdown] == ["öppet"]
