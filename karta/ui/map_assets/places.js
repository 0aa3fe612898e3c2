/* All places on one canvas above the ground: a new hour is one pass of copied pictures, whether 90 places or 50,000.
   Also finds the place under a pointer, writes names where there is room, draws walks, and shows the card of a place. */
(function () {
  "use strict";
  const karta = (window.karta = window.karta || {});
  const ALL_NAMES_FROM_ZOOM = 14.5;
  const NAMES_FROM_AFAR = 16;
  const MOST_NAMED = 600;
  const AREA_NAMES_TO_ZOOM = 15.5;
  const NONE = -1;
  const NUDGES = [0, -14, 14, -26, 26, -38, 38]; // where else an area's name may stand, above or below its middle
  const DRAWN_LAST = [1, 0, 2, 6, 5, 3, 4]; // states from back to front
  const CARD = ["name", "kind", "state", "figures", "extra"];
  const WALK = karta.colours.walk;

  const Places = karta.Sheet.extend({
    pane: "places",
    above: 450,

    initialize(symbols) {
      this.symbols = symbols;
      this.clusters = new karta.Clusters();
      this.count = 0;
      this.frames = 0;
      this.hovered = NONE;
      this.selected = NONE;
      this.layers = karta.DOUBLE;
      this.walking = true;
      this.schooling = false;
      this.hidden = new Set();
      this.areas = [];
      this.names = [];
    },

    onAdd(map) {
      karta.Sheet.prototype.onAdd.call(this, map);
      this.card = L.DomUtil.create("div", "karta-card", map.getContainer());
      this.card.setAttribute("aria-hidden", "true");
      CARD.forEach((part) => {
        this.card[part] = L.DomUtil.create("div", "karta-card-" + part, this.card);
      });
      this.card.hidden = true;
      map.on("move", this.moveCard, this);
      map.on("zoomstart", this.hideCard, this);
      map.on("zoomend", this.fillCard, this);
    },

    /* ---- a new week ---- */
    show(week) {
      this.week = week;
      this.count = week.place_id.length;
      this.index = new Map(week.place_id.map((id, i) => [id, i]));
      this.worldX = Float64Array.from(week.lon, (lon) => karta.worldX(lon / 1e6));
      this.worldY = Float64Array.from(week.lat, (lat) => karta.worldY(lat / 1e6));
      this.x = new Float32Array(this.count);
      this.y = new Float32Array(this.count);
      this.states = Uint8Array.from(week.looks, (look) => look[0]);
      this.marks = Uint8Array.from(week.looks, (look) => look[3]);
      this.known = Uint8Array.from(week.looks, (look) => (look[2] > 0 ? 1 : 0));
      this.back = Uint8Array.from(week.looks, (look) => DRAWN_LAST.indexOf(look[0]));
      this.groups = this.clusters.groups(week.looks);
      this.walks = week.walks.map((walk) => ({ ...walk, line: this.walkLine(walk.line) }));
      this.outlines = week.shapes.map(([i, rings]) => [i, rings.flat().map((ring) => this.walkLine(ring))]);
      this.schools = week.schools || [];
      this.weighOnce();
      this.hovered = NONE;
      this.place();
    },

    walkLine(steps) {
      const line = [];
      let [lon, lat] = [0, 0];
      for (let i = 0; i < steps.length; i += 2) {
        lon += steps[i];
        lat += steps[i + 1];
        line.push([karta.worldX(lon / 1e6), karta.worldY(lat / 1e6)]);
      }
      return line;
    },

    // Whose name comes first where there is room for few: those with adults or need, then the alphabet of the list.
    weighOnce() {
      const told = new Uint16Array(this.count);
      const cells = this.week.cells;
      if (this.count <= MOST_NAMED) {
        for (let at = 0; at < cells.length; at += 1) if (this.states[cells[at]] > 1) told[at % this.count] += 1;
      }
      this.byWeight = Array.from(told.keys()).sort((a, b) => told[b] - told[a] || a - b);
    },

    at(hour) {
      this.hour = hour;
      this.draw();
      this.fillCard();
    },

    hide(kind, hidden) {
      if (hidden) this.hidden.add(kind);
      else this.hidden.delete(kind);
      this.place();
    },

    isShown(i) {
      return !this.hidden.size || !this.hidden.has(this.week.kind[i]);
    },

    look(i) {
      return this.week.cells[this.hour * this.count + i];
    },

    /* ---- where each place lies on the canvas: only when the view changes, never while the hour does ---- */
    laid() {
      if (!this.week) return;
      const { scale, left, top } = this;
      this.cluster = null;
      const seen = [];
      for (let i = 0; i < this.count; i += 1) {
        const x = (this.x[i] = this.worldX[i] * scale - left);
        const y = (this.y[i] = this.worldY[i] * scale - top);
        if (x > -30 && y > -30 && x < this.size.x + 30 && y < this.size.y + 30 && this.isShown(i)) seen.push(i);
      }
      this.single = this.clusters.split(seen, this.x, this.y, left, top);
      this.shown = new Set(this.single);
      this.layOutNames();
      this.draw();
      this.moveCard();
    },

    // Names that fit beside each other, the same for every hour so that nothing flickers while the hour moves.
    layOutNames() {
      const ctx = this.canvas.getContext("2d");
      const taken = [];
      const free = (b) => taken.every((t) => b[2] < t[0] || b[0] > t[2] || b[3] < t[1] || b[1] > t[3]);
      this.clusters.list.forEach((c) => taken.push([c.x - c.r, c.y - c.r, c.x + c.r, c.y + c.r]));
      this.areaNames = this.layOutAreas(ctx, taken, free);
      this.names = [];
      if (this.single.length > MOST_NAMED || this.count > 60 * MOST_NAMED) return;
      ctx.font = "500 12px " + karta.FONT;
      this.single.forEach((i) => taken.push([this.x[i] - 11, this.y[i] - 11, this.x[i] + 11, this.y[i] + 11]));
      const most = this.zoom < ALL_NAMES_FROM_ZOOM ? NAMES_FROM_AFAR : Infinity;
      const order = this.count <= MOST_NAMED ? this.byWeight.filter((i) => this.shown.has(i)) : this.single;
      for (const i of order) {
        if (this.names.length >= most) break;
        const wide = ctx.measureText(this.week.name[i]).width;
        if (wide > 190 && this.zoom < ALL_NAMES_FROM_ZOOM) continue;
        const box = [this.x[i] - wide / 2 - 3, this.y[i] + 13, this.x[i] + wide / 2 + 3, this.y[i] + 29];
        if (free(box)) {
          taken.push(box);
          this.names.push(i);
        }
      }
    },

    layOutAreas(ctx, taken, free) {
      if (this.zoom > AREA_NAMES_TO_ZOOM) return [];
      ctx.font = "600 13px " + karta.FONT;
      const found = [];
      const under = this.single.length > MOST_NAMED ? [] : this.single;
      const clear = (b) => !under.some((i) =>
        this.x[i] > b[0] - 7 && this.x[i] < b[2] + 7 && this.y[i] > b[1] - 7 && this.y[i] < b[3] + 7);
      this.areas.forEach(([name, lon, lat]) => {
        const x = karta.worldX(lon) * this.scale - this.left;
        const y = karta.worldY(lat) * this.scale - this.top;
        if (x < 0 || y < 0 || x > this.size.x || y > this.size.y) return;
        const half = ctx.measureText(name).width / 2 + 4;
        const box = NUDGES.map((by) => [x - half, y + by - 9, x + half, y + by + 9]).find((at) => free(at) && clear(at));
        if (!box) return;
        taken.push(box);
        found.push([name, x, box[1] + 9]);
      });
      return found;
    },

    /* ---- one hour ---- */
    draw() {
      if (!this.single || this.hour === undefined || !this.scale) return;
      const ctx = this.fresh();
      const sprite = this.symbols.ofLooks(this.week.looks, this.zoom, this.layers);
      const from = this.hour * this.count;
      const cells = this.week.cells;
      this.drawOutlines(ctx);
      this.drawAreaNames(ctx);
      this.drawNames(ctx);
      if (this.walking) this.drawWalks(ctx);
      const layers = DRAWN_LAST.map(() => []);
      this.single.forEach((i) => layers[this.back[cells[from + i]]].push(i));
      layers.forEach((layer) => layer.forEach((i) => this.copy(ctx, i, sprite(cells[from + i]))));
      if (this.schooling) this.drawSchools(ctx);
      this.clusters.draw(ctx, cells, from, this.groups, this.symbols.number);
      [this.selected, this.hovered].forEach((i) => {
        if (i >= 0 && this.isShown(i)) this.drawMarked(ctx, i, sprite(cells[from + i]));
      });
      this.frames += 1;
    },

    // Beside each school the flag of the class in which its nearest free activity lies.
    drawSchools(ctx) {
      this.schools.forEach(([i, reach]) => {
        if (this.shown.has(i)) this.symbols.drawFlag(ctx, reach, this.x[i] + 9, this.y[i] - 17);
      });
    },

    copy(ctx, i, sprite) {
      const half = sprite.half;
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

    drawNames(ctx) {
      ctx.font = "500 12px " + karta.FONT;
      ctx.textAlign = "center";
      ctx.textBaseline = "top";
      this.halo(ctx, karta.colours.name);
      this.names.forEach((i) => {
        if (i === this.active()) return;
        ctx.strokeText(this.week.name[i], this.x[i], this.y[i] + 15);
        ctx.fillText(this.week.name[i], this.x[i], this.y[i] + 15);
      });
    },

    drawAreaNames(ctx) {
      ctx.font = "600 13px " + karta.FONT;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      this.halo(ctx, karta.colours.areaName);
      this.areaNames.forEach(([name, x, y]) => {
        ctx.strokeText(name, x, y);
        ctx.fillText(name, x, y);
      });
    },

    halo(ctx, colour) {
      ctx.lineJoin = "round";
      ctx.lineWidth = 3.5;
      ctx.strokeStyle = karta.colours.halo;
      ctx.fillStyle = colour;
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

    through(ctx, line) {
      line.forEach(([x, y], n) => {
        ctx[n ? "lineTo" : "moveTo"](x * this.scale - this.left, y * this.scale - this.top);
      });
    },

    // Walks of the hour: a dashed line in a tone of its own, with arrowheads in the direction of the walk.
    walksNow() {
      return this.walks.filter((walk) => walk.hours.some(([first, last]) => first <= this.hour && this.hour <= last));
    },

    drawWalks(ctx) {
      this.walksNow().forEach((walk) => {
        ctx.beginPath();
        this.through(ctx, walk.line);
        ctx.lineJoin = ctx.lineCap = "round";
        [[karta.colours.halo, 6, []], [WALK, 2.6, [9, 5]]].forEach(([colour, width, dash]) => {
          ctx.strokeStyle = colour;
          ctx.lineWidth = width;
          ctx.setLineDash(dash);
          ctx.stroke();
        });
        ctx.setLineDash([]);
        this.drawArrows(ctx, walk.line);
      });
    },

    drawArrows(ctx, line) {
      let due = 34;
      for (let n = 1; n < line.length; n += 1) {
        const [ax, ay] = [line[n - 1][0] * this.scale - this.left, line[n - 1][1] * this.scale - this.top];
        const [bx, by] = [line[n][0] * this.scale - this.left, line[n][1] * this.scale - this.top];
        const long = Math.hypot(bx - ax, by - ay);
        while (due <= long && long > 0) {
          ctx.save();
          ctx.translate(ax + ((bx - ax) * due) / long, ay + ((by - ay) * due) / long);
          ctx.rotate(Math.atan2(by - ay, bx - ax));
          ctx.beginPath();
          [[7, 0], [-4, -5], [-1.5, 0], [-4, 5]].forEach(([x, y], k) => ctx[k ? "lineTo" : "moveTo"](x, y));
          ctx.closePath();
          ctx.lineWidth = 2;
          ctx.strokeStyle = karta.colours.paper;
          ctx.stroke();
          ctx.fillStyle = WALK;
          ctx.fill();
          ctx.restore();
          due += 90;
        }
        due -= long;
      }
    },

    /* ---- what is under a point of the map's container ---- */
    find(point, slack) {
      if (!this.single) return NONE;
      const at = this.onCanvas(point);
      const sprite = this.symbols.ofLooks(this.week.looks, this.zoom, this.layers);
      let best = NONE;
      let nearest = Infinity;
      const look = (i) => {
        const away = Math.hypot(this.x[i] - at.x, this.y[i] - at.y);
        if (away < nearest && away <= Math.max(11, sprite(this.look(i)).r) + slack) {
          nearest = away;
          best = i;
        }
      };
      this.single.forEach(look);
      if (this.selected >= 0 && this.isShown(this.selected)) look(this.selected);
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

    // How many places are in each state, with known adults, doubly staffed, open but unstaffed, on a walk; and by kind.
    counts() {
      const kinds = new Uint32Array(this.week.kinds.length);
      const looks = new Uint32Array(this.week.looks.length);
      const from = this.hour * this.count;
      const [cells, kind] = [this.week.cells, this.week.kind];
      const shown = Uint8Array.from(kinds, (_, number) => (this.hidden.has(number) ? 0 : 1));
      for (let i = 0; i < this.count; i += 1) {
        kinds[kind[i]] += 1;
        looks[cells[from + i]] += shown[kind[i]];
      }
      const states = new Uint32Array(karta.STATES.length);
      let [present, double, open] = [0, 0, 0];
      looks.forEach((count, look) => {
        states[this.states[look]] += count;
        if (this.known[look]) present += count;
        if (this.marks[look] & karta.DOUBLE) double += count;
        if (this.marks[look] & karta.OPEN_UNSTAFFED) open += count;
      });
      const schools = karta.SCHOOL_CLASSES.map(() => 0);
      this.schools.forEach(([i, reach]) => { schools[reach] += shown[kind[i]]; });
      return { states, kinds, present, double, open, schools, walks: this.walksNow().length };
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
      this.dismissed = false;
      this.draw();
      this.fillCard();
    },

    active() {
      return this.hovered >= 0 ? this.hovered : this.selected;
    },

    describe(i) {
      const [code, gap, presence, marks] = this.week.looks[this.look(i)];
      const state = karta.STATES[code];
      const labels = this.symbols.labels;
      const said = [];
      if (presence > 0 || ["full", "thin"].includes(state)) said.push(this.people(presence / 100, "present"));
      if (["thin", "empty", "suggested"].includes(state)) said.push(this.people(gap / 100, "missing"));
      const extra = [];
      if (marks & karta.DOUBLE) extra.push(labels.double);
      if (marks & karta.OPEN_UNSTAFFED) extra.push(labels.open_unstaffed);
      const school = this.schooling && this.schools.find(([at]) => at === i);
      if (school) extra.push(labels.schools + ": " + labels["school_" + school[1]]);
      return {
        name: this.week.name[i], kind: this.week.kinds[this.week.kind[i]][1],
        state: labels[marks & karta.UNOPENED ? "state_unopened" : "state_" + state],
        figures: said.join(" \u00b7 "), extra: extra.join(" \u00b7 "),
      };
    },

    people(number, word) {
      const labels = this.symbols.labels;
      const form = number === 0 && labels[word + "_none"] !== undefined ? "none" : number === 1 ? "one" : "many";
      return labels[word + "_" + form].split("{n}").join(this.symbols.number.format(number));
    },

    describeCluster(cluster) {
      const labels = this.symbols.labels;
      const found = this.clusters.count(cluster, this.week.cells, this.hour * this.count, this.groups);
      const number = (n) => this.symbols.number.format(n);
      const line = [["full", found.full], ["empty", found.short], ["unknown", found.unknown], ["suggested", found.suggested]]
        .filter(([, count]) => count).map(([state, count]) => labels["short_" + state] + ": " + number(count));
      return {
        name: labels.cluster.split("{n}").join(number(cluster.members.length)), kind: "", state: line.join(" \u00b7 "),
        figures: "", extra: labels.cluster_hint,
      };
    },

    /* ---- the card of the place or cluster under the pointer, or of the chosen place ---- */
    over(cluster) {
      if (cluster === this.cluster) return;
      this.cluster = cluster;
      this.fillCard();
    },

    cardAt() {
      if (this.cluster && this.hovered < 0) {
        const { x, y, r } = this.cluster;
        const at = this._map.layerPointToContainerPoint(
          L.point(x + this.left, y + this.top).subtract(this._map.getPixelOrigin()));
        return { at, r };
      }
      const i = this.active();
      // A week that has just come has no hour yet: the card finds its place once it has.
      if (i < 0 || i >= this.count || this.hour === undefined) return null;
      const sprite = this.symbols.ofLooks(this.week.looks, this.zoom, this.layers)(this.look(i));
      return { at: this._map.latLngToContainerPoint(this.latLng(i)), r: sprite.r };
    },

    fillCard() {
      const i = this.active();
      const cluster = this.hovered < 0 ? this.cluster : null;
      if (!this.week || (!cluster && (i < 0 || this.dismissed || i >= this.count))) {
        this.hideCard();
        return;
      }
      const said = cluster ? this.describeCluster(cluster) : this.describe(i);
      CARD.forEach((part) => {
        this.card[part].textContent = said[part];
      });
      this.card.hidden = false;
      this.moveCard();
    },

    moveCard() {
      if (this.card.hidden || !this.week || !this.scale) return;
      const where = this.cardAt();
      if (!where) return;
      const { at, r } = where;
      const size = this._map.getSize();
      const wide = this.card.offsetWidth;
      const high = this.card.offsetHeight;
      const gap = r + 10;
      const above = at.y - gap - high > 6;
      const top = above ? at.y - gap - high : at.y + gap;
      // Beside the buttons of the corner, never over them.
      const corner = this._map.getContainer().querySelector(".leaflet-top.leaflet-left");
      const least = top < corner.offsetHeight ? corner.offsetWidth + 8 : 8;
      const left = Math.max(least, Math.min(size.x - wide - 8, at.x - wide / 2));
      this.card.style.transform = "translate(" + Math.round(left) + "px," + Math.round(top) + "px)";
      this.card.style.visibility = at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y ? "hidden" : "visible";
    },

    dismiss() {
      this.dismissed = true;
      this.hideCard();
    },

    hideCard() {
      if (this.card) this.card.hidden = true;
    },
  });

  karta.Places = Places;
})();
