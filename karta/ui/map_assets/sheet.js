/* A canvas that lies on the map, somewhat larger than what is seen: it follows a pan by itself, is stretched while
   the zoom is animated, and drawn anew when the view rests. Positions are shares of the world (Mercator). */
(function () {
  "use strict";
  const PADDING = 0.25;
  const WORLD = 256;

  // Degrees to pixels of a world that is 256 wide.
  function worldX(lon) {
    return (lon / 360 + 0.5) * WORLD;
  }

  function worldY(lat) {
    const sine = Math.sin((lat * Math.PI) / 180);
    return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD;
  }

  // Steps in microdegrees to a line of points in that world.
  function worldLine(steps) {
    const line = [];
    let [lon, lat] = [0, 0];
    for (let i = 0; i < steps.length; i += 2) {
      lon += steps[i];
      lat += steps[i + 1];
      line.push([worldX(lon / 1e6), worldY(lat / 1e6)]);
    }
    return line;
  }

  const Sheet = L.Layer.extend({
    pane: "sheet",
    above: 200,

    onAdd(map) {
      const pane = map.getPane(this.pane) || map.createPane(this.pane);
      pane.style.zIndex = this.above;
      pane.style.pointerEvents = "none";
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", pane);
      map.on("moveend viewreset resize", this.place, this);
      if (map._zoomAnimated) map.on("zoomanim", this.animate, this);
    },

    place() {
      const map = this._map;
      if (!map || !map.getSize().x) return;
      const size = map.getSize();
      const pad = size.multiplyBy(PADDING).round();
      const corner = map.containerPointToLayerPoint([0, 0]).subtract(pad);
      this.corner = map.layerPointToLatLng(corner);
      this.zoom = map.getZoom();
      this.size = size.add(pad.multiplyBy(2));
      this.dpr = Math.max(1, window.devicePixelRatio || 1);
      const wide = Math.round(this.size.x * this.dpr);
      const high = Math.round(this.size.y * this.dpr);
      if (this.canvas.width !== wide || this.canvas.height !== high) {
        this.canvas.width = wide;
        this.canvas.height = high;
        this.canvas.style.width = this.size.x + "px";
        this.canvas.style.height = this.size.y + "px";
      }
      L.DomUtil.setPosition(this.canvas, corner);
      // x of the canvas = world * scale - left
      this.scale = Math.pow(2, this.zoom);
      const origin = map.getPixelOrigin().add(corner);
      this.left = origin.x;
      this.top = origin.y;
      this.laid();
    },

    laid() {},

    // Where a point of the world lies on the canvas.
    onPaper([x, y]) {
      return [x * this.scale - this.left, y * this.scale - this.top];
    },

    through(ctx, line) {
      const { scale, left, top } = this;
      line.forEach(([x, y], n) => ctx[n ? "lineTo" : "moveTo"](x * scale - left, y * scale - top));
    },

    // A cleared canvas with one unit a pixel of the page.
    fresh() {
      const ctx = this.canvas.getContext("2d");
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, this.canvas.width, this.canvas.height);
      ctx.setTransform(this.dpr, 0, 0, this.dpr, 0, 0);
      return ctx;
    },

    animate(event) {
      const scale = this._map.getZoomScale(event.zoom, this.zoom);
      const offset = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
      L.DomUtil.setTransform(this.canvas, offset, scale);
    },
  });

  karta.worldX = worldX;
  karta.worldY = worldY;
  karta.worldLine = worldLine;
  karta.Sheet = Sheet;
})();
