"""Rosters as text: each file is the plain one but for the one thing that its name says."""

HEAD = "plats;lat;lon;datum;start;slut;roll;antal;namn;telefon"
ROW = {
    "plats": "Torget",
    "lat": "59,3293",
    "lon": "18,0583",
    "datum": "2026-09-18",
    "start": "20:00",
    "slut": "23:00",
    "roll": "nattvandrare",
    "antal": "2",
    "namn": "Påhittad Ett",
    "telefon": "070-1740605",
}


def line(**other: str) -> str:
    """Return a line of the plain roster with other cells."""
    return ";".join({**ROW, **other}.values())


def table(*lines: str, head: str = HEAD, end: str = "\r\n") -> str:
    """Return a table as text."""
    return end.join([head, *lines, ""])


def one(**other: str) -> bytes:
    """Return a roster of one line."""
    return table(line(**other)).encode()


SECOND = line(
    plats="Södra stationen", lat="59,3140", lon="18,0640", start="18:00", slut="21:00", namn="Påhittad Två"
)
PLAIN = table(line(), SECOND)
# Without the phone, whose comma-free digits need no quotation marks, and with decimal points.
POINTS = [text.replace(",", ".") for text in (HEAD, line(), SECOND)]
# What a line says without a date of its own.
WEEKLY = "plats;lat;lon;veckodag;start;slut;roll;antal"
WEEKS = "plats;lat;lon;år;vecka;veckodag;start;slut;roll;antal"
AT = "Torget;59,3293;18,0583"


def files() -> dict[str, bytes]:
    """Return rosters by file name."""
    return {**_written(), **_times(), **_dates(), **_spots(), **_people(), **_broken()}


def _written() -> dict[str, bytes]:
    return {
        "csv_plain.csv": PLAIN.encode(),
        "csv_utf8_bom.csv": b"\xef\xbb\xbf" + PLAIN.encode(),
        "csv_cp1252.csv": PLAIN.encode("cp1252"),
        "csv_utf16_le.csv": b"\xff\xfe" + PLAIN.encode("utf-16-le"),
        "csv_utf16_be.csv": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        "csv_utf16_without_bom.csv": PLAIN.encode("utf-16-le"),
        "csv_comma.csv": "\n".join(text.replace(";", ",") for text in POINTS).encode(),
        "csv_tab.tsv": PLAIN.replace(";", "\t").encode(),
        "csv_pipe.csv": PLAIN.replace(";", "|").encode(),
        "csv_sep_line.csv": ("sep=;\r\n" + PLAIN).encode(),
        "csv_sep_line_comma.csv": ("sep=,\n" + "\n".join(t.replace(";", ",") for t in POINTS)).encode(),
        "csv_mac_lines.csv": PLAIN.replace("\r\n", "\r").encode(),
        "csv_unix_lines.csv": PLAIN.replace("\r\n", "\n").encode(),
        "csv_title_rows.csv": (f"Nattvandring hösten 2026;;;;;;;;;\r\n;;;;;;;;;\r\n{PLAIN}").encode(),
        "csv_blank_lines.csv": table(line(), "", ";;;;;;;;;", SECOND).encode(),
        "csv_quoted.csv": table(line(plats='"Torget; norra\r\nsidan"'), SECOND).encode(),
        "csv_english.csv": "\n".join(
            [
                "place,lat,lon,date,start,end,role,count,name,phone",
                "Torget,59.3293,18.0583,2026-09-18,20:00,23:00,night walker,2,Made Up,070-1740605",
            ]
        ).encode(),
        "csv_formula_text.csv": one(plats='"=HYPERLINK(""x"")"'),
        "csv_template_text.csv": one(plats="{{7*7}}", namn="{% raw %}"),
        "csv_only_header.csv": table().encode(),
        "csv_span_of_times.csv": table(
            f"{AT};2026-09-18;20-23;2", head="plats;lat;lon;datum;tid;antal"
        ).encode(),
        "csv_weekly.csv": table(f"{AT};fre, lör;20:00;23:00;nattvandrare;2", head=WEEKLY).encode(),
        "csv_weekly_run.csv": table(f"{AT};mån-tors;15:00;17:00;skolvärd;2", head=WEEKLY).encode(),
        "csv_weekly_bad_day.csv": table(f"{AT};fredax;20:00;23:00;nattvandrare;2", head=WEEKLY).encode(),
        "csv_week_number.csv": table(f"{AT};2026;38;fre;20:00;23:00;nattvandrare;2", head=WEEKS).encode(),
        "csv_week_written.csv": table(
            f"{AT};;v. 38 2026;fre;20:00;23:00;nattvandrare;2", head=WEEKS
        ).encode(),
        "csv_week_54.csv": table(f"{AT};2026;54;fre;20:00;23:00;nattvandrare;2", head=WEEKS).encode(),
        "csv_week_without_year.csv": table(f"{AT};;38;fre;20:00;23:00;nattvandrare;2", head=WEEKS).encode(),
        "csv_week_without_day.csv": table(f"{AT};2026;38;;20:00;23:00;nattvandrare;2", head=WEEKS).encode(),
    }


