"""The places of the register, searched and filtered, with how complete the data are; and one place in full."""

import pandas as pd
import streamlit as st

from karta.model.place import PLACE_KINDS
from karta.privacy import may
from karta.services import entries, register, standing
from karta.ui import words
from karta.ui.app import Context, page_link
from karta.ui.pages import begin_choice, place_sessions, register_rules, register_sources
from karta.ui.pages import register_notes as notes
from karta.ui.pages.register_dates import on


def show(context: Context) -> None:
    """Show the list of places with its meter, and the place chosen in it."""
    known = _known(context)
    if known.empty:
        words.paragraph(context.say("register.no_places"))
        page_link("begin", context.say("ui.go_begin"))
        return
    _meter(context, known)
    found = _filtered(context, known)
    left, right = st.columns([9, 4], gap="small")
    with left:
        chosen = _list(context, found)
    with right, st.container(border=True, gap="xsmall"):
        if chosen is None:
            words.paragraph(context.say("register.choose_place"), "quiet")
        else:
            _card(context, known.loc[known["place_id"] == chosen].iloc[0])


def _known(context: Context) -> pd.DataFrame:
    """Return completeness with area, address and last verified of each place, by name."""
    places = register.places(context.workspace, context.viewer)[["id", "area", "address", "version"]]
    found = register.completeness(context.workspace, context.viewer)
    found = found.merge(places, left_on="place_id", right_on="id", validate="1:1")
    verified = standing.verified(context.workspace, context.viewer)
    found = found.assign(verified=found["place_id"].map(verified))
    return found.sort_values("place", key=lambda names: names.str.casefold(), ignore_index=True)


def _meter(context: Context, known: pd.DataFrame) -> None:
    decided = known["decided"] > 0
    whole = decided & (known["sources_missing"] == 0) & (known["sources_known"] > 0)
    words.figures(
        [
            (
                context.say("register.meter_places"),
                str(len(known)),
                context.say("register.meter_places_what"),
            ),
            (
                context.say("register.meter_need"),
                str(int(decided.sum())),
                context.say("register.meter_need_what"),
            ),
            (
                context.say("register.meter_sources"),
                context.say("register.of", count=int(whole.sum()), total=int(decided.sum())),
                context.say("register.meter_sources_what"),
            ),
            (
                context.say("register.meter_access"),
                context.say("register.of", count=int(known["access_known"].sum()), total=len(known)),
                context.say("register.meter_access_what"),
            ),
        ],
        context.say("register.meter_help"),
    )
    if decided.any():
        st.progress(float(whole.sum() / decided.sum()))


def _filtered(context: Context, known: pd.DataFrame) -> pd.DataFrame:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(context.say("register.search"), key="place_search", width=420)
        with st.popover(context.say("register.filter"), icon=":material/filter_list:"):
            kind, area, state = _filters(context, known)
    if typed.strip():
        known = known[known["place"].str.casefold().str.contains(typed.strip().casefold(), regex=False)]
    if kind:
        known = known[known["kind"].isin(kind)]
    if area:
        known = known[known["area"] == area]
    if state:
        known = known[_need(known) == state]
    return known.reset_index(drop=True)


def _filters(context: Context, known: pd.DataFrame) -> tuple[list[str], str | None, str | None]:
    """Show the filters; return kinds, area and state of need that are asked for."""
    every = context.say("register.all")
    kind = st.multiselect(
        context.say("register.kind"), sorted(known["kind"].unique()),
        format_func=lambda name: context.say(f"kinds.{name}"),
        placeholder=every, key="place_kinds",
    )  # fmt: skip
    areas = sorted(known["area"].dropna().unique())
    area = st.selectbox(context.say("register.area"), areas, None, placeholder=every, key="place_area")
    state = st.selectbox(
        context.say("register.need"), ("decided", "suggested", "undecided"), None,
        format_func=lambda name: context.say(f"register.need_{name}"), placeholder=every, key="place_need",
    )  # fmt: skip
    return kind, area, state


