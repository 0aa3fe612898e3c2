"""What goes on in the invented municipality in a week: access, sessions, rosters, expected sources, needs.

All dates are written for the week of `REFERENCE`; `karta.services.demo` moves them to the week of today.
"""

from datetime import date, timedelta

REFERENCE = date(2026, 9, 14)
Row = dict[str, str]


def day(weeks: int, days: int = 0) -> str:
    """Return a date so many weeks and days from the reference Monday."""
    return (REFERENCE + timedelta(weeks=weeks, days=days)).isoformat()


SINCE, UNTIL = day(-53), day(26, 6)
WORKDAYS = "MO;TU;WE;TH;FR"
COORDINATOR = "Brottsförebyggande samordnaren"
BOARD = "Lokala samverkansrådet"

# place; days; opens; closes
_ACCESS = (
    ("Strandvallens IP", "all", "07:00", "22:00"),
    ("Strandvallen, A-planen", "all", "08:00", "21:30"),
    ("Strandvallen, konstgräset", "all", "08:00", "22:00"),
    ("Almhamns ishall", "all", "08:00", "22:30"),
    ("Strandhallen", "MO;TU;WE;TH;FR", "08:00", "22:00"),
    ("Strandhallen", "SA;SU", "09:00", "20:00"),
    ("Solbackens IP", "all", "08:00", "21:30"),
    ("Rönnbacksfältet", "all", "08:00", "22:00"),
    ("Sjöängsfältet", "all", "08:00", "22:00"),
    ("Almvikens ridanläggning", "all", "08:00", "21:00"),
    ("Almcenter", "MO;TU;WE;TH;FR;not_holiday", "10:00", "20:00"),
    ("Almcenter", "SA;SU", "10:00", "18:00"),
    ("Almgallerian", "MO;TU;WE;TH;FR;not_holiday", "10:00", "19:00"),
    ("Almgallerian", "SA", "10:00", "16:00"),
    ("Resecentrum", "all", "05:00", "00:00"),
    ("Fritidsgården Kajutan", "TU;WE;TH", "15:00", "20:00"),
    ("Fritidsgården Kajutan", "FR;SA", "17:00", "21:00"),
    ("Rönnbackens fritidsgård", "MO;TU;WE;TH", "14:30", "20:00"),
    ("Rönnbackens fritidsgård", "FR", "14:30", "21:00"),
    ("Fritidsgården Solgården", "TU;TH", "15:00", "19:00"),
    ("Fritidsgården Solgården", "FR", "17:00", "21:00"),
    ("Almhamns stadsbibliotek", "MO;TU;WE;TH;not_holiday", "10:00", "19:00"),
    ("Almhamns stadsbibliotek", "FR;not_holiday", "10:00", "17:00"),
    ("Almhamns stadsbibliotek", "SA;not_holiday", "10:00", "15:00"),
    ("Rönnbackens bibliotek", "MO;TU;WE;TH;not_holiday", "12:00", "19:00"),
    ("Rönnbackens bibliotek", "FR;not_holiday", "10:00", "16:00"),
)  # fmt: skip

