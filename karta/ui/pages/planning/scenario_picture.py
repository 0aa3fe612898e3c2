"""Where and when each change of Tänk om closes the gap: bars on a map and hours of a week, and both as tables.

Each change has a number and a pattern, the same in picture and table.
"""

import html
from base64 import b64encode
from collections.abc import Sequence

import streamlit as st

from karta.i18n import number
from karta.services.planning import scenario_pictures
from karta.services.planning.scenario_pictures import Pictures
from karta.services.planning.scenarios import Comparison
from karta.ui import words
from karta.ui.context import Context

# So many patterns there are; the number tells those of the same pattern apart.
PATTERNS = 3
_PICTURES = "whatif_pictures"


def show(context: Context, comparison: Comparison, name: str = "") -> None:
    """Show the pictures of a comparison side by side, each over its table; `name` parts those of a page."""
    if comparison.places.empty and comparison.hours.empty:
        return
    pictures = _pictures(context, comparison, name)
    where, when = st.columns(2, gap="medium")
    with where:
        words.heading(context.say("whatif.where"), 3)
        _map(context, comparison, pictures)
        _places(context, comparison)
    with when:
        words.heading(context.say("whatif.when"), 3)
        _weeks(context, comparison, pictures)
        _hours(context, comparison)


def sign(pattern: int) -> str:
    """Return the number of a change in its pattern."""
    return f"<span class='karta-change p{pattern % PATTERNS}'>{pattern + 1}</span>"


def bar(value: float, most: float, language: str, pattern: int) -> str:
    """Return a figure with a bar beside it; what closes less than nothing has none."""
    share = max(0.0, value) / most if most > 0 else 0.0
    wide = f"width:calc({share:.3f} * var(--karta-longest))"
    drawn = f"<i class='karta-amount p{pattern % PATTERNS}' style='{wide}'></i>" if share else ""
    return f"<span>{drawn}{number(value, 2, language)}</span>"


def _pictures(context: Context, comparison: Comparison, name: str) -> Pictures:
    """Return the pictures, drawn once for a comparison."""
    drawn: dict[str, tuple[Comparison, Pictures]] = st.session_state.setdefault(_PICTURES, {})
    if name not in drawn or drawn[name][0] is not comparison:
        pictures = scenario_pictures.pictures(context.workspace, context.viewer, comparison)
        drawn[name] = (comparison, pictures)
    return drawn[name][1]


def _map(context: Context, comparison: Comparison, pictures: Pictures) -> None:
    say = context.say
    if pictures.places is None:
        return
    title = html.escape(say("whatif.map_says", count=pictures.drawn))
    names = "".join(
        f"<span>{sign(pattern)}{html.escape(row.name)}</span>"
        for pattern, row in enumerate(comparison.results)
    )
    left = say("whatif.left_out", count=pictures.left_out) if pictures.left_out else ""
    signs = html.escape(f"{say('whatif.bar_signs')} {left}")
    st.html(
        f"<figure class='karta-small-map karta-plan-map'><img src='{_source(pictures.places)}' alt='{title}' "
        f"width='560' height='360'><figcaption class='quiet'>{names}<span>{signs}</span></figcaption></figure>"
    )


def _weeks(context: Context, comparison: Comparison, pictures: Pictures) -> None:
    say = context.say
    for pattern, (row, drawing) in enumerate(zip(comparison.results, pictures.hours, strict=True)):
        name = f"{sign(pattern)}{html.escape(row.name)}"
        if drawing is None:
            st.html(f"<p class='karta-p'>{name}: {html.escape(say('whatif.nothing'))}</p>")
            continue
        alt = html.escape(say("whatif.hours_say", name=row.name))
        st.html(
            f"<figure class='karta-week-hours'><figcaption>{name}</figcaption>"
            f"<img src='{_source(drawing)}' alt='{alt}'></figure>"
        )
    words.paragraph(f"{say('whatif.hour_signs')} {say('whatif.night')}", "quiet")


def _places(context: Context, comparison: Comparison) -> None:
    say, language = context.say, context.workspace.language
    rows = [
        ((row[1] or say("ui.unnamed"), number(float(row[2]), 1, language)), row[3:])
        for row in comparison.places.itertuples(index=False, name=None)
    ]
    heads = [say("ui.place"), say("whatif.column_now")]
    _table(context, say("whatif.by_place"), heads, rows, comparison)


def _hours(context: Context, comparison: Comparison) -> None:
    say = context.say
    rows = [
        ((f"{say(f'time.weekday_{row[0]}')} {row[1]:02d}\u2013{(row[1] + 1) % 24:02d}",), row[2:])
        for row in comparison.hours.itertuples(index=False, name=None)
    ]
    _table(context, say("whatif.by_hour"), [say("whatif.column_hour")], rows, comparison)


def _table(
    context: Context,
    title: str,
    heads: Sequence[str],
    rows: Sequence[tuple[Sequence[str], Sequence[float]]],
    comparison: Comparison,
) -> None:
    """Show what each change closes in each row, with bars on one scale, and in all: the figure of the comparison."""
    language = context.workspace.language
    most = max((amount for _, amounts in rows for amount in amounts), default=0.0)
    columns = [html.escape(name) for name in heads]
    columns += [f"{sign(n)}{html.escape(row.name)}" for n, row in enumerate(comparison.results)]
    plain = [*heads, *(f"{n + 1} {row.name}" for n, row in enumerate(comparison.results))]
    body = [
        (html.escape(names[0]), [*map(html.escape, names[1:]), *(_amount(amounts, n, most, language)
                                                                   for n in range(len(amounts)))])
        for names, amounts in rows
    ]  # fmt: skip
    sums = [number(row.closed, 2, language) for row in comparison.results]
    last = (html.escape(context.say("whatif.sum")), ["" for _ in heads[1:]] + sums)
    words.heading(title, 3)
    table(title, columns, plain, [*body, last], is_summed=True)


def table(
    title: str,
    columns: Sequence[str],
    plain: Sequence[str],
    rows: Sequence[tuple[str, Sequence[str]]],
    *,
    is_summed: bool = False,
) -> None:
    """Show rows of a head and cells, escaped already; on a phone the rows of a wide table are drawn as cards.

    `columns` are drawn, `plain` says them in a card; a last row that `is_summed` is set apart. So many columns as
    `words.WIDE` have room, since their cells are short.
    """
    heads = "".join(f"<th scope='col' role='columnheader'>{name}</th>" for name in columns)
    body = ""
    for count, (name, cells) in enumerate(rows, start=1):
        drawn = "".join(
            f"<td role='cell' data-head='{html.escape(head)}'>{cell}</td>"
            for head, cell in zip(plain[1:], cells, strict=True)
        )
        last = " class='sum'" if is_summed and count == len(rows) else ""
        body += f"<tr role='row'{last}><th scope='row' role='rowheader'>{name}</th>{drawn}</tr>"
    stacked = "karta-stack" if len(columns) > words.WIDE else ""
    label = html.escape(title)
    st.html(
        f"<div class='karta-table karta-closes {stacked}' role='region' tabindex='0' aria-label='{label}'>"
        f"<table aria-label='{label}' role='table'><thead role='rowgroup'><tr role='row'>{heads}</tr></thead>"
        f"<tbody role='rowgroup'>{body}</tbody></table></div>"
    )


def _amount(amounts: Sequence[float], pattern: int, most: float, language: str) -> str:
    return bar(amounts[pattern], most, language, pattern) if amounts[pattern] else ""


def _source(drawing: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(drawing).decode()}"
