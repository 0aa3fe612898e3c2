/* All places on one canvas above the ground: a new hour is one pass of copied pictures, whether 90 places or 50,000.
   It knows where each place lies and which is under a pointer; names, walks and the card are parts of their own. */
(function () {
  "use strict";
  const NONE = -1;
  // States from back to front.
  const DRAWN_LAST = [1, 0, 2, 6, 5, 7, 3, 4];

  const Places = karta.Sheet.extend({
    pane: "places",
    above: 450,

    initialize(symbols) {
      this.symbols = symbols;
      this.clusters = new karta.Clusters();
      this.names = new karta.Names(this);
      this.walks = new karta.Walks(this);
      this.descriptions = new karta.Descriptions(this);
      this.count = 0;
      this.frames = 0;
      this.hovered = NONE;
      this.selected = NONE;
      this.layers = karta.DOUBLE;
      this.walking = true;
      this.schooling = false;
      this.hidden = new Set();
      this.areas = [];
    },

    onAdd(map) {
      karta.Sheet.prototype.onAdd.call(this, map);
      this.card = new karta.Card(map, this);
    },

    // A new week.
    show(week) {
      this.week = week;
      this.count = week.place_id.length;
      this.index = new Map(week.place_id.map((id, i) => [id, i]));
      this.worldX = Float64Array.from(week.lon, (lon) => karta.worldX(lon / 1e6));
      this.worldY = Float64Array.from(week.lat, (lat) => karta.worldY(lat / 1e6));
      this.x = new Float32Array(this.count);
      this.y = new Float32Array(this.count);
      this.back = Uint8Array.from(week.looks, ([state]) => DRAWN_LAST.indexOf(state));
      this.groups = this.clusters.groups(week.looks);
      this.numbers = new karta.Counts(week);
      this.walks.show(week.walks);
      this.outlines = week.shapes.map(([i, rings]) => [i, rings.flat().map((ring) => karta.worldLine(ring))]);
      this.schools = week.schools || [];
      this.names.weigh(week, this.count);
      this.hovered = NONE;
      this.place();
    },

    at(hour) {
      this.hour = hour;
      this.draw();
      this.card.fill();
    },

    hide(kind, hidden) {
      if (hidden) this.hidden.add(kind);
      else this.hidden.delete(kind);
      this.place();
    },

    isShown(i) {
      return this.hidden.size === 0 || !this.hidden.has(this.week.kind[i]);
    },

    // The number of what a place is like in the shown hour, in the week's list.
    cell(i) {
      return this.week.cells[this.hour * this.count + i];
    },

    // Where each place lies on the canvas: only when the view changes, never while the hour does.
    laid() {
      if (!this.week) return;
      const { scale, left, top } = this;
      this.card.cluster = null;
      const seen = [];
      for (let i = 0; i < this.count; i += 1) {
        const x = (this.x[i] = this.worldX[i] * scale - left);
        const y = (this.y[i] = this.worldY[i] * scale - top);
        if (x > -30 && y > -30 && x < this.size.x + 30 && y < this.size.y + 30 && this.isShown(i)) seen.push(i);
      }
      this.single = this.clusters.split(seen, this.x, this.y, left, top);
      this.shown = new Set(this.single);
      this.names.layOut();
      this.draw();
      this.card.move();
    },

    draw() {
      if (!this.single || this.hour === undefined || !this.scale) return;
      const ctx = this.fresh();
      const sprite = this.sprites();
      const from = this.hour * this.count;
      const { cells } = this.week;
      this.drawOutlines(ctx);
      this.names.draw(ctx, this.active());
      if (this.walking) this.walks.draw(ctx, this.hour);
      const layers = DRAWN_LAST.map(() => []);
      this.single.forEach((i) => layers[this.back[cells[from + i]]].push(i));
      layers.forEach((layer) => layer.forEach((i) => this.copy(ctx, i, sprite(cells[from + i]))));
      if (this.schooling) this.drawSchools(ctx);
      this.clusters.draw(ctx, cells, from, this.groups, this.symbols.number, this.symbols.labels.cluster_unit);
      [this.selected, this.hovered].forEach((i) => {
        if (i >= 0 && this.isShown(i)) this.drawMarked(ctx, i, sprite(cells[from + i]));
      });
      this.frames += 1;
    },

    sprites() {
      return this.symbols.ofLooks(this.week.looks, this.zoom, this.layers);
    },

    spriteOf(i) {
      return this.sprites()(this.cell(i));
    },

    // Beside each school the flag of the class in which its nearest free activity lies.
    drawSchools(ctx) {
      this.schools.forEach(([i, reach]) => {
        if (this.shown.has(i)) this.symbols.drawFlag(ctx, reach, this.x[i] + 9, this.y[i] - 17);
      });
    },

    copy(ctx, i, sprite) {
      const { half } = sprite;
      ctx.drawImage(sprite.canvas, this.x[i] - half, this.y[i] - half, 2 * half, 2 * half);
    },

    drawMarked(ctx, i, sprite) {
      ctx.beginPath();
      ctx.arc(this.x[i], this.y[i], sprite.r + 5, 0, 2 * Math.PI);
      ctx.fillStyle = karta.colours.veil;
      ctx.fill();
      ctx.strokeStyle = i === this.selected ? karta.colours.text : karta.colours.paleEdge;
      ctx.lineWidth = i === this.selected ? 2.2 : 1.5;
      ctx.stroke();
      this.copy(ctx, i, sprite);
    },

    drawOutlines(ctx) {
      ctx.strokeStyle = karta.colours.outline;
      ctx.fillStyle = karta.colours.within;
      ctx.lineWidth = 1;
      this.outlines.forEach(([i, rings]) => {
        if (!this.isShown(i)) return;
        ctx.beginPath();
        rings.forEach((ring) => this.through(ctx, ring));
        ctx.fill("evenodd");
        ctx.stroke();
      });
    },

    // The place under a point of the map's container.
    find(point, slack) {
      if (!this.single) return NONE;
      const at = this.onCanvas(point);
      const sprite = this.sprites();
      let best = NONE;
      let nearest = Infinity;
      const compare = (i) => {
        const away = Math.hypot(this.x[i] - at.x, this.y[i] - at.y);
        if (away < nearest && away <= Math.max(11, sprite(this.cell(i)).r) + slack) {
          nearest = away;
          best = i;
        }
      };
      this.single.forEach(compare);
      if (this.selected >= 0 && this.isShown(this.selected)) compare(this.selected);
      return best;
    },

    findCluster(point) {
      return this.single ? this.clusters.find(this.onCanvas(point)) : null;
    },

    onCanvas(point) {
      const map = this._map;
      return map.containerPointToLayerPoint(point).add(map.getPixelOrigin()).subtract([this.left, this.top]);
    },

    latLng(i) {
      return L.latLng(this.week.lat[i] / 1e6, this.week.lon[i] / 1e6);
    },

    countOf(cluster) {
      return this.clusters.count(cluster, this.week.cells, this.hour * this.count, this.groups);
    },

    counts() {
      return { ...this.numbers.at(this.hour, this.hidden), walks: this.walks.at(this.hour).length };
    },

    // Another font has come: pictures and names made with the old one are no longer right.
    redo() {
      this.symbols.forget();
      this.place();
    },

    mark(hovered, selected) {
      if (hovered === this.hovered && selected === this.selected) return;
      this.hovered = hovered;
      this.selected = selected;
      this.card.dismissed = false;
      this.draw();
      this.card.fill();
    },

    active() {
      return this.hovered >= 0 ? this.hovered : this.selected;
    },
  });

  karta.Places = Places;
})();