# place; days; start; end; organisation; activity; title; leaders; young leaders; from age; to age; girls; free; drop-in; exdate
_SESSIONS = (
    ("Strandvallen, konstgräset", "MO;WE", "17:00", "18:30", "Almhamns IF", "training", "Fotboll F12", "2", "1", "11", "12", "ja", "", "nej", ""),
    ("Strandvallen, konstgräset", "MO;WE", "18:30", "20:00", "Almhamns IF", "training", "Fotboll P16", "2", "", "15", "16", "", "", "nej", ""),
    ("Strandvallen, konstgräset", "TU;TH", "17:20", "18:40", "Almhamns IF", "training", "Fotboll P13", "3", "2", "12", "13", "", "", "nej", day(0, 1)),
    ("Strandvallen, konstgräset", "TU;TH", "18:45", "20:15", "Almhamns IF", "training", "Fotboll F16", "2", "", "14", "16", "ja", "", "nej", ""),
    ("Strandvallens IP", "MO;WE", "17:00", "20:00", "Almhamns IF", "training", "Träningskväll", "4", "2", "8", "16", "", "", "nej", ""),
    ("Strandvallens IP", "TU;TH", "17:00", "20:15", "Almhamns IF", "training", "Träningskväll", "4", "2", "8", "16", "", "", "nej", ""),
    ("Strandvallens IP", "SA", "12:00", "15:00", "Almhamns IF", "training", "Matchdag", "", "", "", "", "", "ja", "ja", ""),
    ("Almhamns ishall", "MO;TU;WE;TH;FR", "16:00", "21:00", "Almhamns Isklubb", "training", "Istider", "", "", "7", "18", "", "", "nej", ""),
    ("Almhamns ishall", "SU", "13:00", "15:00", "Almhamns Isklubb", "open_house", "Allmänhetens åkning", "2", "1", "", "", "", "ja", "ja", ""),
    ("Strandhallen", "MO;TU;WE;TH", "17:00", "20:30", "Solbackens SK", "training", "Handboll och gymnastik", "3", "2", "8", "17", "", "", "nej", ""),
    ("Strandhallen", "FR", "20:00", "22:00", "Rönnbackens BK", "open_house", "Öppen hall", "3", "", "13", "19", "", "ja", "ja", ""),
    ("Solbackens IP", "MO;WE", "17:00", "19:30", "Solbackens SK", "training", "Fotboll", "2", "", "9", "15", "", "", "nej", ""),
    ("Solbackens IP", "TH", "17:00", "18:30", "Solbackens SK", "training", "Fotboll flickor", "", "", "9", "12", "ja", "", "nej", ""),
    ("Rönnbacksfältet", "TU;TH", "17:00", "18:30", "Rönnbackens BK", "training", "Fotboll 10-12", "2", "2", "10", "12", "", "ja", "nej", ""),
    ("Rönnbacksfältet", "SA", "14:00", "17:00", "Rönnbackens BK", "open_house", "Öppen plan", "3", "1", "7", "19", "", "ja", "ja", ""),
    ("Sjöängsfältet", "WE", "17:30", "19:00", "Almhamns IF", "training", "Knattefotboll", "2", "", "6", "9", "", "", "nej", ""),
    ("Almvikens ridanläggning", "MO;TU;WE;TH", "16:00", "20:00", "Almvikens Ridklubb", "training", "Ridskola", "2", "3", "8", "18", "", "nej", "nej", ""),
    ("Kvarnlunda IP", "TU", "18:00", "19:30", "Kvarnlunda byalag", "training", "Byafotboll", "", "", "", "", "", "ja", "ja", ""),
    ("Ekvalla IP", "MO;TH", "17:30", "19:30", "Ekvalla IF", "training", "Fotboll", "2", "", "8", "15", "", "", "nej", ""),
    ("Rönnbackens bibliotek", "MO;TU;WE;TH", "15:00", "17:00", "Läxhjälpen Almhamn", "homework_help", "Läxhjälp", "3", "", "10", "19", "", "ja", "ja", ""),
    ("Almhamns stadsbibliotek", "TU;TH", "15:30", "17:30", "Läxhjälpen Almhamn", "homework_help", "Läxhjälp", "2", "", "12", "19", "", "ja", "ja", ""),
    ("Moskélokalen vid Brogatan", "FR", "17:30", "19:00", "Muslimska föreningen i Almhamn", "mentoring", "Ungdomsträff", "2", "", "13", "19", "", "ja", "ja", ""),
    ("Strandkyrkan", "WE", "14:00", "17:00", "Strandkyrkans församling", "open_house", "Öppen kyrka", "2", "", "", "", "", "ja", "ja", ""),
    ("Scoutstugan Lägerelden", "MO", "18:00", "19:30", "Scoutkåren Almviken", "training", "Scoutmöte", "2", "2", "10", "15", "", "", "nej", ""),
    ("Föreningshuset Ankaret", "WE", "18:00", "20:00", "Läxhjälpen Almhamn", "parents_support", "Föräldrakväll", "2", "", "", "", "", "ja", "ja", ""),
    ("Grannlokalen i Rönnbacken", "TU", "16:00", "18:30", "Rönnbackens BK", "open_house", "Tjejkväll", "2", "2", "12", "16", "ja", "ja", "ja", ""),
    ("Ekvalla bygdegård", "FR", "18:30", "22:00", "Ekvalla IF", "open_house", "Fredagskväll", "3", "1", "12", "18", "", "ja", "ja", ""),
)  # fmt: skip

