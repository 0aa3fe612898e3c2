"""The invented municipality's register: places, areas with young residents, organisations."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry import LineString, MultiPoint, Polygon, mapping
from shapely.geometry import Point as ShapelyPoint

from demo import plan
from demo.osm import degrees
from demo.shapes import rectangle

LABEL = "Påhittad demokommun. Inga verkliga platser, organisationer eller personer."
SCHOOL_DAY_HOURS = "Mo-Fr 07:00-17:00"


@dataclass(frozen=True)
class Place:
    """A place of the register; the geometry is a site of the plan, a polygon, or a point."""

    key: str
    name: str
    kind: str
    x: float = 0
    y: float = 0
    site: str = ""
    size: tuple[float, float, float] | None = None
    parent: str = ""
    hours: str = ""
    address: str = ""
    crisis: str = ""
    entrances: tuple[tuple[float, float], ...] = ()

    def geometry(self) -> Any:
        """Return the place's shape in metres of the plan."""
        if self.site:
            return next(s.polygon for s in plan.SITES if s.key == self.site).difference(plan.water())
        if self.size:
            return rectangle(self.x, self.y, *self.size)
        return ShapelyPoint(self.x, self.y)


P = Place
PLACES = (
    P("stora-torget", "Stora torget", "square", site="stora_torget", entrances=((-298, -22), (-255, -60), (-298, -102))),
    P("hamnplan", "Hamnplan", "square", site="harbour", entrances=((75, -872),)),
    P("ronnbackstorget", "Rönnbackstorget", "square", site="ronnbackstorget", entrances=((-1812, 441), (-1800, 519))),
    P("ostra-torget", "Östra torget", "square", site="ostra_torget"),
    P("resecentrum", "Resecentrum", "station", site="resecentrum", hours="Mo-Su 05:00-24:00",
      entrances=((-258, 416), (-250, 480), (-380, 447)), address="Stationsplan 1"),
    P("resecentrum-bussar", "Resecentrum, bussterminalen", "station", -160, 438, size=(70, 34, -2), parent="resecentrum"),
    P("stationsbron", "Gångbron vid stationen", "other", -248, 560),
    P("almcenter", "Almcenter", "mall", site="almcenter", hours="Mo-Fr 10:00-20:00; Sa-Su 10:00-18:00",
      entrances=((-215, 1172), (-300, 1176)), address="Köpcentrumvägen 2"),
    P("almcenter-parkering", "Almcenter, parkeringen", "other", -260, 1085, size=(330, 70, -3), parent="almcenter"),
    P("almgallerian", "Almgallerian", "mall", -205, -45, hours="Mo-Fr 10:00-19:00; Sa 10:00-16:00", address="Storgatan 14"),
    P("almgymnasiet", "Almgymnasiet", "upper_secondary", site="almgymnasiet", hours="Mo-Fr 07:00-18:00", crisis="yes",
      entrances=((-460, 275), (-460, 155))),
    P("torgskolan", "Torgskolan", "school", site="torgskolan", hours=SCHOOL_DAY_HOURS, entrances=((-440, -281),)),
    P("vastra-skolan", "Västra skolan", "school", site="vastra_skolan", hours=SCHOOL_DAY_HOURS),
    P("egnahemsskolan", "Egnahemsskolan", "school", site="vatterskolan", hours=SCHOOL_DAY_HOURS),
    P("ronnbacksskolan", "Rönnbacksskolan", "school", site="ronnbacksskolan", hours=SCHOOL_DAY_HOURS, crisis="yes",
      entrances=((-1822, 584), (-1838, 735))),
    P("ronnbacksskolan-gard", "Rönnbacksskolan, skolgården", "school", -1870, 632, size=(70, 50, 6), parent="ronnbacksskolan"),
    P("sjoangsskolan", "Sjöängsskolan", "school", site="sjoangsskolan", hours=SCHOOL_DAY_HOURS),
    P("osterskolan", "Österskolan", "school", site="osterskolan", hours=SCHOOL_DAY_HOURS),
    P("nasets-skola", "Näsets skola", "school", site="nasets_skola", hours=SCHOOL_DAY_HOURS),
    P("solbacksskolan", "Solbacksskolan", "school", site="solbacksskolan", hours=SCHOOL_DAY_HOURS),
    P("kvarnlunda-skola", "Kvarnlunda skola", "school", site="kvarnlunda_skola", hours=SCHOOL_DAY_HOURS),
    P("forskolan-kotten", "Förskolan Kotten", "preschool", -1985, 855, hours="Mo-Fr 06:30-18:00"),
    P("forskolan-ankan", "Förskolan Ankan", "preschool", -420, -690, hours="Mo-Fr 06:30-18:00"),
    P("forskolan-linden", "Förskolan Linden", "preschool", -1080, 120, hours="Mo-Fr 06:30-18:00"),
    P("forskolan-solrosen", "Förskolan Solrosen", "preschool", 1730, 560, hours="Mo-Fr 06:30-18:00"),
    P("forskolan-tarnan", "Förskolan Tärnan", "preschool", 600, -560),
    P("strandvallen", "Strandvallens IP", "sports_facility", site="strandvallen", hours="Mo-Su 07:00-22:00", crisis="yes",
      entrances=((-690, -880), (-845, -893), (-530, -980)), address="Idrottsvägen 1"),
    P("strandvallen-a", "Strandvallen, A-planen", "outdoor_pitch", -760, -965, size=(105, 68, -3), parent="strandvallen"),
    P("strandvallen-b", "Strandvallen, konstgräset", "outdoor_pitch", -655, -985, size=(68, 105, -3), parent="strandvallen"),
    P("strandvallen-norra", "Strandvallen, norra entrén", "other", -690, -881, parent="strandvallen"),
    P("strandvallen-parkering", "Strandvallen, parkeringen", "other", -790, -1035, size=(90, 40, -3), parent="strandvallen"),
    P("ishallen", "Almhamns ishall", "sports_facility", -580, -935, size=(78, 44, -3), parent="strandvallen",
      hours="Mo-Su 08:00-22:30"),
    P("sporthallen", "Strandhallen", "sports_facility", -600, -1030, size=(64, 38, -3), parent="strandvallen",
      hours="Mo-Fr 08:00-22:00; Sa-Su 09:00-20:00", crisis="yes"),
    P("solbackens-ip", "Solbackens IP", "sports_facility", site="solbackens_ip", entrances=((1575, 940), (1460, 870))),
    P("ridanlaggningen", "Almvikens ridanläggning", "sports_facility", site="ridklubben", hours="Mo-Su 08:00-21:00"),
    P("kvarnlunda-ip", "Kvarnlunda IP", "sports_facility", site="kvarnlunda_ip"),
    P("ekvalla-ip", "Ekvalla IP", "sports_facility", site="ekvalla_ip"),
    P("ronnbacksfaltet", "Rönnbacksfältet", "outdoor_pitch", site="ronnbacksfaltet"),
    P("sjoangsfaltet", "Sjöängsfältet", "outdoor_pitch", site="sjoangsfaltet"),
    P("angsbackens-bollplan", "Ängsbackens bollplan", "outdoor_pitch", site="angsbacken"),
    P("skateparken", "Skateparken", "outdoor_pitch", -130, -945, size=(45, 30, 3), parent="strandparken"),
    P("kajutan", "Fritidsgården Kajutan", "youth_centre", -150, 250, hours="Tu-Th 15:00-20:00; Fr,Sa 17:00-21:00"),
    P("ronnbackens-fritidsgard", "Rönnbackens fritidsgård", "youth_centre", -1772, 497, size=(26, 20, 6),
      hours="Mo-Th 14:30-20:00; Fr 14:30-21:00"),
    P("solgarden", "Fritidsgården Solgården", "youth_centre", 1840, 655, hours="Tu,Th 15:00-19:00; Fr 17:00-21:00"),
    P("hantverkshuset", "Hantverkshuset", "association_venue", -520, -70, crisis="yes"),
    P("folkets-sal", "Föreningshuset Ankaret", "association_venue", 60, 210, hours="Mo-Fr 09:00-21:00"),
    P("scoutstugan", "Scoutstugan Lägerelden", "association_venue", 1420, 1210),
    P("pensionarslokalen", "Träffpunkt Seniorerna", "association_venue", -880, 330, hours="Mo-Fr 10:00-16:00"),
    P("lagenheten", "Grannlokalen i Rönnbacken", "association_venue", -1640, 900),
    P("ekvalla-bygdegard", "Ekvalla bygdegård", "association_venue", 3560, 2590, crisis="yes"),
    P("kvarnlunda-bygdegard", "Kvarnlunda bygdegård", "association_venue", -4180, -210, crisis="unknown"),
    P("stadskyrkan", "Almhamns stadskyrka", "faith_venue", site="stadskyrkan", crisis="yes"),
    P("strandkyrkan", "Strandkyrkan", "faith_venue", 420, -640, hours="We 14:00-17:00; Su 10:00-13:00", crisis="yes"),
    P("bonelokalen", "Moskélokalen vid Brogatan", "faith_venue", 20, 130),
    P("ekvalla-kyrka", "Ekvalla kyrka", "faith_venue", site="ekvalla_kyrka"),
    P("stadsbiblioteket", "Almhamns stadsbibliotek", "library", -355, -25, hours="Mo-Th 10:00-19:00; Fr 10:00-17:00; Sa 10:00-15:00",
      crisis="yes", address="Storgatan 21"),
    P("ronnbackens-bibliotek", "Rönnbackens bibliotek", "library", -1845, 500, size=(34, 14, 6), hours="Mo-Th 12:00-19:00; Fr 10:00-16:00"),
    P("hamburgarbaren", "Hamburgerbaren Norr", "eatery", -520, 1290, hours="Mo-Th 10:00-23:00; Fr-Sa 10:00-02:00; Su 10:00-23:00"),
    P("torggrillen", "Torggrillen", "eatery", -262, -118, hours="Mo-Th 11:00-22:00; Fr-Sa 11:00-02:00"),
    P("stationskiosken", "Stationskiosken", "eatery", -215, 425, parent="resecentrum", hours="Mo-Su 06:00-22:00"),
    P("pizzeria-ost", "Pizzeria Östra", "eatery", 560, 85),
    P("kiosken-sjoangen", "Sjöängskiosken", "eatery", -1500, -420),
    P("stadsparken", "Stadsparken", "park", site="stadsparken"),
    P("strandparken", "Strandparken", "park", site="strandparken"),
    P("lindparken", "Lindparken", "park", site="lindparken"),
    P("egnahemsparken", "Egnahemsparken", "park", site="egnahemsparken"),
    P("nasparken", "Näsparken", "park", site="nasparken"),
    P("solparken", "Solparken", "park", site="solparken"),
    P("ronnbacksparken", "Rönnbacksparken", "park", site="ronnbacksparken"),
    P("badplatsen", "Almbadet", "park", site="bath"),
    P("lekplatsen-draken", "Lekplatsen Draken", "playground", 20, -270, size=(28, 22, 18), parent="stadsparken"),
    P("lekplatsen-valen", "Lekplatsen Valen", "playground", -370, -930, size=(30, 24, 3), parent="strandparken"),
    P("lekplatsen-kojan", "Lekplatsen Kojan", "playground", -2080, 660, size=(30, 24, 6), parent="ronnbacksparken"),
    P("lekplatsen-raketen", "Lekplatsen Raketen", "playground", 1760, -120, size=(26, 22, 24), parent="solparken"),
    P("lekplatsen-skutan", "Lekplatsen Skutan", "playground", 760, -360, size=(26, 22, -20), parent="nasparken"),
    P("elljussparet", "Elljusspårets start", "meeting_place", -1800, 1050),
    P("utsikten", "Utsikten vid Solbacksspåret", "meeting_place", 1750, 1400),
    P("hamnpiren", "Piren", "meeting_place", 130, -1085),
    P("vandhallplatsen", "Vändplatsen i Kvarnlunda", "meeting_place", -4200, -250),
    P("ekvalla-hallplats", "Busskuren i Ekvalla", "station", 3500, 2560),
)  # fmt: skip


