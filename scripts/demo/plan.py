"""The plan of the invented town Almhamn, drawn by hand in metres around its square: water, roads, sites, districts.

Town and villages are invented. They are put into open water in the middle of a great lake, so that no real
neighbourhood lies under them.
"""

from dataclasses import dataclass, field
from functools import cache

from shapely.geometry import LineString, Polygon, box
from shapely.ops import unary_union

from demo.shapes import BentGrid, Point, curve, rectangle

ORIGIN_E, ORIGIN_N = 411_000, 6_547_000
BOUNDS = (-5200.0, -2700.0, 4800.0, 3400.0)


@dataclass(frozen=True)
class Road:
    """A main road: its class, its name, and the points it is drawn through."""

    name: str
    highway: str
    points: tuple[Point, ...]
    bridged: bool = True


@dataclass(frozen=True)
class Site:
    """Ground kept free of streets: a school, a park, a sports ground. `ring` is the class of the way around it."""

    key: str
    use: str
    polygon: Polygon
    ring: str = "footway"


@dataclass(frozen=True)
class District:
    """A face of the main roads and how it was built up; `point` lies in it, or `polygon` says where it is."""

    name: str
    built: str
    grid: BentGrid
    names: tuple[str, ...]
    point: Point | None = None
    polygon: Polygon | None = None
    drop: float = 0.0
    tags: dict[str, str] = field(default_factory=dict)


RIVER = ((900, 3500), (620, 2700), (760, 2100), (430, 1500), (250, 1000), (370, 620), (270, 180), (130, -240),
         (215, -620), (175, -1000), (215, -1500))  # fmt: skip
SHORE = ((-5300, -1500), (-4500, -1420), (-3800, -1650), (-2950, -1200), (-2250, -1330), (-1600, -1120),
         (-950, -1260), (-420, -1120), (0, -1150), (150, -1290), (420, -1180), (850, -1210), (1350, -1030),
         (1900, -1240), (2600, -1020), (3300, -1480), (4000, -1280), (4900, -1600))  # fmt: skip
RAIL = ((-5200, 860), (-3000, 700), (-1600, 570), (-700, 510), (-100, 495), (400, 510), (1000, 570), (2000, 760),
        (3300, 900), (4800, 980))  # fmt: skip

WEST_ROAD = (
    (-5200, -640),
    (-4700, -420),
    (-4200, -250),
    (-3600, -190),
    (-3000, -130),
    (-2300, -60),
    (-1300, 20),
)
MAIN_STREET = ((-1300, 20), (-950, -15), (-620, -22), (-300, 6), (0, 8), (330, -22), (700, 40), (1300, 120))
EAST_ROAD = ((1300, 120), (2000, 330), (2350, 450), (2750, 740), (3000, 1200), (3080, 1820))
ROADS = (
    Road("Förbifarten", "primary", ((-5200, 1760), (-4300, 1600), (-2800, 1500), (-1350, 1420), (-500, 1380),
         (350, 1400), (1300, 1520), (2600, 1750), (3080, 1820), (4800, 1900))),
    Road("Västra vägen", "secondary", WEST_ROAD),
    Road("Storgatan", "secondary", MAIN_STREET),
    Road("Östra vägen", "secondary", EAST_ROAD),
    Road("Västra ringvägen", "secondary", ((-1350, 1420), (-1330, 1000), (-1290, 600), (-1320, 300), (-1300, 20),
         (-1270, -400), (-1230, -860))),
    Road("Östra ringvägen", "secondary", ((1300, 1520), (1280, 1050), (1330, 600), (1300, 120), (1260, -300),
         (1250, -720))),
    Road("Strandvägen", "tertiary", ((-2250, -850), (-1800, -900), (-1230, -860), (-600, -820), (-150, -790),
         (200, -765), (600, -760), (1250, -720), (1800, -600), (2200, -180), (2350, 450))),
    Road("Järnvägsgatan", "tertiary", ((-1305, 440), (-900, 425), (-605, 410), (-250, 402), (120, 385), (370, 405),
         (800, 430), (1315, 465))),
    Road("Norra infarten", "tertiary", ((-620, 1384), (-650, 1000), (-610, 700), (-605, 410), (-590, 180),
         (-620, -22), (-605, -400), (-600, -820))),
    Road("Verkstadsgatan", "tertiary", ((-1330, 900), (-1000, 905), (-640, 880), (-200, 850), (255, 870), (700, 960),
         (1285, 1060))),
    Road("Solbacksvägen", "tertiary", ((1285, 1060), (1800, 1085), (2300, 950), (2750, 740))),
    Road("Rönnbacksringen", "tertiary", ((-1316, 320), (-1600, 300), (-2080, 255), (-2340, 480), (-2270, 860),
         (-1930, 1060), (-1600, 1040), (-1332, 1010))),
    Road("Rönnbacksvägen", "tertiary", ((-2090, 262), (-2125, 110), (-2100, -42))),
    Road("Västerleden", "tertiary", ((-2300, -60), (-2370, -450), (-2250, -850))),
    Road("Södra gatan", "residential", ((-605, -400), (-300, -425), (0, -410), (170, -400)), bridged=False),
    Road("Kungsgatan", "residential", ((-240, 402), (-245, 200), (-230, 5), (-235, -200), (-250, -424), (-240, -600),
         (-260, -797)), bridged=False),
    Road("Ekvallavägen", "tertiary", ((3080, 1820), (3150, 2200), (3500, 2560), (3900, 2760), (4400, 2950),
         (4800, 3010))),
    Road("Hamnvägen", "unclassified", ((-5200, 300), (-4700, 120), (-4420, -40), (-4200, -250), (-4130, -600),
         (-4260, -1000), (-4230, -1330))),
)  # fmt: skip