# key; place; days; start; end; organisation; role; mode; adults; least; status; title; purpose; school days only; exdate; stops
_ROSTER = (
    ("vandring-fre", "Stora torget", "FR", "20:30", "01:00", "Föräldravandrarna Almhamn", "night_walker", "active", "4", "2", "confirmed",
     "Fredagsvandring", "walk", "", day(-12, 4),
     "Stora torget@20:45-21:30;Stadsparken@21:40-22:10;Hamnplan@22:20-22:50;Stora torget@23:00-23:45;Resecentrum@23:55-00:40"),
    ("vandring-lor", "Stora torget", "SA", "20:30", "00:30", "Föräldravandrarna Almhamn", "night_walker", "active", "3", "2", "planned",
     "Lördagsvandring", "walk", "", "",
     "Stora torget@20:45-21:45;Resecentrum@21:55-22:30;Stadsparken@22:45-23:15;Stora torget@23:25-00:15"),
    ("falt-torget", "Stora torget", "TU;TH", "15:00", "18:00", "Almhamns fältgrupp", "field_social_worker", "active", "2", "2", "confirmed",
     "Fältpass centrum", "outreach", "", day(0, 1), ""),
    ("falt-ronnbacken", "Rönnbackstorget", "MO;WE", "14:30", "18:30", "Almhamns fältgrupp", "field_social_worker", "active", "2", "2",
     "confirmed", "Fältpass Rönnbacken", "outreach", "", "", ""),
    ("falt-fredag", "Resecentrum", "FR", "18:00", "23:00", "Almhamns fältgrupp", "field_social_worker", "active", "2", "2", "confirmed",
     "Fältpass fredag", "outreach", "", "", ""),
    ("vakt-dag", "Resecentrum", "MO;TU;WE;TH;FR;SA;SU", "16:00", "20:00", "Almtrafikens stationsvakter", "public_order_officer", "active",
     "2", "2", "confirmed", "Stationspass", "control", "", "", ""),
    ("vakt-helg", "Resecentrum", "FR;SA", "20:00", "00:00", "Almtrafikens stationsvakter", "public_order_officer", "active", "2", "2",
     "confirmed", "Stationspass helg", "control", "", "", ""),
    ("skolvard-ronnback", "Rönnbacksskolan", WORKDAYS, "14:00", "16:00", "Skolvärdarna i Almhamn", "school_host", "active", "2", "2",
     "confirmed", "Skolslut", "school", "ja", "", ""),
    ("skolvard-gymnasiet", "Almgymnasiet", "MO;TU;WE;TH", "14:45", "16:30", "Skolvärdarna i Almhamn", "school_host", "active", "2", "2",
     "confirmed", "Skolslut", "school", "ja", "", ""),
    ("skolvard-vastra", "Västra skolan", "TU;TH", "14:00", "15:30", "Skolvärdarna i Almhamn", "school_host", "active", "2", "2", "planned",
     "Skolslut", "school", "ja", "", ""),
    ("senior-sjoangen", "Sjöängsskolan", "MO;WE;FR", "13:45", "15:30", "Almhamns seniorring", "night_walker", "active", "3", "2",
     "confirmed", "Seniorer vid skolan", "school", "ja", "", ""),
    ("kajutan-vardag", "Fritidsgården Kajutan", "TU;WE;TH", "15:00", "20:00", "Fritidsgårdarna i Almhamn", "youth_worker", "active", "2",
     "2", "confirmed", "Öppet", "relation", "", "", ""),
    ("kajutan-helg", "Fritidsgården Kajutan", "FR;SA", "17:00", "22:00", "Fritidsgårdarna i Almhamn", "youth_worker", "active", "2", "2",
     "confirmed", "Öppet och stängning", "relation", "", "", ""),
    ("ronnbackens-gard", "Rönnbackens fritidsgård", "MO;TU;WE;TH", "14:30", "20:30", "Fritidsgårdarna i Almhamn", "youth_worker", "active",
     "3", "2", "confirmed", "Öppet", "relation", "", "", ""),
    ("ronnbackens-gard-fre", "Rönnbackens fritidsgård", "FR", "14:30", "22:00", "Fritidsgårdarna i Almhamn", "youth_worker", "active", "3",
     "2", "confirmed", "Fredagsöppet", "relation", "", "", ""),
    ("solgarden-vardag", "Fritidsgården Solgården", "TU;TH", "15:00", "19:00", "Fritidsgårdarna i Almhamn", "youth_worker", "active", "2",
     "2", "planned", "Öppet", "relation", "", "", ""),
    ("solgarden-fre", "Fritidsgården Solgården", "FR", "17:00", "21:00", "Fritidsgårdarna i Almhamn", "youth_worker", "active", "2", "2",
     "planned", "Fredagsöppet", "relation", "", "", ""),
    ("bk-faltet", "Rönnbacksfältet", "MO;WE;FR", "16:00", "20:00", "Rönnbackens BK", "association_leader", "active", "2", "2", "confirmed",
     "Spontanfotboll", "relation", "", "", ""),
    ("bk-torget", "Rönnbackstorget", "FR;SA", "18:00", "22:00", "Rönnbackens BK", "night_walker", "active", "3", "2", "confirmed",
     "Kvällsvärdar", "walk", "", "", ""),
    ("bk-torget-vardag", "Rönnbackstorget", "TU;TH", "17:00", "20:00", "Rönnbackens BK", "association_leader", "active", "2", "2",
     "planned", "Kvällsvärdar vardag", "walk", "", "", ""),
    ("aif-strandvallen", "Strandvallens IP", "TU;TH", "15:00", "21:30", "Almhamns IF", "association_leader", "active", "2", "2", "planned",
     "Planvärdar", "relation", "", "", ""),
    ("aif-okant", "Strandvallens IP", "MO;WE", "15:30", "21:00", "Almhamns IF", "association_leader", "active", "", "2", "planned",
     "Planvärdar, antal ej klart", "relation", "", "", ""),
    ("solbacken-tranare", "Solbackens IP", "MO;WE", "16:30", "20:00", "Solbackens SK", "association_leader", "incidental", "2", "2",
     "planned", "Tränare på plats", "relation", "", "", ""),
    ("kyrkan-hamnplan", "Hamnplan", "FR", "19:00", "22:30", "Strandkyrkans församling", "faith_community_host", "active", "2", "2",
     "planned", "Fika på kajen", "relation", "", "", ""),
    ("moske-torget", "Torggrillen", "FR;SA", "20:00", "23:00", "Muslimska föreningen i Almhamn", "faith_community_host", "active", "2", "2",
     "confirmed", "Kvällsvärdar", "walk", "", "", ""),
    ("biblioteket", "Almhamns stadsbibliotek", "MO;TU;WE;TH", "15:00", "19:00", "Almhamns bibliotek", "other", "incidental", "2", "1",
     "confirmed", "Informationsdisk", "relation", "", "", ""),
    ("biblioteket-ronn", "Rönnbackens bibliotek", "MO;TU;WE;TH", "15:00", "18:00", "Almhamns bibliotek", "other", "incidental", "1", "1",
     "confirmed", "Informationsdisk", "relation", "", "", ""),
    ("laxhjalp-ronn", "Rönnbackens bibliotek", "MO;TU;WE;TH", "15:00", "17:00", "Läxhjälpen Almhamn", "association_leader", "active", "3",
     "2", "confirmed", "Läxhjälp", "school", "ja", "", ""),
    ("laxhjalp-centrum", "Almhamns stadsbibliotek", "TU;TH", "15:30", "17:30", "Läxhjälpen Almhamn", "association_leader", "active", "2",
     "2", "confirmed", "Läxhjälp", "school", "ja", "", ""),
    ("scout", "Scoutstugan Lägerelden", "MO", "18:00", "20:00", "Scoutkåren Almviken", "association_leader", "active", "2", "2", "planned",
     "Scoutmöte", "relation", "", "", ""),
    ("byalaget", "Vändplatsen i Kvarnlunda", "FR", "19:00", "22:00", "Kvarnlunda byalag", "night_walker", "active", "1", "2", "planned",
     "Kvällspromenad", "walk", "", "", ""),
    ("ekvalla-fredag", "Ekvalla bygdegård", "FR", "18:30", "23:00", "Ekvalla IF", "association_leader", "active", "3", "2", "confirmed",
     "Fredagskväll", "relation", "", "", ""),
    ("polis-osterskolan", "Österskolan", "TH", "14:00", "15:30", "Lokalpolisområde Almhamn", "police", "active", "2", "2", "planned",
     "Områdespoliser vid skolan", "relation", "", "", ""),
    ("polis-fredag", "Stora torget", "FR", "22:00", "01:00", "Lokalpolisområde Almhamn", "police", "active", "2", "2", "planned",
     "Fredagskväll i centrum", "relation", "", "", ""),
    ("senior-solparken", "Solparken", "TU;TH", "14:30", "16:30", "Almhamns seniorring", "night_walker", "active", "2", "2", "planned",
     "Seniorer i parken", "walk", "", "", ""),
    ("vaktmastare-sjoangen", "Sjöängsfältet", WORKDAYS, "15:00", "16:00", "Skolvärdarna i Almhamn", "caretaker", "incidental", "1", "1",
     "planned", "Vaktmästare", "relation", "", "", ""),
    ("granngruppen", "Näsparken", "FR", "20:00", "22:00", "Näsets granngrupp", "night_walker", "active", "3", "2", "planned",
     "Kvällspromenad", "walk", "", "", ""),
)  # fmt: skip