@dataclass(frozen=True)
class Area:
    """An area: residents aged 0-5, 6-9, 10-12, 13-15, 16-19 and 20-24 in the reference year."""

    code: str
    name: str
    outline: tuple[tuple[float, float], ...]
    young: tuple[int, int, int, int, int, int]


AREAS = (
    Area("A01", "Centrum", ((-610, -405), (-610, 515), (360, 520), (300, 280), (215, 0), (130, -250), (170, -400)),
         (210, 118, 81, 86, 141, 402)),
    Area("A02", "Södra staden", ((-610, -405), (170, -400), (215, -620), (180, -900), (215, -1350), (-1290, -1350), (-1240, -850),
         (-605, -820)), (196, 121, 88, 92, 118, 288)),
    Area("A03", "Väster", ((-610, 515), (-610, -405), (-605, -820), (-1240, -850), (-1290, 0), (-1300, 560)),
         (268, 204, 166, 171, 197, 190)),
    Area("A04", "Rönnbacken", ((-1290, 0), (-1300, 560), (-1350, 1420), (-2700, 1480), (-2700, -95)),
         (331, 243, 188, 179, 226, 249)),
    Area("A05", "Sjöängen", ((-1290, 0), (-2700, -95), (-2700, -1350), (-1290, -1350), (-1240, -850)),
         (287, 231, 192, 187, 212, 138)),
    Area("A06", "Norr", ((-610, 515), (-1300, 560), (-1350, 1420), (-500, 1380), (400, 1400), (260, 1000), (360, 520)),
         (31, 22, 14, 12, 19, 44)),
    Area("A07", "Ängsbacken", ((360, 520), (260, 1000), (400, 1400), (1300, 1520), (1280, 1050), (1320, 600)),
         (259, 224, 181, 168, 172, 98)),
    Area("A08", "Öster", ((360, 520), (1320, 600), (1300, 120), (700, 40), (215, 0), (300, 280)),
         (203, 141, 101, 104, 149, 231)),
    Area("A09", "Näset", ((215, 0), (700, 40), (1300, 120), (1260, -300), (1250, -720), (1300, -1350), (215, -1350), (180, -900),
         (215, -620), (170, -400), (130, -250)), (248, 206, 173, 176, 201, 121)),
    Area("A10", "Solbacken", ((1300, 1520), (1280, 1050), (1320, 600), (1300, 120), (1260, -300), (1250, -720), (1300, -1350),
         (3200, -1350), (3200, 1850), (2600, 1750)), (322, 278, 229, 221, 246, 143)),
    Area("A11", "Kvarnlunda", ((-5200, -1350), (-5200, 700), (-3200, 700), (-3200, -1350)), (71, 58, 43, 41, 47, 33)),
    Area("A12", "Ekvalla", ((3080, 1850), (2900, 3200), (4800, 3200), (4800, 1900)), (58, 47, 36, 38, 42, 29)),
)  # fmt: skip
BANDS = ("0-5", "6-9", "10-12", "13-15", "16-19", "20-24")