SITES = (
    Site("stora_torget", "square", rectangle(-298, -62, 92, 84, 2), "pedestrian"),
    Site("stadskyrkan", "church", rectangle(-448, -128, 96, 80, 6)),
    Site("resecentrum", "station", rectangle(-250, 447, 270, 66, -2)),
    Site("jarnvagsparken", "park", rectangle(-300, 345, 90, 64, 0), "residential"),
    Site("stadsparken", "park", rectangle(40, -245, 150, 210, 18)),
    Site("almgymnasiet", "school", rectangle(-460, 215, 160, 120, 3), "residential"),
    Site("torgskolan", "school", rectangle(-440, -330, 150, 100, -3), "residential"),
    Site("strandvallen", "ground", rectangle(-690, -975, 330, 190, -3)),
    Site("strandparken", "park", rectangle(-250, -960, 420, 190, 3)),
    Site("bath", "park", rectangle(620, -950, 420, 190, 2)),
    Site("harbour", "square", rectangle(75, -930, 90, 120, 0), "service"),
    Site("almcenter", "mall", rectangle(-260, 1160, 400, 250, -3), "service"),
    Site("vastra_skolan", "school", rectangle(-960, 200, 170, 120, -1), "residential"),
    Site("lindparken", "park", rectangle(-1140, 300, 120, 90, -1), "residential"),
    Site("egnahemsparken", "park", rectangle(-900, -400, 110, 90, 6), "residential"),
    Site("vatterskolan", "school", rectangle(-880, -640, 160, 120, 4), "residential"),
    Site("ronnbacksskolan", "school", rectangle(-1830, 660, 210, 150, 6)),
    Site("ronnbackstorget", "square", rectangle(-1810, 480, 110, 80, 6)),
    Site("ronnbacksfaltet", "pitch", rectangle(-1590, 740, 150, 110, 6)),
    Site("ronnbacksparken", "park", rectangle(-2080, 620, 140, 200, 6)),
    Site("sjoangsskolan", "school", rectangle(-1780, -480, 180, 130, 4), "residential"),
    Site("sjoangsfaltet", "pitch", rectangle(-2020, -480, 140, 110, 4), "residential"),
    Site("osterskolan", "school", rectangle(820, 250, 170, 120, 8), "residential"),
    Site("ostra_torget", "square", rectangle(520, 55, 80, 60, 8), "residential"),
    Site("nasparken", "park", rectangle(760, -360, 150, 110, -20), "residential"),
    Site("nasets_skola", "school", rectangle(1010, -520, 160, 110, -14), "residential"),
    Site("angsbacken", "pitch", rectangle(780, 800, 160, 120, 16), "residential"),
    Site("solbacksskolan", "school", rectangle(1900, 760, 170, 130, -12), "residential"),
    Site("solbackens_ip", "ground", rectangle(1560, 860, 200, 160, 4)),
    Site("solparken", "park", rectangle(1760, -120, 150, 120, 24), "residential"),
    Site("ridklubben", "ground", rectangle(2780, 130, 240, 160, 20), "track"),
    Site("kvarnlunda_skola", "school", rectangle(-4080, -380, 150, 110, 8), "residential"),
    Site("kvarnlunda_ip", "ground", rectangle(-3900, -40, 170, 120, 10)),
    Site("ekvalla_ip", "ground", rectangle(3720, 2470, 160, 120, 28)),
    Site("ekvalla_kyrka", "church", rectangle(3300, 2590, 90, 80, 30)),
)

