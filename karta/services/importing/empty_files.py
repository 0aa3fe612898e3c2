"""Empty files to fill in: a heading and one example row for each kind of table that can be read."""

from typing import Final

# As in docs/templates, where each has more rows; what they name is invented.
_ROWS: Final = {
    "places": (
        "id;namn;typ;lat;lon;adress",
        "torget;Exempeltorget;torg;58,90100;13,30100;Storgatan 1",
    ),
    "organisations": (
        "id;namn;typ;sektor;godkänd;godkänd av;gör;gör inte",
        (
            "nattvandrarna;Exempelby nattvandrare;night_walk;civil_society;2026-08-20;Lokala samverkansrådet;"
            "Vandrar två och två fredag och lördag;Skjutsar ingen hem"
        ),
    ),
    "contacts": (
        "id;funktion;organisation;område;telefon;svarar;gäller till",
        "socialjouren;Socialjouren;;;010-000 00 01;kvällar, nätter och helger;",
    ),
    "access": (
        "plats;dagar;öppnar;stänger",
        "Exempelvallens IP;all;08:00;22:00",
    ),
    "sessions": (
        "plats;veckodag;start;slut;förening;aktivitet;benämning;ledare;gäller från;gäller till;undantag",
        (
            "Exempelvallens IP;tisdag;17:20;18:40;Exempelby IF;training;Fotboll F13;2;2026-08-24;2027-06-04;"
            "2026-10-27"
        ),
    ),
    "roster": (
        ("plats;veckodag;datum;start;slut;förening;roll;antal vuxna;status;gäller från;gäller till;undantag"),
        (
            "Exempeltorget;fredag;;21:00;00:30;Exempelby nattvandrare;nattvandrare;3;bekräftad;2026-09-04;"
            "2027-06-04;2026-12-25"
        ),
    ),
    "sources": (
        "plats;förening;status;frågad",
        "Exempeltorget;Exempelby nattvandrare;okänd;2026-11-02",
    ),
    "needs": (
        (
            "plats;typ;dagar;start;slut;antal vuxna;beslutat av;beslutat;gäller från;gäller till;ansvarig;"
            "skäl;utanför träning;när öppet"
        ),
        (
            "Exempeltorget;base;weekend_night;20:00;01:00;2;Lokala samverkansrådet;2026-08-20;2026-08-24;"
            "2027-06-11;Lokala samverkansrådet;Många unga samlas på torget;;"
        ),
    ),
    "calendar": (
        "datum;till;typ;namn",
        "2026-08-19;2026-12-18;termin;Hösttermin",
    ),
    "reports": (
        "datum;plats;förening;planerad start;utfall;antal;start;slut;mötte",
        "2026-11-06;Exempeltorget;Exempelby nattvandrare;21:00;genomförd;3;21:00;00:30;11-30",
    ),
    "population": (
        "kod;område;år;ålder;kön;antal",
        "E01;Exempelby centrum;2026;10-14 år;totalt;148",
    ),
}
KINDS: Final = tuple(_ROWS)


def empty_file(kind: str) -> bytes:
    """Return the file of a kind, as a spreadsheet opens it: UTF-8 with its mark, semicolons."""
    return ("\ufeff" + "\r\n".join([*_ROWS[kind], ""])).encode()