@dataclass(frozen=True)
class Organisation:
    """An organisation; `admitted_on` blank = not yet."""

    key: str
    name: str
    types: str
    sector: str
    umbrella: str
    admitted_on: str
    does: str
    does_not: str = ""
    cap: str = ""


BOARD = "Lokala samverkansrådet"
O = Organisation  # noqa: E741
ORGANISATIONS = (
    O("faltgruppen", "Almhamns fältgrupp", "outreach", "municipality", "Almhamns kommun", "2024-01-15",
      "Uppsökande arbete bland unga, dag och kväll", "Följer inte upp enskilda ärenden på uppdrag av andra", "4"),
    O("fritidsgardarna", "Fritidsgårdarna i Almhamn", "youth_centre", "municipality", "Almhamns kommun", "2024-01-15",
      "Öppen fritidsverksamhet på tre gårdar", "", "4"),
    O("biblioteken", "Almhamns bibliotek", "library", "municipality", "Almhamns kommun", "2024-02-05",
      "Bibliotek i centrum och Rönnbacken, läxhörna", "", "2"),
    O("skolvardarna", "Skolvärdarna i Almhamn", "school", "municipality", "Almhamns kommun", "2024-02-05",
      "Vuxna vid skolans slut och på raster", "", "3"),
    O("foraldravandrarna", "Föräldravandrarna Almhamn", "night_walk", "civil_society", "", "2024-02-19",
      "Vandring fredag och lördag kväll", "Ingriper inte, ringer 112 vid behov", "3"),
    O("almhamns-if", "Almhamns IF", "sports_club", "civil_society", "Distriktets idrottsförbund", "2024-03-04",
      "Fotboll för barn, unga och vuxna", "", "2"),
    O("ronnbackens-bk", "Rönnbackens BK", "sports_club", "civil_society", "Distriktets idrottsförbund", "2024-03-04",
      "Fotboll och öppen plan för alla", "", "3"),
    O("almhamns-ik", "Almhamns Isklubb", "sports_club", "civil_society", "Distriktets idrottsförbund", "2024-05-20",
      "Ishockey och konståkning"),
    O("solbackens-sk", "Solbackens SK", "sports_club", "civil_society", "Distriktets idrottsförbund", "2024-03-04",
      "Handboll, gymnastik och fotboll", "", "2"),
    O("ridklubben", "Almvikens Ridklubb", "sports_club", "civil_society", "Distriktets idrottsförbund", "2025-01-20",
      "Ridskola och stallverksamhet"),
    O("strandkyrkan", "Strandkyrkans församling", "faith_community", "civil_society", "", "2024-03-18",
      "Öppen kyrka, kvällsvandring, matgemenskap", "", "2"),
    O("moskeforeningen", "Muslimska föreningen i Almhamn", "faith_community", "civil_society", "", "2024-03-18",
      "Fredagsträff, läxläsning, kvällsvärdar", "", "2"),
    O("scouterna", "Scoutkåren Almviken", "scouts", "civil_society", "", "2024-06-03", "Scouting, hajker och öppet hus"),
    O("seniorerna", "Almhamns seniorring", "pensioners", "civil_society", "", "2024-04-15",
      "Seniorer vid skolor och i parker på dagtid", "Inga pass efter klockan 18", "2"),
    O("laxhjalpen", "Läxhjälpen Almhamn", "homework_help", "civil_society", "", "2024-09-02",
      "Läxhjälp och mentorer fyra eftermiddagar i veckan"),
    O("kvarnlunda-byalag", "Kvarnlunda byalag", "village_association", "civil_society", "", "2025-02-10",
      "Bygdegård och bykväll"),
    O("ekvalla-if", "Ekvalla IF", "sports_club", "civil_society", "Distriktets idrottsförbund", "2025-02-10",
      "Idrott och fredagskväll i bygdegården"),
    O("lokalpolisen", "Lokalpolisområde Almhamn", "police", "police", "", "2024-01-15",
      "Områdespoliser i yttre tjänst", "Polisens planering delas inte här", "3"),
    O("stationsvakterna", "Almtrafikens stationsvakter", "security", "private", "", "2024-04-15",
      "Ordningsvakter på resecentrum", "Arbetar inte utanför stationsområdet"),
    O("nasets-grannar", "Näsets granngrupp", "neighbourhood", "civil_society", "", "", "Kvällspromenader på Näset"),
)  # fmt: skip