FLOWERS = ("Björk", "Rönn", "Sälg", "Oxel", "Lönn", "Ask", "Hassel", "Syren", "Kaprifol", "Nypon", "Slån", "Ekorr",
           "Igelkotts", "Lind", "Poppel", "Pil", "Hägg", "Apel", "Päron", "Plommon", "Körsbärs", "Kastanje", "Avenboks",
           "Lärkträds")  # fmt: skip
BIRDS = ("Lärk", "Trast", "Sädesärle", "Svalbo", "Tärn", "Måsarnas", "Storks", "Gök", "Vipe", "Spov", "Tofsvipe", "Fink",
         "Domherre", "Koltrasts", "Steglits", "Siskas", "Göktyte", "Ugglebo", "Falk", "Hök", "Ärle", "Mes")  # fmt: skip
BERRIES = ("Hallon", "Blåbärs", "Lingon", "Odon", "Hjortron", "Smultron", "Krusbärs", "Vinbärs", "Björnbärs", "Enbärs",
           "Tranbärs", "Åkerbärs")  # fmt: skip
FIELDS = ("Vete", "Råg", "Havre", "Korn", "Klöver", "Timotej", "Rovfjärils", "Ängs", "Tegs", "Hag", "Skörde", "Slåtter",
          "Lie", "Logbyggar", "Hässje", "Gärdes", "Beteshags", "Åkerrens")  # fmt: skip
CRAFTS = ("Smedje", "Garvar", "Färgar", "Snickar", "Krukmakar", "Köpman", "Hantverkar", "Sadelmakar", "Bokbindar",
          "Repslagar", "Urmakar", "Skomakar", "Bryggar", "Bagar", "Vagnmakar", "Kopparslagar")  # fmt: skip
TOWNS = ("Kyrko", "Skol", "Rådhus", "Präst", "Ny", "Trädgårds", "Å", "Kvarn", "Teater", "Tull", "Post", "Brunns", "Torg",
         "Gymnasie", "Slotts", "Magasins", "Vall", "Frö", "Drottning", "Klock", "Park", "Linné")  # fmt: skip
WORKS = ("Svarvar", "Maskin", "Gjuteri", "Montör", "Lager", "Truck", "Transport", "Elektro", "Plåt", "Järn", "Spinneri",
         "Såg", "Snickeri", "Turbin")  # fmt: skip
SUN = ("Solrose", "Morgon", "Middags", "Kvälls", "Gryning", "Skymnings", "Sommar", "Vinter", "Vår", "Höst", "Midsommar",
       "Norrskens", "Månskens", "Stjärn", "Regnbågs", "Åsk", "Daggkåpe", "Molnets")  # fmt: skip
LAKE = ("Vass", "Näckros", "Gädd", "Abborr", "Lake", "Gös", "Mört", "Sik", "Notdragar", "Ryssje", "Båt", "Segel", "Roddar",
        "Brygg", "Fyr", "Ankar", "Kompass", "Lots")  # fmt: skip

