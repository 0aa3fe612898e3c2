"""What strangers brought: residents by area, dates and times as typed, marks on people, several maps in one."""

import io
import json
import zipfile

from tests.corpus.calendars import START, calendar, event
from tests.corpus.rosters import HEAD, PLAIN, SECOND, line, one, table

LONG = "DeSO;Ålder;Kön;År;Antal"
KML = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
MARK = "<Placemark><name>{}</name><Point><coordinates>18.0583,59.3293</coordinates></Point></Placemark>"


def files() -> dict[str, bytes]:
    """Return the files by name."""
    return {**_residents(), **_typed(), **_people(), **_places(), **_calendars()}


def _residents() -> dict[str, bytes]:
    by_year = (
        '\ufeff"region","ålder","kön","Antal 2020","Antal 2021"\n"0180C1010","10-14 år","totalt",55,57\n'
    )
    said = {
        "population_wide_years.csv": by_year + '"0180C1010","15-19 år","totalt",60,61\n',
        "population_wide_ages.csv": "område;år;0-5 år;6-15 år;16-19 år\nNorr;2023;100;120;44\nSöder;2023;10;12;4\n",
        "population_long.csv": _long("0180C1010;10-14 år;totalt;2023;20", "0180C1010;15-19 år;totalt;2023;22"),
        "population_totals.csv": _long(
            "0180C1010;10-14 år;män;2023;20", "0180C1010;10-14 år;kvinnor;2023;22",
            "0180C1010;10-14 år;totalt;2023;42", "0180C1010;totalt;totalt;2023;900",
        ),
        "population_both_versions.csv": _long(
            "0180C1010_DeSO2025;10-14;totalt;2024;20", "0180C1010;10-14;totalt;2024;21"
        ),
        "population_without_year.csv": "DeSO;Ålder;Antal\n0180C1010;10-14 år;20\n",
        "population_hidden_figure.csv": _long("0180C1010;10-14 år;totalt;2023;..", "0180C1010;15-19 år;totalt;2023;12"),
        "population_negative.csv": _long("0180C1010;10-14 år;totalt;2023;-4"),
        "population_no_age.csv": _long("0180C1010;tonår;totalt;2023;4"),
        "population_all_ages.csv": _long("0180C1010;totalt;totalt;2023;4"),
        "population_twice.csv": _long(*["0180C1010;10-14 år;totalt;2023;4"] * 2),
        "population_differs.csv": _long("0180C1010;10-14 år;totalt;2023;4", "0180C1010;10-14 år;totalt;2023;5"),
        "population_short_row.csv": _long("0180C1010;10-14 år;totalt;2023", "0180C1010;15-19 år;totalt;2023;5"),
        "population_as_areas.csv": _long("0180C1010;10-14 år;totalt;2023;20"),
        "population_is_a_roster.csv": PLAIN,
    }  # fmt: skip
    return {name: text.encode() for name, text in said.items()}


def _long(*rows: str) -> str:
    return "\n".join([LONG, *rows, ""])


def _typed() -> dict[str, bytes]:
    return {
        "csv_mac_letters.csv": PLAIN.replace("\r\n", "\r").encode("mac_roman"),
        "csv_time_comma.csv": one(start="15,00", slut="17,30"),
        "csv_time_half_past_zero_or_noon.csv": one(start="0,50", slut="17,30"),
        "csv_time_klockan.csv": one(start="klockan 18", slut="klockan 21"),
        "csv_time_seconds.csv": one(start="18:00:30"),
        "csv_date_excel_number.csv": one(datum="46283"),
        "csv_date_with_weekday.csv": one(datum="fredag 18 september 2026"),
        "csv_date_with_wrong_weekday.csv": one(datum="lördag 18 september 2026"),
        "csv_date_year_26.csv": one(datum="0026-09-18"),
        "csv_date_year_9999.csv": one(datum="9999-12-31"),
        "csv_column_twice.csv": table(line() + ";4", head=f"{HEAD};antal").encode(),
        "csv_formula_error.csv": table(line(plats="#REF!"), SECOND).encode(),
        "csv_degree_signs.csv": one(lat="59,3293°", lon="18,0583°"),
        "csv_rule_each_second.csv": table(line() + ";FREQ=SECONDLY", head=f"{HEAD};rrule").encode(),
        "csv_pdf.csv": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\n%%EOF",
    }


