/* What of the world the map shows: the places with decisions at first, then what the hand chose, which the browser's tab remembers. */
(function () {
  "use strict";
  const EDGE = 16;

  function box([west, south, east, north]) {
    return L.latLngBounds([south, west], [north, east]);
  }

  class MapView {
    constructor(map, legend, animate) {
      this.map = map;
      this.legend = legend;
      this.animate = animate;
      // Whether a hand has moved the map since it was fitted.
      this.touched = false;
    }

    // A button for the whole area, below those of the zoom.
    addButton(labels) {
      const control = L.control({ position: "topleft" });
      control.onAdd = () => {
        const bar = L.DomUtil.create("div", "leaflet-bar karta-whole");
        const button = L.DomUtil.create("a", "", bar);
        button.href = "#";
        button.setAttribute("role", "button");
        button.setAttribute("aria-label", labels.whole_area);
        button.title = labels.whole_area;
        button.textContent = "\u2922";
        L.DomEvent.disableClickPropagation(bar);
        L.DomEvent.on(button, "click", (event) => {
          L.DomEvent.preventDefault(event);
          this.touched = false;
          this.fit(this.bounds);
        });
        return bar;
      };
      control.addTo(this.map);
    }

    show(bounds, opening) {
      const key = [...bounds, ...opening].join();
      if (key === this.key) return;
      this.key = key;
      this.bounds = box(bounds);
      this.fitted = box(opening);
      this.map.setMaxBounds(this.bounds.pad(0.6));
      this.map.setMinZoom(Math.max(2, this.map.getBoundsZoom(this.bounds) - 1));
      this.touched = false;
      const remembered = window.sessionStorage.getItem("karta:view:" + key);
      if (remembered) {
        const [lat, lng, zoom] = JSON.parse(remembered);
        this.touched = true;
        this.map.setView([lat, lng], zoom, { animate: false });
      } else this.fit();
    }

    // Shows what was shown last, or `bounds`, as large as it fits.
    fit(bounds = this.fitted) {
      if (!bounds || !this.map.getSize().x) return;
      this.fitted = bounds;
      this.map.setMinZoom(2);
      const room = L.point(EDGE + this.legend.aside(this.map.getSize().x), EDGE);
      const zoom = this.map.getBoundsZoom(bounds, false, room);
      const middle = this.map.project(bounds.getCenter(), zoom).add([(room.x - EDGE) / 2, 0]);
      this.map.setView(this.map.unproject(middle, zoom), zoom, { animate: false });
      this.map.setMinZoom(Math.max(2, this.map.getBoundsZoom(this.bounds, false, room) - 1));
    }

    remember() {
      const middle = this.map.getCenter();
      window.sessionStorage.setItem("karta:view:" + this.key, JSON.stringify([middle.lat, middle.lng, this.map.getZoom()]));
    }

    // Closer, to where these points lie.
    open(points) {
      this.touched = true;
      const { map, animate } = this;
      const bounds = L.latLngBounds(points);
      const zoom = Math.max(map.getZoom() + 1, map.getBoundsZoom(bounds, false, L.point(60, 60)));
      map.setView(bounds.getCenter(), Math.min(zoom, map.getZoom() + 3, 19), { animate });
    }

    bring(point) {
      if (!this.map.getBounds().pad(-0.1).contains(point)) this.map.panTo(point, { animate: this.animate });
    }
  }

  karta.MapView = MapView;
})();