def _times() -> dict[str, bytes]:
    return {
        "csv_time_kl.csv": one(start="kl 20", slut="kl. 23.00"),
        "csv_time_digits.csv": one(start="2000", slut="2300"),
        "csv_time_pm.csv": one(start="8:00 PM", slut="11 pm"),
        "csv_time_fraction.csv": one(start="0,875", slut="0,958333"),
        "csv_time_24.csv": one(slut="24:00"),
        "csv_time_midnight.csv": one(start="22:00", slut="01:00"),
        "csv_time_word.csv": one(start="kväll"),
        "csv_time_25.csv": one(slut="25:00"),
        "csv_time_blank.csv": one(slut=""),
        "csv_time_13_pm.csv": one(slut="13:00 PM"),
        "csv_hour_missing.csv": one(datum="2027-03-28", start="02:30", slut="05:00"),
        "csv_hour_twice.csv": one(datum="2026-10-25", start="02:30", slut="05:00"),
        "csv_hour_missing_weekly.csv": table(f"{AT};sön;02:30;05:00;nattvandrare;2", head=WEEKLY).encode(),
        "csv_shift_23_hours.csv": one(start="20:00", slut="19:00"),
        "csv_shift_without_length.csv": one(slut="20:00"),
        "csv_end_before_start.csv": table(
            f"{AT};2026-09-18;20:00;2026-09-17;23:00;2", head="plats;lat;lon;datum;start;slutdatum;slut;antal"
        ).encode(),
    }


def _dates() -> dict[str, bytes]:
    return {
        "csv_date_swedish.csv": table(line(datum="18/9 2026"), line(datum="19/9 2026")).encode(),
        "csv_date_named.csv": table(line(datum="18 sep 2026"), line(datum="19 september 2026")).encode(),
        "csv_date_dotted.csv": one(datum="18.9.2026"),
        "csv_date_digits.csv": one(datum="20260918"),
        "csv_date_with_time.csv": one(datum="2026-09-18 00:00:00"),
        "csv_date_day_first.csv": table(line(datum="18/09/2026"), line(datum="03/06/2026")).encode(),
        "csv_date_month_first.csv": table(line(datum="09/18/2026"), line(datum="03/06/2026")).encode(),
        "csv_date_either.csv": one(datum="03/06/2026"),
        "csv_date_both_styles.csv": table(line(datum="18/09/2026"), line(datum="09/19/2026")).encode(),
        "csv_date_iso_and_either.csv": table(line(), line(datum="03/06/2026")).encode(),
        "csv_date_impossible.csv": one(datum="2026-02-30"),
        "csv_date_word.csv": one(datum="nästa fredag"),
        "csv_date_blank.csv": one(datum=""),
        "csv_date_short_year.csv": one(datum="18/9-26"),
        "csv_weekday_differs.csv": table(
            f"{AT};2026-09-18;lör;20:00;23:00;2", head="plats;lat;lon;datum;veckodag;start;slut;antal"
        ).encode(),
        "csv_weekday_agrees.csv": table(
            f"{AT};2026-09-18;fre;20:00;23:00;2", head="plats;lat;lon;datum;veckodag;start;slut;antal"
        ).encode(),
        "csv_validity_reversed.csv": table(
            f"{AT};fre;20:00;23:00;2026-10-01;2026-09-01",
            head="plats;lat;lon;veckodag;start;slut;gäller från;gäller till",
        ).encode(),
    }


