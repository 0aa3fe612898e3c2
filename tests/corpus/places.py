"""Tables of everything but rosters: places, bookings, needs, opening hours, school calendars, organisations."""

from tests.corpus.rosters import table


def files() -> dict[str, bytes]:
    """Return tables by file name."""
    return {name: text.encode() for name, text in {**_places(), **_times(), **_decisions()}.items()}


def _places() -> dict[str, str]:
    head = "namn;typ;lat;lon"
    return {
        "places_plain.csv": table(
            "Torget;torg;59,3293;18,0583", "Ekskolan;grundskola;59,33;18,07", head=head
        ),
        "places_opendatasoft.csv": 'namn,omrade,geo_point_2d\nEkparken,Norr,"59.3293, 18.0583"\n',
        "places_without_position.csv": table("Ekskolan;grundskola;;", head=head),
        "places_without_name.csv": table(";torg;59,3293;18,0583", head=head),
        "places_other_kind.csv": table("Hörnet;gathörn där de står;59,3293;18,0583", head=head),
        "places_weight.csv": table("Torget;59,3293;18,0583;5", head="namn;lat;lon;prioritet"),
        "places_position_word.csv": table("Torget;59,3293 18,0583", head="namn;koordinater"),
        "places_opening_hours.csv": table(
            "Gården;fritidsgård;59,3293;18,0583;Mo-Fr 15:00-20:00", head=f"{head};öppettider"
        ),
        "places_opening_hours_odd.csv": table(
            "Gården;fritidsgård;59,3293;18,0583;Mo-Fr 8-02;Sa 8-02 Su 8".replace(";Sa", ",Sa"),
            head=f"{head};öppettider",
        ),
        "places_twice.csv": table(*["Torget;torg;59,3293;18,0583"] * 2, head=head),
        "places_one_id_two_names.csv": table(
            "7;Torget;59,3293;18,0583", "7;Parken;59,33;18,07", head="id;namn;lat;lon"
        ),
    }


def _times() -> dict[str, str]:
    booking = "Anläggning;Yta;Datum;Från;Till;Förening;Aktivitet"
    return {
        "sessions_interbook.csv": table(
            "Ekhallen;Plan A;2026-09-18;17:20;18:40;Ekens IF;Träning",
            "Ekhallen;Plan B;2026-09-18;18:40;20:00;Ekens IF;Match",
            head=booking,
        ),
        "sessions_weekly.csv": table(
            "Ekhallen;mån;17:20;18:40;Ekens IF;2", head="anläggning;veckodag;start;slut;förening;ledare"
        ),
        "sessions_leaders_negative.csv": table(
            "Ekhallen;mån;17:20;18:40;-1", head="anläggning;veckodag;start;slut;ledare"
        ),
        "sessions_flag_word.csv": table(
            "Ekhallen;mån;17:20;18:40;kanske", head="anläggning;veckodag;start;slut;gratis"
        ),
        "access_plain.csv": table("Ekhallen;mån-fre;15:00;22:00", head="plats;dagar;öppnar;stänger"),
        "access_without_days.csv": table("Ekhallen;;15:00;22:00", head="plats;dagar;öppnar;stänger"),
        "access_span.csv": table("Ekhallen;lör, sön;10-18", head="plats;dagar;öppettid"),
        "calendar_plain.csv": table(
            "2026-10-26;2026-10-30;lov;Höstlov", "2026-11-02;;studiedag;", head="datum;till;typ;namn"
        ),
        "calendar_reversed.csv": table("2026-10-30;2026-10-26;lov;Höstlov", head="datum;till;typ;namn"),
        "calendar_unknown_word.csv": table("2026-10-26;;fest;", head="datum;till;typ;namn"),
        "calendar_without_date.csv": table(";;lov;Höstlov", head="datum;till;typ;namn"),
    }


def _decisions() -> dict[str, str]:
    need = "plats;dagar;start;slut;antal"
    return {
        "needs_plain.csv": table(
            "Torget;fre;lör".replace("fre;lör", "fre, lör") + ";20:00;23:00;2", head=need
        ),
        "needs_without_count.csv": table("Torget;fre;20:00;23:00;", head=need),
        "needs_bad_day.csv": table("Torget;blådag;20:00;23:00;2", head=need),
        "needs_unknown_mode.csv": table("Torget;fre;20:00;23:00;2;flyga", head=f"{need};form"),
        "sources_plain.csv": table("Ekens IF;Torget;känd", head="förening;plats;status"),
        "sources_without_organisation.csv": table(";Torget;känd", head="förening;plats;status"),
        "sources_reversed.csv": table(
            "Ekens IF;Torget;2026-09-01;2026-08-01", head="förening;plats;gäller från;gäller till"
        ),
        "sources_not_a_day.csv": table("Ekens IF;Torget;snart", head="förening;plats;gäller från"),
        "organisations_plain.csv": table("Ekens IF;idrott", "Norra kyrkan;samfund", head="namn;typ"),
        "organisations_without_name.csv": table(";idrott", "Ekens IF;idrott", head="namn;typ"),
        "organisations_twice.csv": table("Ekens IF;idrott", "Ekens IF;idrott", head="namn;typ"),
        "organisations_unknown_sector.csv": table("Ekens IF;rymden", head="namn;sektor"),
        "reports_without_shift.csv": table(
            "Torget;Ekens IF;2026-09-18;genomförd;2", head="plats;förening;datum;utfall;antal"
        ),
        "reports_met_word.csv": table(
            "Torget;Ekens IF;2026-09-18;genomförd;många", head="plats;förening;datum;utfall;mötte"
        ),
    }