DISTRICTS = (
    District("Centrum söder", "medieval", BentGrid(4, 66, 84, bend=16, wave=420, jitter=0.22, through=0.45), CRAFTS,
             (-500, -200), drop=0.1),
    District("Centrum öster", "medieval", BentGrid(-8, 62, 78, bend=14, wave=360, jitter=0.22, through=0.4), CRAFTS[8:] + TOWNS,
             (-120, -200), drop=0.1),
    District("Stationsstaden väst", "grid", BentGrid(2, 92, 104, bend=4, wave=900, jitter=0.05, through=0.95), TOWNS, (-560, 330)),
    District("Stationsstaden öst", "grid", BentGrid(-3, 92, 104, bend=5, wave=900, jitter=0.05, through=0.95), TOWNS[6:],
             (0, 300)),
    District("Södra staden väst", "mid", BentGrid(5, 98, 128, bend=8, wave=700, jitter=0.06, through=0.8), LAKE, (-450, -640)),
    District("Södra staden öst", "mid", BentGrid(-4, 98, 128, bend=8, wave=700, jitter=0.06, through=0.8), LAKE[9:], (-60, -640)),
    District("Väster", "mid", BentGrid(0, 100, 130, bend=5, wave=900, jitter=0.05, through=0.85), TOWNS[10:] + CRAFTS,
             (-800, 80)),
    District("Egnahem", "villa", BentGrid(5, 70, 170, bend=10, wave=800, jitter=0.05, through=0.4), FLOWERS, (-1100, -100)),
    District("Rönnbacken", "slab", BentGrid(6, 132, 150, bend=8, wave=500, jitter=0.08, through=0.85), BERRIES, (-2100, 800)),
    District("Rönnbackens radhus", "row", BentGrid(-4, 74, 150, bend=8, wave=500, jitter=0.08, through=0.4), BERRIES[5:],
             (-1600, 160)),
    District("Sjöängen", "row", BentGrid(4, 76, 160, bend=14, wave=600, jitter=0.08, through=0.3), FIELDS, (-1500, -300)),
    District("Verkstadsområdet", "industry", BentGrid(3, 190, 230, bend=6, wave=900, jitter=0.08, through=0.7), WORKS,
             (-1100, 1200)),
    District("Gjuteriet", "industry", BentGrid(-2, 150, 240, bend=6, wave=900, jitter=0.08, through=0.7), WORKS[6:], (-1100, 760)),
    District("Norra hamnen", "industry", BentGrid(-2, 150, 210, bend=6, wave=900, jitter=0.08, through=0.7), WORKS[9:],
             (-300, 700)),
    District("Handelsområdet", "industry", BentGrid(-2, 210, 260, bend=0, jitter=0.05, through=0.8), ("Handels", "Lager", "Butiks"),
             (-600, 1320)),
    District("Ängsbacken", "villa", BentGrid(16, 72, 210, bend=34, wave=520, jitter=0.08, through=0.25), SUN, (900, 1250)),
    District("Ängsbacken söder", "villa", BentGrid(12, 72, 190, bend=22, wave=520, jitter=0.08, through=0.25), SUN[8:], (1150, 850)),
    District("Öster", "mid", BentGrid(8, 94, 120, bend=8, wave=700, jitter=0.06, through=0.75), TOWNS[3:] + BIRDS, (1000, 330)),
    District("Näset", "villa", BentGrid(-16, 71, 190, bend=30, wave=560, jitter=0.07, through=0.25), BIRDS, (500, -500)),
    District("Solbacken", "villa", BentGrid(-14, 72, 200, bend=36, wave=520, jitter=0.07, through=0.2), SUN + FLOWERS[12:],
             (1500, 500)),
    District("Solbacken söder", "villa", BentGrid(22, 72, 200, bend=36, wave=600, jitter=0.07, through=0.2), FLOWERS[12:] + BIRDS,
             (1500, -200)),
    District("Kvarnlunda", "village", BentGrid(12, 88, 170, bend=18, wave=500, jitter=0.12, through=0.3), FIELDS,
             polygon=Polygon([(-4420, -330), (-4380, 20), (-4120, 130), (-3780, -60), (-3760, -330), (-4000, -520), (-4350, -560)])),
    District("Ekvalla", "village", BentGrid(28, 88, 180, bend=20, wave=500, jitter=0.12, through=0.3), FIELDS[9:] + LAKE,
             polygon=Polygon([(3230, 2330), (3300, 2700), (3560, 2840), (3900, 2850), (3950, 2620), (3760, 2350), (3450, 2250)])),
)  # fmt: skip