def write_places(path: Path) -> None:
    """Write the places as GeoJSON."""
    features = []
    for place in PLACES:
        facts = {
            "id": place.key, "name": place.name, "kind": place.kind, "parent_key": place.parent, "address": place.address,
            "opening_hours": place.hours, "crisis": {"yes": True, "no": False}.get(place.crisis),
        }  # fmt: skip
        if place.entrances:
            doors = MultiPoint([degrees(*door) for door in place.entrances])
            facts["entrances"] = doors.wkt
        features.append(_feature(place.geometry(), facts))
    _write_collection(path, features)


def write_areas(path: Path, year: int) -> None:
    """Write the areas with their young residents of the last three years."""
    features = []
    for number, area in enumerate(AREAS):
        counts = [
            f"{year - back}:{band}={round(count * (1 + back * (0.004 * (number % 5) - 0.008)))}"
            for back in (2, 1, 0)
            for band, count in zip(BANDS, area.young, strict=True)
        ]
        facts = {
            "id": area.code, "name": area.name, "kind": "district", "code": f"DEMO-{area.code}", "code_version": "demo",
            "population": ";".join(counts),
        }  # fmt: skip
        features.append(_feature(Polygon(area.outline), facts))
    _write_collection(path, features)


def organisation_rows() -> list[dict[str, str]]:
    """Return the organisations as rows."""
    return [
        {
            "key": o.key, "name": o.name, "types": o.types, "sector": o.sector, "umbrella": o.umbrella,
            "admitted_on": o.admitted_on, "admitted_by": BOARD if o.admitted_on else "", "does": o.does,
            "does_not": o.does_not, "request_cap": o.cap,
        }
        for o in ORGANISATIONS
    ]  # fmt: skip


def _feature(shape: Any, facts: dict[str, Any]) -> dict[str, Any]:
    def turned(part: Any) -> Any:
        return degrees(part[0], part[1]) if isinstance(part[0], float | int) else [turned(p) for p in part]

    drawn = mapping(shape)
    geometry = {"type": drawn["type"], "coordinates": turned(drawn["coordinates"])}
    return {
        "type": "Feature",
        "properties": {k: v for k, v in facts.items() if v not in ("", None)},
        "geometry": geometry,
    }


def _write_collection(path: Path, features: list[dict[str, Any]]) -> None:
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    head = json.dumps({"type": "FeatureCollection", "description": LABEL}, ensure_ascii=False)[:-1]
    path.write_text(f'{head}, "features": [\n{lines}\n]}}\n', encoding="utf-8")


def outline(area: Area) -> LineString:
    """Return the border of an area."""
    return LineString([*area.outline, area.outline[0]])
