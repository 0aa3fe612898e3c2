"""What reaches folium is one string that nothing reads as code."""

import json

import jinja2
from hypothesis import given
from hypothesis import strategies as st

from karta import maps
from tests.maps.pictures import AT, picture, read_as_javascript

HOSTILE = [
    "{{7*7}}",
    "{% raw %}",
    "<img src=x onerror=alert(1)>",
    "${7*7}",
    '\\"',
    "\u202e</script>",
    "`'\u2028",
]
texts = st.text() | st.sampled_from(HOSTILE)
values = st.recursive(
    texts | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_what_is_encoded_survives_any_number_of_templates(value: object) -> None:
    """Rendered twice as a Jinja template, the encoded text is unchanged and reads as the same JSON."""
    encoded = maps.encode(json.dumps(value, ensure_ascii=False))
    rendered = jinja2.Template(jinja2.Template(encoded).render()).render()
    assert rendered == encoded
    assert json.loads(read_as_javascript(rendered)) == value


@given(texts, texts)
def test_encoding_goes_letter_by_letter(first: str, second: str) -> None:
    """Two texts may be encoded apart and joined: the base map, encoded once, is set into every picture so."""
    assert maps.encode(first) + maps.encode(second) == maps.encode(first + second)


@given(st.text(alphabet=st.characters(), min_size=1))
def test_nothing_dangerous_is_left(text: str) -> None:
    """Whatever comes in, out come letters, digits, the escapes' backslashes and harmless signs alone."""
    assert not set(maps.encode(text)) & set("&<>\"'{}$%`_()#;\u2028\u2029\n\r")


def test_a_text_passes_through_foliums_page_as_typed() -> None:
    """folium renders its page as a template of a template; a template in a name comes out of it unread."""
    drawing = maps.gap_map(picture(), at=AT)
    drawing.layer.add_to(drawing.map)
    page = drawing.map.get_root().render()
    literal = page.split('window.karta.show("')[1].split('");')[0]
    assert json.loads(read_as_javascript(literal))["areas"] == [["Öster {{7*7}}", 15.05, 59.05]]
