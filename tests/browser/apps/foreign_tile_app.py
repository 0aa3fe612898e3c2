"""The control: the same map, with one picture asked of a host elsewhere. The check for such requests must see it."""

from folium import DivIcon, Marker
from invented_town import picture
from streamlit_folium import st_folium

from karta import maps
from karta.ui import gap_map

drawing = maps.gap_map(picture(), at=gap_map.addresses("control"))
Marker([59.01, 15.02], icon=DivIcon(html='<img src="https://tiles.example.org/1/2/3.png" alt="">')).add_to(
    drawing.map
)
st_folium(
    drawing.map,
    key="control",
    height=500,
    width=None,
    returned_objects=[],
    feature_group_to_add=drawing.layer,
)