# key; place; date; start; end; organisation; role; adults; status; title; purpose; replaces; original date
_SINGLE = (
    ("falt-torget-byte", "Stora torget", day(0, 2), "15:00", "18:00", "Almhamns fältgrupp", "field_social_worker", "2", "confirmed",
     "Fältpass flyttat från tisdag", "outreach", "falt-torget", day(0, 1)),
    ("marknad", "Stora torget", day(0, 5), "12:00", "17:00", "Föräldravandrarna Almhamn", "night_walker", "4", "confirmed",
     "Höstmarknad", "walk", "", ""),
    ("skate-dag", "Skateparken", day(0, 6), "13:00", "17:00", "Strandkyrkans församling", "faith_community_host", "2", "confirmed",
     "Skatedag", "relation", "", ""),
    ("disco", "Ekvalla bygdegård", day(1, 5), "19:00", "00:30", "Ekvalla IF", "association_leader", "4", "planned", "Bydisco",
     "relation", "", ""),
    ("vandring-extra", "Resecentrum", day(2, 4), "20:30", "01:30", "Föräldravandrarna Almhamn", "night_walker", "4", "planned",
     "Extra vandring", "walk", "", ""),
    ("isfest", "Almhamns ishall", day(-3, 5), "18:00", "22:00", "Almhamns Isklubb", "association_leader", "3", "confirmed", "Isfest",
     "relation", "", ""),
)  # fmt: skip