WOODS = (
    ((-5200, 900), (-3400, 760), (-2550, 720), (-2480, 1150), (-2600, 1470), (-4000, 1520), (-5200, 1690)),
    ((-2480, 1560), (-1500, 1480), (-300, 1460), (320, 1480), (520, 1800), (560, 2400), (300, 3400), (-2900, 3400), (-3300, 2400)),
    ((1380, 1120), (1800, 1140), (2250, 1010), (2650, 860), (2900, 1250), (2990, 1740), (2500, 1680), (1380, 1480)),
    ((2480, 420), (3400, 250), (4800, 500), (4800, -1500), (3900, -1210), (3250, -1380), (2620, -960), (2300, -900), (2250, -300)),
    ((900, 2500), (1600, 1900), (2500, 2050), (2900, 2500), (2700, 3400), (1000, 3400)),
    ((-3700, -320), (-2700, -220), (-2480, -500), (-2450, -900), (-2950, -1100), (-3700, -1500), (-4050, -1200)),
)  # fmt: skip
FIELDS_OPEN = (
    ((-5200, 820), (-3400, 690), (-2450, 640), (-2450, 100), (-3000, -90), (-3650, -110), (-3780, 60), (-4100, 200), (-5200, 420)),
    ((1000, 1620), (2500, 1800), (2980, 1870), (3060, 2250), (2700, 2400), (1700, 1850), (1000, 2300), (800, 2100)),
    ((3250, 1920), (4800, 2000), (4800, 2900), (4000, 2620), (3700, 2280), (3300, 2200)),
    ((2850, 760), (3300, 830), (4800, 900), (4800, 560), (3400, 330), (2550, 480)),
    ((-5200, -700), (-4500, -420), (-4320, -620), (-4400, -1000), (-4380, -1300), (-5200, -1400)),
    ((3100, 1000), (4800, 1060), (4800, 1830), (3150, 1760)),
)  # fmt: skip


@cache
def river() -> Polygon:
    """Return the river, wider towards its mouth."""
    middle = curve(RIVER)
    pieces = []
    for i in range(24):
        a, b = middle.length * i / 24, middle.length * (i + 1.2) / 24
        part = LineString([middle.interpolate(a + (b - a) * k / 12) for k in range(13)])
        pieces.append(part.buffer(17 + 16 * (i / 23) ** 2))
    return unary_union(pieces).simplify(0.6)


@cache
def lake() -> Polygon:
    """Return the lake south of the town, with its bays and without its islands."""
    shore = list(curve(SHORE).coords)
    water = Polygon([*shore, (4900, -2800), (-5300, -2800)]).intersection(box(*BOUNDS))
    islands = [
        Polygon(curve(points, closed=True))
        for points in (
            ((-1350, -1700), (-1150, -1560), (-900, -1640), (-930, -1830), (-1200, -1880), (-1350, -1700)),
            ((900, -1900), (1080, -1800), (1180, -1960), (1020, -2060), (900, -1900)),
            ((2100, -1600), (2250, -1540), (2300, -1640), (2190, -1720), (2100, -1600)),
        )
    ]
    return water.difference(unary_union(islands))


@cache
def water() -> Polygon:
    """Return river and lake together."""
    return unary_union([river(), lake()])


@cache
def rail() -> LineString:
    """Return the line of the railway."""
    return curve(RAIL)
