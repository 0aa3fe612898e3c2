"""Scripts of the page by themselves in a real browser, without a server: what each does with rows made by hand."""

import json

import pytest
from playwright.sync_api import Page

from karta.ui.week_grid import asset, script

pytestmark = pytest.mark.browser

# A part of the page as Streamlit mounts it: `mount(data)` is one run of its script on an element of its own.
MOUNT = """async (source) => {
  const part = await import(URL.createObjectURL(new Blob([source], {type: "text/javascript"})));
  window.mount = async (data, rows, host = document.body) => {
    karta.parcel = async () => rows;
    part.default({data, parentElement: host, setTriggerValue: (name, value) => { window.chosen = value; }});
    await new Promise((next) => setTimeout(next, 50));
  };
}"""
# Counts what is added to the window for `beforeprint`.
LISTENERS = """() => {
  window.printing = 0;
  const add = window.addEventListener.bind(window);
  window.addEventListener = (name, ...rest) => {
    if (name === "beforeprint") window.printing += 1;
    add(name, ...rest);
  };
}"""
PRINT = "setTimeout(() => { window.dispatchEvent(new Event('beforeprint')); window.printed = true; }, 0)"
LIST = {
    "url": "blob:rows", "language": "sv", "title": "Luckor", "search": "Sök", "main": 0, "stay": False,
    "columns": [{"label": "Plats", "number": False, "help": ""}], "place": None, "hour": 0,
}  # fmt: skip
GRID = {
    "url": "blob:rows", "language": "sv", "title": "Veckan", "hours": ["20", "21"], "starts": [True, False],
    "days": [{"label": "fre 18 sep", "hours": 2}], "hour_names": ["fre 20-21", "fre 21-22"],
    "states": ["a", "b", "c", "d", "e", "f", "g", "h", "i"], "missing": "{n} saknas", "around": "träning",
    "marks": ["f", "b"],
    "row": None, "column": 0,
}  # fmt: skip


def list_rows(count: int) -> dict[str, list[object]]:
    """Return rows of a list as the browser opens them."""
    names = [f"Plats {n}" for n in range(count)]
    hours = [0] * count
    return {
        "place": names,
        "hour": hours,
        "last": hours,
        "cells": [[name] for name in names],
        "parts": [[]] * count,
        "sort": [names],
    }


def grid_rows(count: int) -> dict[str, list[object]]:
    """Return rows of a grid as the browser opens them: each place lacks two at 20 and is covered at 21."""
    names = [f"Plats {n}" for n in range(count)]
    return {
        "id": names,
        "name": names,
        "offset": [0] * count,
        "states": [4, 2] * count,
        "missing": [20, 0] * count,
        "around": [0, 0] * count,
    }


def alone(page: Page, name: str, html: str) -> None:
    """Open an empty page with one part of ours in it."""
    page.goto("about:blank")
    page.set_content(html)
    page.evaluate(LISTENERS)
    page.evaluate(MOUNT, script(name))


def mounted(page: Page, data: dict[str, object], rows: dict[str, list[object]]) -> None:
    """Let the part run once."""
    page.evaluate(f"mount({json.dumps(data)}, {json.dumps(rows)})")


def printed(page: Page) -> None:
    """Print the page; one that never comes to an end is given up."""
    page.evaluate(PRINT)
    page.wait_for_function("window.printed", timeout=3000)


def test_a_list_built_twice_is_printed_whole(page_desktop: Page) -> None:
    """200 rows, then 150 of another week: on paper there are 150, and the window has one listener for all lists."""
    alone(page_desktop, "row_table.js", '<div class="row-table"></div>')
    for count in (200, 150):
        mounted(page_desktop, {**LIST, "key": str(count)}, list_rows(count))
        page_desktop.evaluate(
            "document.querySelector('.row-table-frame').style.cssText = 'height:20px;overflow:auto'"
        )
    # Come near, so that the second is written at once and not after a while.
    page_desktop.wait_for_function("document.querySelectorAll('tbody tr').length === 60")
    printed(page_desktop)
    assert page_desktop.locator("tbody tr").count() == 150
    assert page_desktop.evaluate("window.printing") == 1


def test_a_grid_built_twice_is_printed_whole(page_desktop: Page) -> None:
    """60 places, then 50: on paper there are 50 rows, of the later week, and the window has one listener."""
    alone(page_desktop, "week_grid.js", '<div class="week-grid" style="height:60px;overflow:auto"></div>')
    for count in (60, 50):
        mounted(page_desktop, {**GRID, "key": str(count)}, grid_rows(count))
    page_desktop.locator("tbody th").first.wait_for(state="attached")
    printed(page_desktop)
    assert page_desktop.locator("tbody th").count() == 50
    assert page_desktop.evaluate("window.printing") == 1


def test_a_grid_of_another_place_has_its_own_name(page_desktop: Page) -> None:
    """Two places alike in every state are two: a reader of the screen hears which one the grid is of."""
    alone(page_desktop, "week_grid.js", '<div class="week-grid"></div>')
    for title in ("Torget", "Parken"):
        mounted(page_desktop, {**GRID, "key": "alike", "title": title}, grid_rows(2))
    assert page_desktop.locator("table").get_attribute("aria-label") == "Parken"


