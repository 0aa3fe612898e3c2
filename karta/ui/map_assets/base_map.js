/* The ground: streets, water, green and buildings from the workspace's own data, drawn by Leaflet on one canvas.
   What arrives is packed by karta.maps.base_map: flat lists of steps in microdegrees. */
(function () {
  "use strict";
  const karta = (window.karta = window.karta || {});
  const BUILDINGS_FROM_ZOOM = 14;
  const COLOURS = {
    water: "#cbdde6", stream: "#bcd3df", green: "#e0e8d5", building: "#e6dfd2", buildingEdge: "#d9d0bf",
    casing: "#d5cebf", street: "#ffffff", quiet: "#d9d3c6", path: "#c9c1b0", rail: "#b5aea1",
  };

  function line(steps) {
    const points = new Array(steps.length / 2);
    let lon = 0;
    let lat = 0;
    for (let i = 0; i < points.length; i += 1) {
      lon += steps[2 * i];
      lat += steps[2 * i + 1];
      points[i] = [lat / 1e6, lon / 1e6];
    }
    return points;
  }

  function clockwise(ring) {
    let twice = 0;
    for (let i = 0; i < ring.length; i += 1) {
      const next = ring[(i + 1) % ring.length];
      twice += (next[1] - ring[i][1]) * (next[0] + ring[i][0]);
    }
    return twice > 0;
  }

  // Overlapping areas must not cut holes into each other: outer rings run one way, holes the other, filled "nonzero".
  function polygon(rings) {
    return rings.map((steps, i) => {
      const ring = line(steps);
      return clockwise(ring) === (i > 0) ? ring : ring.reverse();
    });
  }

  function widths(zoom) {
    const grow = Math.pow(1.62, zoom - 15);
    return {
      major: Math.max(1.6, 6.2 * grow), minor: Math.max(0.7, 3.9 * grow), path: Math.max(0.5, Math.min(1.3, 1.1 * grow)),
      rail: Math.max(0.9, Math.min(2, 1.5 * grow)), stream: Math.max(0.8, 2.2 * grow), casing: zoom < 14.5 ? 1 : 1.8,
    };
  }

  class BaseMap {
    constructor(map) {
      this.map = map;
      this.streets = 0;
      this.layers = [];
      this.renderer = L.canvas({ padding: 0.4, pane: "tilePane" });
      map.on("zoomend", () => this.restyle());
    }

    draw(packed) {
      this.layers.forEach((layer) => layer.remove());
      const streets = {};
      this.streets = 0;
      Object.keys(packed.streets).forEach((name) => {
        streets[name] = packed.streets[name].map(line);
        this.streets += streets[name].length;
      });
      const quiet = { renderer: this.renderer, pane: "tilePane", interactive: false, smoothFactor: 0.8 };
      const area = (rings, style) =>
        L.polygon(rings.map(polygon), { ...quiet, stroke: false, fill: true, fillOpacity: 1, fillRule: "nonzero", ...style });
      const stroke = (lines, style) => L.polyline(lines, { ...quiet, opacity: 1, lineCap: "round", lineJoin: "round", ...style });
      this.parts = {
        green: area(packed.green, { fillColor: COLOURS.green }),
        water: area(packed.water, { fillColor: COLOURS.water }),
        stream: stroke(packed.streams.map(line), { color: COLOURS.stream }),
        buildings: area(packed.buildings, { fillColor: COLOURS.building, stroke: true, color: COLOURS.buildingEdge, weight: 0.6 }),
        path: stroke(streets.path, { color: COLOURS.path, dashArray: "3 4", lineCap: "butt" }),
        minorCasing: stroke(streets.minor, { color: COLOURS.casing }),
        majorCasing: stroke(streets.major, { color: COLOURS.casing }),
        minor: stroke(streets.minor, { color: COLOURS.street }),
        major: stroke(streets.major, { color: COLOURS.street }),
        rail: stroke(streets.rail, { color: COLOURS.rail, dashArray: "7 4", lineCap: "butt" }),
      };
      this.layers = Object.values(this.parts);
      this.restyle();
      this.layers.forEach((layer) => layer.addTo(this.map));
      this.restyle();
    }

    restyle() {
      if (!this.parts) return;
      const zoom = this.map.getZoom();
      const width = widths(zoom);
      const near = zoom >= 13.5;
      const parts = this.parts;
      parts.stream.setStyle({ weight: width.stream });
      parts.path.setStyle({ weight: width.path, opacity: zoom < 14 ? 0.55 : 1 });
      parts.minorCasing.setStyle({ weight: width.minor + 1.2 * width.casing, opacity: near ? 1 : 0 });
      parts.majorCasing.setStyle({ weight: width.major + 1.2 * width.casing });
      parts.minor.setStyle({ weight: width.minor, color: near ? COLOURS.street : COLOURS.quiet });
      parts.major.setStyle({ weight: width.major });
      parts.rail.setStyle({ weight: width.rail });
      const shown = zoom >= BUILDINGS_FROM_ZOOM;
      parts.buildings.setStyle({ fillOpacity: shown ? 1 : 0, opacity: shown ? 1 : 0 });
    }
  }

  karta.BaseMap = BaseMap;
  karta.polygon = polygon;
})();
