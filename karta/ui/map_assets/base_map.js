/* The ground: streets, water, green and buildings from the workspace's own data, on one canvas. A town is one parcel;
   of a municipality the overview comes first, and parts in detail when they come into view (karta.maps.ground). */
(function () {
  "use strict";
  const CLASSES = ["green", "water", "stream", "buildings", "path", "minor", "major", "rail"];
  const AREAS = new Set(["green", "water", "buildings"]);
  const FROM_ZOOM = { streets: 12.5, houses: 14 };
  const BUILDINGS_FROM_ZOOM = 14;
  const MOST_PARTS = 240;
  const COLOURS = karta.colours;

  // Steps in microdegrees become places in the world, and each line gets the box that it lies in.
  function linesOf(parcel, name) {
    const steps = parcel[name];
    const counts = parcel[name + "_n"];
    if (!steps) return null;
    const x = new Float64Array(steps.length / 2);
    const y = new Float64Array(steps.length / 2);
    const ends = new Uint32Array(counts.length);
    const box = new Float64Array(4 * counts.length);
    let at = 0;
    counts.forEach((count, line) => {
      let lon = 0;
      let lat = 0;
      let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
      for (const end = at + count; at < end; at += 1) {
        lon += steps[2 * at];
        lat += steps[2 * at + 1];
        const px = (x[at] = karta.worldX(lon / 1e6));
        const py = (y[at] = karta.worldY(lat / 1e6));
        if (px < west) west = px;
        if (px > east) east = px;
        if (py < north) north = py;
        if (py > south) south = py;
      }
      ends[line] = at;
      box.set([west, north, east, south], 4 * line);
    });
    return { x, y, ends, box };
  }

  function classesOf(parcel) {
    return Object.fromEntries(CLASSES.map((name) => [name, linesOf(parcel, name)]));
  }

  function widths(zoom) {
    const grow = Math.pow(1.62, zoom - 15);
    return {
      major: Math.max(1.6, 6.2 * grow), minor: Math.max(0.7, 3.9 * grow), path: Math.max(0.5, Math.min(1.3, 1.1 * grow)),
      rail: Math.max(0.9, Math.min(2, 1.5 * grow)), stream: Math.max(0.8, 2.2 * grow), casing: zoom < 14.5 ? 1 : 1.8,
    };
  }

  const BaseMap = karta.Sheet.extend({
    pane: "ground",
    above: 200,

    initialize() {
      this.streets = 0;
      this.parts = [];
    },

    // Parts lie beside the overview, by their number.
    async fetch(url) {
      this.url = url;
      const parcel = await karta.parcel(url + "overview.bin");
      if (this.url !== url) return;
      this.overview = classesOf(parcel);
      this.streets = parcel.streets;
      this.parts = parcel.parts.map(([holds, west, south, east, north], number) => ({
        holds, number, box: [karta.worldX(west), karta.worldY(north), karta.worldX(east), karta.worldY(south)],
      }));
      this.place();
    },

    laid() {
      this.draw();
      this.want();
    },

    // What of the world lies on the canvas.
    window() {
      const { left, top, scale, size } = this;
      return [left / scale, top / scale, (left + size.x) / scale, (top + size.y) / scale];
    },

    seen(holds) {
      if (this.zoom < FROM_ZOOM[holds]) return [];
      const [west, north, east, south] = this.window();
      return this.parts.filter((part) => part.holds === holds &&
        part.box[0] <= east && part.box[2] >= west && part.box[1] <= south && part.box[3] >= north);
    },

    want() {
      const url = this.url;
      [...this.seen("streets"), ...this.seen("houses")].forEach((part) => {
        part.used = performance.now();
        if (part.wanted) return;
        part.wanted = true;
        karta.parcel(url + part.number + ".bin").then((parcel) => {
          part.classes = classesOf(parcel);
          if (this.url === url) this.drawSoon();
        }, () => { part.wanted = false; });
      });
      const loaded = this.parts.filter((part) => part.classes).toSorted((a, b) => b.used - a.used);
      loaded.slice(MOST_PARTS).forEach((part) => { part.classes = null; part.wanted = false; });
    },

    drawSoon() {
      if (this.waiting) return;
      this.waiting = window.requestAnimationFrame(() => {
        this.waiting = null;
        this.draw();
      });
    },

    // From afar the overview; close by the detail, once all of it is there, so that no edge is drawn twice.
    sources() {
      const near = this.seen("streets");
      const whole = near.length > 0 && near.every((part) => part.classes);
      const parts = [...near, ...this.seen("houses")].filter((part) => part.classes).map((part) => part.classes);
      return whole ? parts : [this.overview, ...parts];
    },

    draw() {
      if (!this.overview || !this.scale) return;
      const ctx = this.fresh();
      const sources = this.sources();
      const zoom = this.zoom;
      const width = widths(zoom);
      const near = zoom >= 13.5;
      ctx.lineJoin = "round";
      const area = (name, fill, edge) => {
        this.trace(ctx, sources, name);
        ctx.fillStyle = fill;
        ctx.fill("nonzero");
        if (edge) this.stroke(ctx, edge, 0.6);
      };
      const street = (name, colour, wide, dash, opacity) => {
        this.trace(ctx, sources, name);
        this.stroke(ctx, colour, wide, dash, opacity);
      };
      area("green", COLOURS.green);
      area("water", COLOURS.water);
      street("stream", COLOURS.stream, width.stream);
      if (zoom >= BUILDINGS_FROM_ZOOM) area("buildings", COLOURS.building, COLOURS.buildingEdge);
      street("path", COLOURS.path, width.path, [3, 4], zoom < 14 ? 0.55 : 1);
      if (near) street("minor", COLOURS.casing, width.minor + 1.2 * width.casing);
      street("major", COLOURS.casing, width.major + 1.2 * width.casing);
      street("minor", near ? COLOURS.street : COLOURS.quiet, width.minor);
      street("major", COLOURS.street, width.major);
      street("rail", COLOURS.rail, width.rail, [7, 4]);
    },

    stroke(ctx, colour, wide, dash, opacity) {
      ctx.setLineDash(dash || []);
      ctx.lineCap = dash ? "butt" : "round";
      ctx.globalAlpha = opacity === undefined ? 1 : opacity;
      ctx.strokeStyle = colour;
      ctx.lineWidth = wide;
      ctx.stroke();
      ctx.globalAlpha = 1;
      ctx.setLineDash([]);
    },

    // One path of all lines of a class that can be seen; points nearer than half a pixel to the last are left out.
    trace(ctx, sources, name) {
      const { left, top, scale } = this;
      const [west, north, east, south] = this.window();
      const closed = AREAS.has(name);
      const least = 0.5 / scale;
      ctx.beginPath();
      sources.forEach((source) => {
        const lines = source[name];
        if (!lines) return;
        const { x, y, ends, box } = lines;
        let start = 0;
        for (let line = 0; line < ends.length; line += 1) {
          const end = ends[line];
          const b = 4 * line;
          if (box[b] <= east && box[b + 2] >= west && box[b + 1] <= south && box[b + 3] >= north) {
            let lastX = x[start];
            let lastY = y[start];
            ctx.moveTo(lastX * scale - left, lastY * scale - top);
            for (let i = start + 1; i < end; i += 1) {
              if (i + 1 < end && Math.abs(x[i] - lastX) < least && Math.abs(y[i] - lastY) < least) continue;
              lastX = x[i];
              lastY = y[i];
              ctx.lineTo(lastX * scale - left, lastY * scale - top);
            }
            if (closed) ctx.closePath();
          }
          start = end;
        }
      });
    },
  });

  karta.BaseMap = BaseMap;
})();
