/* What a hand puts on the map, or moves: the one point that is chosen, and signs of stops that can be dragged. */
(function () {
  "use strict";
  const SIZE = 30;

  function signed(mark) {
    const box = document.createElement("span");
    box.className = "karta-mark";
    box.textContent = mark.sign;
    return L.divIcon({ className: "karta-mark-place", html: box, iconSize: [SIZE, SIZE] });
  }

  class Marks {
    // `onMoved({stop, lon, lat})` is told when a hand has let go of a sign.
    constructor(map, onMoved) {
      this.map = map;
      this.onMoved = onMoved;
      this.list = [];
    }

    showPoint(point) {
      if (this.pin) this.pin.remove();
      this.pin = point && L.circleMarker([point[1], point[0]], {
        radius: 9, weight: 3, color: karta.colours.paper, fillColor: karta.INK, fillOpacity: 1, interactive: false,
      }).addTo(this.map);
    }

    show(marks) {
      this.list.forEach((marker) => marker.remove());
      this.list = this.spread(marks || []).map(([mark, shift], stop) => {
        const marker = L.marker([mark.lat, mark.lon], {
          icon: signed(mark), draggable: true, keyboard: false, title: mark.title, autoPan: true,
        }).addTo(this.map);
        marker.getElement().firstChild.style.marginLeft = `${shift}px`;
        marker.on("dragend", () => {
          // It is let go of where it is seen, which may be beside where it stands.
          const seen = this.map.latLngToContainerPoint(marker.getLatLng()).add([shift, 0]);
          const { lng, lat } = this.map.containerPointToLatLng(seen);
          this.onMoved({ stop, lon: lng, lat });
        });
        return marker;
      });
    }

    // Stops at the very same place stand beside each other, so that each can be read and taken hold of.
    spread(marks) {
      const placed = new Map();
      return marks.map((mark) => {
        const key = `${mark.lon},${mark.lat}`;
        const before = placed.get(key) || 0;
        placed.set(key, before + 1);
        return [mark, before * SIZE];
      });
    }
  }

  karta.Marks = Marks;
})();