COVERED = """() => {
  const [cell, names, head, frame] = [document.activeElement, document.querySelector("tbody th"),
    document.querySelector("thead"), document.querySelector(".week-grid")].map((box) => box.getBoundingClientRect());
  return cell.left < names.right - 1 || cell.top < head.bottom - 1 || cell.right > frame.right + 1
    || cell.bottom > frame.bottom + 1;
}"""


def test_the_grid_is_walked_by_keys_to_the_hour_of_a_gap(page_desktop: Page) -> None:
    """Tab comes to the hour shown, arrows to each cell, never under the names; Enter chooses place and hour."""
    frame = "width:400px;max-height:150px"
    alone(
        page_desktop,
        "week_grid.js",
        f"<style>{asset('week_grid.css')}</style><div class='week-grid' style='{frame}'>",
    )
    hours = [f"{hour % 24:02d}" for hour in range(48)]
    data = {
        **GRID, "key": "keys", "hours": hours, "hour_names": hours, "starts": [False] * 48, "days": [], "column": 20,
    }  # fmt: skip
    rows = {**grid_rows(60), "states": [4] * 48 * 60, "missing": [20] * 48 * 60, "around": [0] * 48 * 60}
    mounted(page_desktop, data, rows)
    page_desktop.locator("[tabindex='0']").wait_for(state="attached")
    page_desktop.keyboard.press("Tab")
    at = "[document.activeElement.dataset.r, document.activeElement.dataset.c]"
    assert page_desktop.evaluate(at) == ["0", "20"]
    # Beyond the rows that were written at first, and back again.
    for key, presses in (("ArrowDown", 30), ("ArrowRight", 20), ("ArrowLeft", 35), ("ArrowUp", 28)):
        for _ in range(presses):
            page_desktop.keyboard.press(key)
            assert page_desktop.evaluate(COVERED) is False, key
    assert page_desktop.evaluate(at) == ["2", "5"]
    page_desktop.keyboard.press("Enter")
    assert page_desktop.evaluate("window.chosen") == {"place_id": "Plats 2", "hour": 5}


def test_the_map_tells_again_where_what_stands_below_it_was_lost(page_desktop: Page) -> None:
    """A picture may come and the grid after it not: the message is sent again, and not once the grid answers it."""
    page_desktop.clock.install()
    alone(page_desktop, "week_grid.js", '<div class="week-grid"></div>')
    page_desktop.evaluate(asset("messages.js"))
    sent = page_desktop.evaluate("""() => {
      window.values = [];
      window.Streamlit = { setComponentValue: (value) => values.push(value) };
      window.messages = new karta.Messages(() => messages.pageIsBehind());
      messages.send("hour", { hour: 1 });
      return values[0];
    }""")
    for answered, times in ((0, 2), (2, 3)):
        data = json.dumps({**GRID, "key": "a", "answer_to": [sent["mount"], answered]})
        page_desktop.evaluate(f"{{ mount({data}, {json.dumps(grid_rows(1))}); }}")
        page_desktop.clock.run_for(3000)
        assert page_desktop.evaluate("values.length") == times
        page_desktop.evaluate("messages.send('hour', { hour: 2 })")
    assert page_desktop.evaluate("values.map((value) => [value.n, Boolean(value.again)])") == [
        [1, False], [1, True], [2, False], [3, False],
    ]  # fmt: skip


def test_what_has_left_the_page_is_not_written_on_paper(page_desktop: Page) -> None:
    """Of ten lists of which nine are gone, one is written; nothing holds on to the others."""
    alone(page_desktop, "row_table.js", '<div id="host"><div class="row-table"></div></div>')
    for number in range(10):
        fresh = "document.getElementById('host').innerHTML = '<div class=row-table></div>'"
        page_desktop.evaluate(fresh)
        mounted(page_desktop, {**LIST, "key": str(number)}, list_rows(100))
    assert page_desktop.evaluate("[window.printing, karta.paper.size]") == [1, 1]
    printed(page_desktop)
    assert page_desktop.locator("tbody tr").count() == 100


def test_a_missed_visit_is_among_what_is_lacking(page_desktop: Page) -> None:
    """Of seven places, one lacks adults, one some, one a visit: the ribbon has three, and so has a cluster of all."""
    page_desktop.goto("about:blank")
    for name in ("namespace", "colours", "symbols", "clusters", "counts"):
        page_desktop.evaluate(asset(f"{name}.js"))
    looks = [[state, 0, 0, 0] for state in (0, 1, 2, 3, 4, 5, 7)]
    week = {
        "place_id": list("abcdefg"),
        "looks": looks,
        "cells": list(range(7)),
        "hours": ["fre 20-21"],
        "kinds": [],
    }
    load, cluster = page_desktop.evaluate(
        """(week) => {
          const clusters = new karta.Clusters();
          const groups = clusters.groups(week.looks);
          const all = {members: [0, 1, 2, 3, 4, 5, 6]};
          return [new karta.Counts(week).load(), clusters.count(all, week.cells, 0, groups)];
        }""",
        week,
    )
    assert load == [{"gap": 3, "unknown": 1}]
    assert cluster == {"full": 1, "short": 3, "unknown": 1, "suggested": 0}
