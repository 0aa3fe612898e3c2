"""The policy as it was agreed, written down a second time: what the table in `data/policy.toml` must say, cell by cell.

R everything, o of one's own organisation, a of one's assigned areas, - nothing; L where looking is noted.
"""

ROLES = (
    "local", "coordinator", "organiser", "org_admin", "school_host", "volunteer", "police", "police_volunteer",
    "field_worker", "municipality", "evaluator", "sysadmin", "dpo", "anonymous",
)  # fmt: skip
# Columns in the order of ROLES:
# local coordinator organiser org_admin school_host volunteer police police_volunteer field_worker municipality
# evaluator sysadmin dpo anonymous
TABLE = """
see_register          R  R  R  R  R  R  R  R  R  R  R  R  R  R
edit_places           R  R  o  o  -  -  -  -  -  a  -  -  -  -
merge_rows            R  R  -  -  -  -  -  -  -  -  -  -  -  -
import_files          R  R  R  R  -  -  R  -  -  R  -  -  -  -
import_town           R  R  -  -  -  -  -  -  -  R  -  -  -  -
keep_feeds            R  R  -  -  -  -  -  -  -  -  -  -  -  -
publish_activities    R  -  -  o  -  -  -  -  -  o  -  -  -  -
see_organisations     R  R  R  R  R  R  R  R  R  R  R  R  R  -
add_organisations     R  R  -  -  -  -  -  -  -  R  -  -  -  -
admit_organisations   R  R  -  -  -  -  -  -  -  R  -  -  -  -
note_agreement        R  R  -  -  -  -  -  -  -  -  -  -  -  -
see_agreements        R  R  o  o  -  -  -  -  -  o  -  -  -  -
keep_agreements       R  R  -  -  -  -  -  -  -  o  -  -  -  -
set_sharing           R  -  -  o  -  -  -  -  -  -  -  -  -  -
see_statements        R  R  R  R  R  -  R  -  -  R  -  -  -  -
make_statement        R  -  o  o  -  -  -  -  -  -  -  -  -  -
see_who_looked        R  -  o  o  -  -  -  -  -  -  -  -  R  -
see_delivery          R  -  o  o  -  -  o  -  -  o  -  -  -  -
see_contacts          R  R  R  R  R  R  R  R  R  R  -  -  -  R
edit_contacts         R  R  o  o  -  -  o  -  -  o  -  -  -  -
see_gaps              R  R  aL aL aL -  aL -  -  aL -  -  -  -
export_gaps           R  R  aL aL -  -  aL -  -  aL -  -  -  -
keep_sheets           R  R  R  R  -  -  R  -  -  R  -  -  -  -
see_statistics        R  R  a  a  -  -  a  -  -  a  R  -  -  -
export_research       R  R  -  -  -  -  -  -  -  R  -  -  -  -
see_own_areas         R  R  o  o  -  -  -  -  -  -  -  -  -  -
see_follow_up         R  R  a  a  -  -  a  -  -  a  -  -  -  -
edit_measures         R  R  -  -  -  -  -  -  -  R  -  -  -  -
see_shifts            R  R  a  a  a  o  a  -  -  a  -  -  -  -
see_now               R  R  a  a  -  -  a  a  a  a  -  -  -  -
open_in_crisis        R  R  -  -  -  -  o  -  -  R  -  -  -  -
see_who_is_awaited    R  R  o  o  -  -  o  -  -  o  -  -  -  -
name_small_organisations R R R R R  R  o  o  o  o  -  -  -  -
rows_own              R  -  -  -  -  -  -  -  -  -  -  -  -  -
rows_partners         R  R  R  R  R  -  -  -  -  -  -  -  -  -
rows_authorities      R  R  R  R  R  -  R  R  R  R  -  -  -  -
rows_public           R  R  R  R  R  R  R  R  R  R  R  -  -  R
plan_shifts           R  o  o  o  -  -  o  -  -  o  -  -  -  -
swap_shifts           R  -  o  o  -  -  -  -  -  -  -  -  -  -
cancel_sessions       R  o  o  o  -  -  -  -  -  o  -  -  -  -
import_rosters        R  R  o  o  -  -  o  -  -  o  -  -  -  -
expect_sources        R  R  o  o  -  -  -  -  -  R  -  -  -  -
confirm_sources       R  o  o  o  -  -  o  -  -  o  -  -  -  -
make_month_links      R  R  -  -  -  -  -  -  -  -  -  -  -  -
answer_month          R  o  o  o  -  -  -  -  -  -  -  -  -  -
see_people            R  o  o  o  -  -  o  -  -  o  -  -  -  -
plan_rosters          R  o  o  o  -  -  o  -  -  o  -  -  -  -
ask_to_join           R  -  -  -  -  -  -  -  -  -  -  -  -  R
see_phones            R  oL oL oL -  -  oL -  -  oL -  -  -  -
report_shifts         R  o  o  o  -  -  o  -  -  o  -  -  -  -
see_rules             R  R  R  R  a  R  R  -  R  R  -  -  -  -
decide_need           R  R  -  -  -  -  -  -  -  R  -  -  -  -
see_voices            R  R  R  R  -  -  -  -  -  R  -  -  -  -
keep_voices           R  R  -  -  -  -  -  -  -  R  -  -  -  -
add_crowd_events      R  R  o  o  -  -  -  -  -  R  -  -  -  -
see_requests          R  R  o  o  o  -  o  -  -  o  -  -  -  -
ask_presence          R  R  -  -  -  -  R  -  -  R  -  -  -  -
raise_place           R  R  R  R  R  -  -  -  -  R  -  -  -  -
propose_changes       R  R  R  R  R  -  R  -  -  R  -  -  -  -
withdraw_requests     R  o  o  o  o  -  o  -  -  o  -  -  -  -
answer_asked          R  o  o  o  o  -  o  -  -  o  -  -  -  -
answer_raised         R  R  -  -  -  -  -  -  -  R  -  -  -  -
cap_requests          R  o  o  o  -  -  -  -  -  -  -  -  -  -
see_visit_terms       R  R  R  R  o  -  R  -  -  R  -  -  -  -
edit_visit_terms      R  o  o  o  -  -  -  -  -  -  -  -  -  -
see_visits            R  -  -  -  -  -  R  -  -  -  -  -  -  -
plan_visits           R  -  -  -  -  -  o  -  -  -  -  -  -  -
answer_visits         R  -  o  o  -  -  -  -  -  -  -  -  -  -
see_log               R  o  o  o  -  -  o  -  -  o  -  R  R  -
open_case             R  -  -  -  -  -  -  -  -  -  -  -  RL -
see_log_contents      R  o  o  o  -  -  o  -  -  o  -  -  R  -
undo                  R  o  o  o  o  -  o  -  -  o  -  -  -  -
run_retention         R  -  -  -  -  -  -  -  -  -  -  R  R  -
see_retention         R  R  R  R  -  -  R  -  -  R  -  R  R  -
leave_karta           R  o  -  o  -  -  -  -  -  -  -  -  -  -
edit_settings         R  R  -  -  -  -  -  -  -  -  -  R  -  -
open_to_public        R  R  -  -  -  -  -  -  -  R  -  -  -  -
move_workspace        R  -  -  -  -  -  -  -  -  -  -  R  -  -
verify_audit          R  -  -  -  -  -  -  -  -  -  -  R  R  -
sign_audit            R  -  -  -  -  -  -  -  -  -  -  R  -  -
keep_backups          R  -  -  -  -  -  -  -  -  -  -  R  -  -
edit_mail             R  -  -  -  -  -  -  -  -  -  -  R  -  -
invite_members        R  R  o  o  -  -  o  -  -  o  -  R  -  -
keep_api_keys         R  R  -  o  -  -  o  -  -  o  -  R  -  -
make_administrators   R  -  -  -  -  -  -  -  -  -  -  R  -  -
see_policy            R  R  -  -  -  -  -  -  -  -  -  R  R  -
"""

SCOPES = {"R": "all", "o": "own", "a": "area"}


def cells() -> dict[tuple[str, str], str]:
    """Return what each role may, by action and role: all, own or area, with ` L` where looking is noted."""
    agreed = {}
    for line in TABLE.strip().splitlines():
        action, *letters = line.split()
        for role, letter in zip(ROLES, letters, strict=True):
            if letter != "-":
                agreed[action, role] = SCOPES[letter[0]] + (" L" if letter.endswith("L") else "")
    return agreed