def _people() -> dict[str, bytes]:
    return {
        "csv_number_en_dash.csv": one(namn="Påhittad Ett 121212\u20131212"),
        "csv_number_plus.csv": one(namn="Påhittad Ett 121212+1212"),
        "csv_number_wrong_digit.csv": one(namn="Påhittad Ett 19121212-1213"),
        "csv_protected_in_note.csv": table(line() + ";Skyddad identitet", head=f"{HEAD};not").encode(),
        "csv_protected_column.csv": table(
            line() + ";ja", SECOND + ";nej", head=f"{HEAD};skyddad identitet"
        ).encode(),
        "csv_protected_short_head.csv": table(line() + ";ja", head=f"{HEAD};Sekretess").encode(),
        "csv_protected_short_cell.csv": table(line() + ";SEKRETESS", head=f"{HEAD};not").encode(),
        "csv_number_with_space.csv": one(namn="Påhittad Ett 19121212 1213"),
        "csv_person_over_midnight.csv": table(
            line(start="22:00", slut="02:00"),
            line(plats="Hamnen", lat="59,3400", datum="2026-09-19", start="01:00", slut="03:00"),
        ).encode(),
        "csv_person_twice_each_week.csv": table(
            "Torget;fredag;20:00;22:00;Påhittad Ett",
            "Hamnen;fredag;21:00;23:00;Påhittad Ett",
            head="plats;veckodag;start;slut;namn",
        ).encode(),
        "csv_person_each_week_in_occurrence.csv": table(
            "Torget;fredag;20:00;22:00;Påhittad Ett;2026-09-01;2026-09-30",
            "Hamnen;fredag;21:00;23:00;Påhittad Ett;2026-10-01;2026-12-31",
            head="plats;veckodag;start;slut;namn;från;till",
        ).encode(),
        "csv_extract_in_name.csv": one(namn="Påhittad Ett, registerutdrag: utan anmärkning"),
    }


def _places() -> dict[str, bytes]:
    kml = KML.format(MARK.format("Torget"))
    far = [
        {"type": "Feature", "properties": {"namn": name}, "geometry": {"type": "Point", "coordinates": at}}
        for name, at in (("Torget", [18.0583, 59.3293]), ("Långt borta", [1e300, 59.3]))
    ]
    return {
        "kmz_two_maps.kmz": _zip({"doc.kml": kml, "more.kml": kml}),
        "kml_one_without_position.kml": KML.format(
            MARK.format("Torget") + "<Placemark><name>Utan</name></Placemark>"
        ).encode(),
        "places_well_known_text.csv": b"namn;geometri\nLekparken;POINT (18.0583 59.3293)\n",
        "geojson_one_far.geojson": json.dumps({"type": "FeatureCollection", "features": far}).encode(),
    }


def _zip(entries: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, text in entries.items():
            packed.writestr(zipfile.ZipInfo(name), text)
    return held.getvalue()


def _calendars() -> dict[str, bytes]:
    here = ";TZID=Europe/Stockholm:"
    dates = ",".join(
        f"{2046 + at // 336}{at // 28 % 12 + 1:02d}{at % 28 + 1:02d}T210000Z" for at in range(1_100)
    )
    outlook = ';TZID="(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien":'
    return {
        "ics_hour_that_is_not.ics": calendar(
            event(f"DTSTART{here}20260329T023000", f"DTEND{here}20260329T040000")
        ),
        "ics_position_swapped.ics": calendar(
            event(START, f"DTEND{here}20260918T230000", "GEO:18.0583;59.3293")
        ),
        "ics_position_zero.ics": calendar(event(START, f"DTEND{here}20260918T230000", "GEO:0;0")),
        "ics_year_one.ics": calendar(event("DTSTART:00010101T000000Z", "DTEND:00010101T010000Z")),
        "ics_many_dates.ics": calendar(event(START, f"DTEND{here}20260918T230000", f"RDATE:{dates}")),
        "ics_mac_lines.ics": calendar(event(START, f"DTEND{here}20260918T230000"), end="\r"),
        "ics_zone_of_outlook.ics": calendar(
            event(f"DTSTART{outlook}20260918T200000", f"DTEND{outlook}20260918T230000")
        ),
    }