def _spots() -> dict[str, bytes]:
    return {
        "csv_swapped.csv": one(lat="18,0583", lon="59,3293"),
        "csv_sweref_as_degrees.csv": one(lat="6580800", lon="674000"),
        "csv_sweref_named.csv": table(
            "Torget;6580800;674000;2026-09-18;20:00;23:00;2", head="plats;N;E;datum;start;slut;antal"
        ).encode(),
        "csv_rt90.csv": one(lat="6580994", lon="1628294"),
        "csv_local_zone.csv": one(lat="6579500", lon="153100"),
        "csv_null_island.csv": one(lat="0", lon="0"),
        "csv_outside.csv": one(lat="48,8566", lon="2,3522"),
        "csv_nan.csv": one(lat="NaN"),
        "csv_inf.csv": one(lon="inf"),
        "csv_beyond_the_globe.csv": one(lat="95,0", lon="200,0"),
        "csv_half_position.csv": one(lon=""),
        "csv_position_in_one.csv": table(
            '"59.3293, 18.0583";Torget;2026-09-18;20:00;23:00;2',
            head="koordinater;plats;datum;start;slut;antal",
        ).encode(),
        "csv_without_position.csv": one(lat="", lon=""),
    }


def _people() -> dict[str, bytes]:
    extract = HEAD + ";registerutdrag"
    return {
        "csv_count_blank.csv": one(antal=""),
        "csv_count_negative.csv": one(antal="-2"),
        "csv_count_fraction.csv": one(antal="1,5"),
        "csv_count_absurd.csv": one(antal="2000"),
        "csv_count_word.csv": one(antal="några"),
        "csv_count_with_unit.csv": one(antal="2 st"),
        "csv_same_three_times.csv": table(line(), line(), line()).encode(),
        "csv_same_with_other_count.csv": table(line(), line(antal="3", namn="")).encode(),
        "csv_person_in_two_places.csv": table(
            line(), SECOND.replace("Två", "Ett").replace("18:00", "19:00")
        ).encode(),
        "csv_role_unknown.csv": one(roll="mormor"),
        "csv_status_unknown.csv": table(
            f"{AT};2026-09-18;20:00;23:00;kanske", head="plats;lat;lon;datum;start;slut;status"
        ).encode(),
        "csv_personal_number.csv": one(namn="Påhittad Ett 121212-1212"),
        "csv_protected.csv": one(namn="Skyddad identitet"),
        "csv_extract.csv": table(f"{line()};utan anmärkning", head=extract).encode(),
        "csv_long_name.csv": one(namn="Å" * 5000),
        "csv_longer_name.csv": one(namn="Å" * 50_000),
    }


def _broken() -> dict[str, bytes]:
    return {
        "csv_good_and_bad.csv": table(
            line(), line(datum="2026-02-30"), line(lat="18,0583", lon="59,3293")
        ).encode(),
        "csv_ragged.csv": table(line(), "Torget;59,3", line(start="21:00") + ";x;y").encode(),
        "csv_unknown_columns.csv": "färg,storlek,pris\nröd,4,10\nblå,5,12\n".encode(),
        "csv_prose.csv": "Hej!\nVi ses på fredag.\nHälsningar från oss alla\n".encode(),
        "csv_blank_file.csv": b"\r\n \r\n\r\n",
        "csv_empty.csv": b"",
        "csv_nul_byte.csv": PLAIN.encode().replace(b"Torget", b"Tor\0get"),
        "csv_open_quote.csv": table(line(plats='"Torget'), SECOND).encode(),
        "csv_two_encodings.csv": PLAIN.encode() + SECOND.encode("cp1252"),
        "csv_random_bytes.csv": bytes((at * 37 + at * at % 251) % 256 for at in range(3, 4000)),
        "csv_wide.csv": (";".join(f"k{at}" for at in range(300)) + "\r\n" + ";" * 299).encode(),
        "csv_wrong_kind.csv": PLAIN.encode(),
    }