# organisation; place; status; weeks since confirmed (None = never); weeks since asked
_SOURCES: tuple[tuple[str, str, str, int | None, int], ...] = (
    ("Föräldravandrarna Almhamn", "Stora torget", "known", 0, 3),
    ("Almhamns fältgrupp", "Stora torget", "known", 0, 3),
    ("Almhamns fältgrupp", "Rönnbackstorget", "known", 0, 3),
    ("Rönnbackens BK", "Rönnbackstorget", "known", 0, 2),
    ("Fritidsgårdarna i Almhamn", "Rönnbackens fritidsgård", "known", 0, 2),
    ("Fritidsgårdarna i Almhamn", "Fritidsgården Kajutan", "known", 0, 2),
    ("Fritidsgårdarna i Almhamn", "Fritidsgården Solgården", "known", 0, 2),
    ("Almtrafikens stationsvakter", "Resecentrum", "known", 0, 4),
    ("Almhamns fältgrupp", "Resecentrum", "known", 0, 3),
    ("Skolvärdarna i Almhamn", "Rönnbacksskolan", "known", 0, 2),
    ("Skolvärdarna i Almhamn", "Almgymnasiet", "known", 0, 2),
    ("Skolvärdarna i Almhamn", "Västra skolan", "known", 0, 2),
    ("Skolvärdarna i Almhamn", "Österskolan", "known", -1, 2),
    ("Almhamns seniorring", "Sjöängsskolan", "known", 0, 2),
    ("Rönnbackens BK", "Rönnbacksfältet", "known", 0, 2),
    ("Strandkyrkans församling", "Hamnplan", "known", -1, 2),
    ("Föräldravandrarna Almhamn", "Stadsparken", "known", 0, 3),
    ("Almhamns fältgrupp", "Gångbron vid stationen", "known", 0, 3),
    ("Ekvalla IF", "Ekvalla bygdegård", "known", -1, 4),
    ("Kvarnlunda byalag", "Vändplatsen i Kvarnlunda", "known", -1, 4),
    ("Almhamns seniorring", "Solparken", "known", 0, 2),
    ("Almhamns IF", "Strandvallens IP", "partial", -6, 1),
    ("Almhamns Isklubb", "Almhamns ishall", "unknown", None, 5),
    ("Solbackens SK", "Solbackens IP", "unknown", None, 2),
    ("Solbackens SK", "Strandhallen", "unknown", None, 2),
    ("Skolvärdarna i Almhamn", "Torgskolan", "unknown", None, 2),
    ("Strandkyrkans församling", "Strandparken", "known", -7, 1),
    ("Almvikens Ridklubb", "Almvikens ridanläggning", "unknown", None, 8),
    ("Almhamns IF", "Sjöängsfältet", "known", 0, 1),
    ("Strandkyrkans församling", "Skateparken", "known", 0, 2),
    ("Almhamns fältgrupp", "Ängsbackens bollplan", "known", 0, 3),
    ("Almhamns bibliotek", "Östra torget", "known", 0, 3),
)  # fmt: skip