def _list(context: Context, known: pd.DataFrame) -> str | None:
    """Show the table of places; return the one chosen."""
    if known.empty:
        words.paragraph(context.say("register.none_match"), "quiet")
        return None
    yes, no = context.say("register.access_known"), context.say("register.access_unknown")
    kinds = {kind: context.say(f"kinds.{kind}") for kind in known["kind"].unique()}
    table = pd.DataFrame(
        {
            context.say("register.place"): known["place"].replace("", context.say("ui.unnamed")),
            context.say("register.kind"): known["kind"].map(kinds),
            context.say("register.area"): known["area"].astype(object).fillna("–"),
            context.say("register.need"): _need(known).map(
                {name: context.say(f"register.need_{name}") for name in ("decided", "suggested", "undecided")}
            ),
            context.say("register.sources"): [
                register_sources.summary(context, row.sources_known, row.sources_missing)
                for row in known.itertuples()
            ],
            context.say("register.access"): known["access_known"].map({True: yes, False: no}),
            context.say("register.verified"): known["verified"],
        }
    )
    asked = st.dataframe(
        table, hide_index=True, key="place_list", on_select="rerun", selection_mode="single-row",
        height=min(560, 38 + 35 * len(table)),
    )  # fmt: skip
    rows = [row for row in asked["selection"]["rows"] if row < len(known)]
    return str(known["place_id"].iloc[rows[0]]) if rows else None


def _card(context: Context, place: pd.Series) -> None:
    place_id, name = str(place["place_id"]), str(place["place"])
    words.heading(name or context.say("ui.unnamed"))
    told = [context.say(f"kinds.{place['kind']}"), place["area"], place["address"]]
    words.paragraph(" · ".join(str(part) for part in told if isinstance(part, str) and part), "quiet")
    words.bullets(
        [
            context.say(
                "register.card_access_known" if place["access_known"] else "register.card_access_unknown"
            ),
            context.say("register.card_verified", day=on(context, place["verified"])),
        ]
    )
    _correct(context, place)
    words.heading(context.say("register.need"), 3)
    rules = standing.rules(context.workspace, context.viewer, [place_id])
    register_rules.show(context, rules)
    if st.button(
        context.say("register.go_decide"), icon=":material/rocket_launch:", key=f"decide_at_{place_id}"
    ):
        begin_choice.start_with(context, place_id)
        st.switch_page(st.session_state["karta_pages"]["begin"])
    place_sessions.show(context, place_id)
    words.heading(context.say("register.card_sources"), 3)
    sources = standing.sources(context.workspace, context.viewer, [place_id])
    register_sources.show(context, sources)
    register_sources.confirm(context, place_id, name, sources)
    register_sources.expect(context, place_id, name)


def _correct(context: Context, place: pd.Series) -> None:
    """Show the form that corrects a place's name and kind."""
    if not may(context.viewer, "edit_register"):
        return
    place_id, kind = str(place["place_id"]), str(place["kind"])
    kinds = list(dict.fromkeys([*PLACE_KINDS, kind]))
    with st.expander(context.say("register.correct")), st.form(f"correct_{place_id}", border=False):
        name = st.text_input(context.say("register.correct_name"), str(place["place"]))
        chosen = st.selectbox(
            context.say("register.kind"),
            kinds,
            kinds.index(kind),
            format_func=lambda one: context.say(f"kinds.{one}"),
        )
        sent = st.form_submit_button(context.say("register.correct_store"))
    if sent:
        notes.perform(
            context,
            lambda: entries.edit_place(
                context.workspace, context.viewer, place_id, name=name, kind=chosen, version=int(place["version"])
            ),
            "register.corrected", place=name.strip(),
        )  # fmt: skip


def _need(known: pd.DataFrame) -> "pd.Series[str]":
    """Return decided, suggested or undecided for each place."""
    found = pd.Series("undecided", index=known.index)
    found = found.mask(known["suggested"] > 0, "suggested")
    return found.mask(known["decided"] > 0, "decided")
