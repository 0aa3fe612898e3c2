"""Names in karta/ that no code of the package calls, reviewed one by one: `scripts.unused_code` refuses all others.

`KEPT` waits for an issue that will call it; an entry that is called by then, or gone, must leave the list.
`READ_ELSEWHERE` is called by somebody who does not write its name: a library, or the package through a string.
"""

PLANS = "the issue 'plans that close gaps'"
FOLLOW_UP = "the follow-up issue"
ONE_WORLD = "the issue 'one world, one truth'"
ACCESS = "the issue 'who may see what'"

# file:name -> who will call it, and for what
KEPT = {
    "karta/coverage/delivery.py:shown_to": f"{FOLLOW_UP}: who is shown whose delivery",
    "karta/coverage/dense/candidates.py:picks": f"{PLANS}: greedy choice of shifts",
    "karta/coverage/dense/candidates.py:spread": f"{PLANS}: what every possible shift can give",
    "karta/coverage/dense/live.py:Live": f"{PLANS}: a week kept right through edits",
    "karta/coverage/dense/near.py:from_pairs": f"{PLANS}: distances along streets in the dense engine",
    "karta/coverage/dose.py:dose": f"{FOLLOW_UP}: hours of presence at a place (METHOD 3.6)",
    "karta/coverage/occurrences.py:dropped_occurrences": f"{FOLLOW_UP}: METHOD 2 lists what a clock change drops",
    "karta/services/register/organisations.py:add_organisation": f"{ONE_WORLD}: an organisation is put in on a page",
}

# file:name, as patterns -> who reads it
READ_ELSEWHERE = {
    "karta/store/schema/columns.py:_as_it_is": "SQLAlchemy writes a text to order by with it",
    "karta/store/schema/columns.py:_on_postgresql": "SQLAlchemy writes a text to order by with it",
    "karta/store/schema/columns.py:inherit_cache": "SQLAlchemy asks it",
    "karta/planning/route_search.py:on_iteration": "PyVRP calls it after each step",
    "karta/model/calendar.py:basis": "docs: where an offered risk evening comes from (METHOD 2)",
    "karta/cli/*.py:add": "karta.cli goes through its rooms in a loop",
    "karta/model/frames.py:one_row": "scripts/write_tables.py writes it into docs/tables.md",
    "karta/store/schema/measures.py:measure_place": "asked for by its name, as text",
    "karta/reports/chapter_docx.py:[aclmprsu]*": "python-docx and zipfile: settings of a document, a run and an entry",
    "karta/reports/lists.py:[adfnq]*": "openpyxl: settings of a cell and a sheet",
    "karta/reports/paper.py:footer": "fpdf2 calls it at the end of a page",
    "karta/services/importing/changeset.py:rows_*": "the sum of an import names its parts as strings",
    "karta/services/rosters/poster_contact.py:leads": "the template poster_page.html",
    "karta/services/rosters/poster_contact.py:says": "the template poster_page.html",
    "karta/services/planning/double_work.py:*_place_id": "`karta plan shifts --json` writes it",
    "karta/web/open_tonight.py:is_now": "the template open_tonight.html",
    "karta/web/patrol_card.py:out_line": "the template patrol_card.html",
    "karta/web/patrol_card.py:slips": "the template patrol_card.html",
    "karta/web/open_tonight.py:own_language": "the template open_tonight.html",
    "karta/web/visit.py:may_sign_off": "the templates of a personal link",
    "karta/services/gaps/own_area.py:outlook": "the template month_area.html",
    "karta/web/month.py:all_known": "the template month_home.html",
    "karta/web/month.py:past_*": "the template month_home.html",
    "karta/web/month.py:without_lines": "the template month_home.html",
    "karta/web/month_visit.py:past_when": "the templates of a month's link",
    "karta/web/month_visit.py:request_*": "the template month_parts.html",
    "karta/server/files.py:_media_file_mgr": "Streamlit: its own place for the files of sessions",
    "karta/server/files.py:get_url": "Streamlit asks its media storage for it",
    "karta/server/files.py:load_and_get_id": "Streamlit asks its media storage for it",
    "karta/sources/*.py:*Handler": "expat calls it",
    "karta/sources/*.py:buffer_text": "expat: text in one piece",
    "karta/sources/osm.py:doh_url_template": "osmnx: a setting",
    "karta/sources/osm.py:log_*": "osmnx: settings",
    "karta/sources/osm.py:use_cache": "osmnx: a setting",
    "karta/sources/web_files.py:sock": "http.client: the connection that is spoken on",
    "karta/store/chain.py:chain_existing": "the migration that made the chain",
    "karta/store/schema/columns.py:cache_ok": "SQLAlchemy: a type that may be cached",
    "karta/store/schema/columns.py:impl": "SQLAlchemy: what a type is stored as",
    "karta/store/schema/columns.py:process_*": "SQLAlchemy: how a type is written and read",
    "karta/store/schema/crises.py:*": "tables: the package asks for them by name",
    "karta/store/schema/decisions.py:*": "tables: the package asks for them by name",
    "karta/store/schema/months.py:*": "tables: the package asks for them by name",
    "karta/store/schema/organisations.py:*": "tables: the package asks for them by name",
    "karta/store/schema/people.py:CURRENT_SIGN_UP": "an index: SQLAlchemy registers it",
    "karta/store/schema/people.py:CURRENT_ASK": "an index: SQLAlchemy registers it",
    "karta/store/schema/places.py:*": "tables: the package asks for them by name",
    "karta/store/schema/shifts.py:*": "tables: the package asks for them by name",
}