# key; place; type; days; start; end; adults; mode; outside sessions; within access; state; anchor; responsible; reason; from; to
_NEEDS = (
    ("torget-kvall", "Stora torget", "base", "weekend_night", "20:30", "01:00", "2", "stay", "", "", "decided", "clock", BOARD,
     "Många unga samlas på torget fredag och lördag"),
    ("torget-eftermiddag", "Stora torget", "base", "school", "15:00", "18:00", "2", "stay", "", "", "decided", "clock",
     "Almhamns kommun", "Mötesplats efter skolan"),
    ("torget-risk", "Stora torget", "add", "risk_evening", "18:00", "01:00", "2", "stay", "", "", "decided", "clock", BOARD,
     "Riskkvällar enligt årshjulet"),
    ("resecentrum-dag", "Resecentrum", "base", "all", "15:00", "22:00", "2", "stay", "", "", "decided", "clock", "Almhamns kommun",
     "Knutpunkt för bussar och tåg"),
    ("resecentrum-natt", "Resecentrum", "base", "weekend_night", "22:00", "01:00", "2", "stay", "", "", "decided", "clock", BOARD,
     "Sista tåget går 00.40"),
    ("almcenter", "Almcenter", "base", "all", "15:00", "20:00", "2", "visit", "", "ja", "decided", "clock", "Almhamns kommun",
     "Handelsplats dit många åker efter skolan"),
    ("strandvallen", "Strandvallens IP", "base", "school", "15:00", "22:00", "2", "stay", "ja", "ja", "decided", "clock",
     "Almhamns kommun", "Öppen mark även utanför träningstider"),
    ("ronnbackstorget", "Rönnbackstorget", "base", "school", "15:00", "20:00", "2", "stay", "", "", "decided", "clock",
     "Almhamns kommun", "Torget är områdets mötesplats"),
    ("ronnbackstorget-helg", "Rönnbackstorget", "base", "FR;SA", "18:00", "22:00", "2", "stay", "", "", "decided", "clock", BOARD,
     "Boende har bett om vuxna på kvällarna"),
    ("ronnbacksskolan", "Rönnbacksskolan", "base", "school", "14:15", "16:00", "2", "stay", "", "", "decided", "clock",
     "Almhamns kommun", "Skolans slut"),
    ("almgymnasiet", "Almgymnasiet", "base", "school", "14:45", "16:30", "2", "stay", "", "", "decided", "clock", "Almhamns kommun",
     "Skolans slut"),
    ("torgskolan", "Torgskolan", "base", "school", "14:15", "16:00", "2", "stay", "", "", "decided", "clock", "Almhamns kommun",
     "Skolans slut"),
    ("osterskolan", "Österskolan", "base", "school", "14:00", "15:30", "2", "stay", "", "", "decided", "clock", "Almhamns kommun",
     "Skolans slut"),
    ("sjoangsskolan", "Sjöängsskolan", "base", "school", "13:45", "15:30", "2", "stay", "", "", "decided", "clock",
     "Almhamns kommun", "Skolans slut"),
    ("vastra-skolan", "Västra skolan", "base", "school", "14:00", "15:30", "2", "stay", "", "", "decided", "clock",
     "Almhamns kommun", "Skolans slut"),
    ("solbacksskolan", "Solbacksskolan", "base", "school", "14:15", "16:00", "2", "stay", "", "", "suggested", "clock",
     "Almhamns kommun", "Förslag efter samtal med skolan"),
    ("egnahemsskolan", "Egnahemsskolan", "base", "school", "14:15", "16:00", "2", "stay", "", "", "suggested", "clock",
     "Almhamns kommun", "Standardförslag för skolor"),
    ("stadsparken", "Stadsparken", "base", "weekend_night", "21:00", "00:00", "2", "visit", "", "", "decided", "clock", BOARD,
     "Genomgång till centrum"),
    ("lindparken", "Lindparken", "base", "all", "15:00", "22:00", "0", "stay", "", "", "decided", "clock", BOARD,
     "De ungas egen plats: ungdomsrådet har bett att få ha den ifred"),
    ("solbackens-ip", "Solbackens IP", "base", "school", "16:00", "20:00", "2", "stay", "ja", "ja", "decided", "clock",
     "Almhamns kommun", "Öppen mark även utanför träningstider"),
    ("ronnbacksfaltet", "Rönnbacksfältet", "base", "school", "16:00", "20:00", "2", "stay", "ja", "ja", "decided", "clock",
     "Rönnbackens BK", "Spontanidrott med vuxna"),
    ("ishallen", "Almhamns ishall", "base", "FR;SA", "18:00", "22:00", "2", "stay", "", "ja", "decided", "clock", "Almhamns Isklubb",
     "Matchkvällar"),
    ("kajutan", "Fritidsgården Kajutan", "base", "FR;SA", "21:00", "22:00", "2", "stay", "", "", "decided", "clock", "Almhamns kommun",
     "Stängning"),
    ("ronnbackens-gard", "Rönnbackens fritidsgård", "base", "FR", "21:00", "22:00", "2", "stay", "", "", "decided", "clock",
     "Almhamns kommun", "Stängning"),
    ("solgarden", "Fritidsgården Solgården", "base", "FR", "21:00", "22:00", "2", "stay", "", "", "decided", "clock", "Almhamns kommun",
     "Stängning"),
    ("hamnplan", "Hamnplan", "base", "FR;SA", "20:00", "00:00", "2", "stay", "", "", "decided", "clock", BOARD,
     "Epatraktorer och många unga vid kajen"),
    ("almbadet", "Almbadet", "base", "all", "14:00", "20:00", "2", "visit", "", "", "decided", "clock", "Almhamns kommun",
     "Badsäsong"),
    ("angsbacken", "Ängsbackens bollplan", "base", "school", "16:00", "19:00", "2", "stay", "", "", "decided", "clock",
     "Almhamns kommun", "Boende har lyft platsen"),
    ("ostra-torget", "Östra torget", "base", "school", "15:00", "18:00", "2", "stay", "", "", "decided", "clock", "Almhamns kommun",
     "Hållplats efter skolan"),
    ("kvarnlunda", "Vändplatsen i Kvarnlunda", "base", "FR", "19:00", "22:00", "2", "stay", "", "", "decided", "clock",
     "Kvarnlunda byalag", "Unga väntar på bussen"),
    ("ekvalla", "Ekvalla bygdegård", "base", "FR", "19:00", "23:00", "2", "stay", "", "", "decided", "clock", "Ekvalla IF",
     "Fredagskvällen i byn"),
    ("stationsbron", "Gångbron vid stationen", "base", "TH;FR;SA", "20:00", "23:00", "2", "stay", "", "", "decided", "clock", BOARD,
     "Utpekad i trygghetsvandring, omprövas"),
    ("strandparken", "Strandparken", "base", "weekend_night", "20:00", "00:00", "2", "stay", "", "", "decided", "clock", BOARD,
     "Kvällar vid vattnet"),
    ("skateparken", "Skateparken", "base", "all", "15:00", "19:00", "2", "visit", "", "", "decided", "clock", "Almhamns kommun",
     "Besök räcker"),
    ("nasparken", "Näsparken", "base", "weekend_night", "21:00", "00:00", "2", "stay", "", "", "suggested", "clock", BOARD,
     "Föreslagen av granngruppen"),
    ("solparken", "Solparken", "base", "school", "14:30", "16:30", "2", "stay", "", "", "decided", "clock", "Almhamns kommun",
     "Genväg från skolan"),
    ("sjoangsfaltet", "Sjöängsfältet", "base", "school", "15:00", "19:00", "2", "stay", "ja", "", "suggested", "clock",
     "Almhamns kommun", "Standardförslag för idrottsplatser"),
    ("hamburgarbaren", "Hamburgerbaren Norr", "base", "FR;SA", "21:00", "01:00", "2", "stay", "", "", "suggested", "clock", BOARD,
     "Förslag från handlarna"),
)  # fmt: skip
_SHORT = {"stationsbron": (day(-8), day(16, 6)), "almbadet": (day(-15), day(-4, 6))}


def access_rows() -> list[Row]:
    """Return the hours when places can be entered."""
    names = ("place", "days", "start", "end")
    return [dict(zip(names, row, strict=True)) for row in _ACCESS]


def session_rows() -> list[Row]:
    """Return training sessions and open houses."""
    names = ("place", "byday", "start", "end", "org", "activity", "title", "leaders", "young_leaders", "age_from", "age_to",
             "girls", "free", "drop_in", "exdates")  # fmt: skip
    return [
        {**dict(zip(names, row, strict=True)), "valid_from": SINCE, "valid_to": UNTIL} for row in _SESSIONS
    ]


def roster_rows() -> list[Row]:
    """Return roster lines, repeating ones first."""
    names = ("key", "place", "byday", "start", "end", "org", "kind", "mode", "adults", "min_adults", "status", "title", "purpose",
             "school_days_only", "exdates", "stops")  # fmt: skip
    single = ("key", "place", "date", "start", "end", "org", "kind", "adults", "status", "title", "purpose", "replaces",
              "original_date")  # fmt: skip
    weekly = [
        {**dict(zip(names, row, strict=True)), "valid_from": SINCE, "valid_to": UNTIL} for row in _ROSTER
    ]
    dated = [{**dict(zip(single, row, strict=True)), "mode": "active", "min_adults": "2"} for row in _SINGLE]
    return weekly + dated


def source_rows() -> list[Row]:
    """Return who is expected to hand in rosters for which place, and whether they have."""
    return [
        {
            "org": org,
            "place": place,
            "status": status,
            "from_local": "" if confirmed is None else f"{SINCE}T06:00",
            "to_local": "" if confirmed is None else f"{UNTIL}T06:00",
            "confirmed_on": "" if confirmed is None else day(confirmed),
            "asked_on": day(-asked),
        }
        for org, place, status, confirmed, asked in _SOURCES
    ]


def need_rows() -> list[Row]:
    """Return the need rules, decided and suggested."""
    names = ("key", "place", "type", "days", "start", "end", "adults", "mode", "outside_sessions", "within_access", "state",
             "anchor", "responsible", "reason")  # fmt: skip
    found = []
    for row in _NEEDS:
        rule = dict(zip(names, row, strict=True))
        since, until = _SHORT.get(rule["key"], (day(-60), day(44, 6)))
        decided = rule["state"] == "decided"
        found.append({
            **rule, "valid_from": since, "valid_to": until, "decided_by": BOARD if decided else "",
            "decided_on": day(-61, 2) if decided else "",
        })  # fmt: skip
    return found
