/* Places that would lie on top of each other, taken together: from afar a ring says how many places it stands for and
   how they are in the shown hour - solid lacking adults or a visit, hatched unknown, pale covered. Cells hang on the world, so
   that a pan changes nothing; what is in a cell is settled once for a view, what it says once an hour. */
(function () {
  "use strict";
  const CELL = 72;
  // Fewer places than this in a cell are drawn by themselves.
  const FEWEST = 4;
  // Fewer places than this in view are never taken together.
  const MANY = 240;
  // Of each state: the rest, full, short (of adults or of a visit), unknown, suggested.
  const GROUPS = [0, 0, 1, 2, 2, 3, 4, 2];

  class Clusters {
    constructor() {
      this.list = [];
      this.pattern = null;
    }

    // Splits the places in view into single ones (returned) and clusters.
    split(seen, x, y, left, top) {
      this.list = [];
      if (seen.length <= MANY) return seen;
      const cells = new Map();
      seen.forEach((i) => {
        const key = Math.floor((x[i] + left) / CELL) * 1e7 + Math.floor((y[i] + top) / CELL);
        const cell = cells.get(key);
        if (cell) cell.push(i);
        else cells.set(key, [i]);
      });
      const single = [];
      cells.forEach((members) => {
        if (members.length < FEWEST) single.push(...members);
        else this.list.push(this.cluster(members, x, y));
      });
      return single;
    }

    cluster(members, x, y) {
      let sumX = 0;
      let sumY = 0;
      members.forEach((i) => {
        sumX += x[i];
        sumY += y[i];
      });
      const count = members.length;
      return { members: Int32Array.from(members), x: sumX / count, y: sumY / count, r: Math.min(26, 12 + 2.2 * Math.log2(count)) };
    }

    // The group of each entry in a week's list of looks.
    groups(looks) {
      return Uint8Array.from(looks, ([state]) => GROUPS[state]);
    }

    // How many places of a cluster are so in an hour; `cells` is the week's looks by hour, `from` where the hour begins.
    count(cluster, cells, from, groups) {
      const totals = [0, 0, 0, 0, 0];
      const { members } = cluster;
      for (let m = 0; m < members.length; m += 1) totals[groups[cells[from + members[m]]]] += 1;
      const [, full, short, unknown, suggested] = totals;
      return { full, short, unknown, suggested };
    }

    // `unit`: "places", short, written under their number: it is none of adults.
    draw(ctx, cells, from, groups, number, unit) {
      if (!this.pattern) this.pattern = this.hatch(ctx);
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      this.list.forEach((cluster) => {
        const counts = this.count(cluster, cells, from, groups);
        this.drawRing(ctx, cluster, counts, [number.format(cluster.members.length), unit]);
      });
    }

    drawRing(ctx, cluster, counts, [text, unit]) {
      const { x, y, r, members } = cluster;
      const all = members.length;
      const band = Math.max(4, r * 0.3);
      const circle = (radius) => {
        ctx.beginPath();
        ctx.arc(x, y, radius, 0, 2 * Math.PI);
      };
      circle(r + 1.5);
      ctx.fillStyle = karta.colours.paper;
      ctx.fill();
      ctx.lineWidth = band;
      ctx.lineCap = "butt";
      circle(r - band / 2);
      ctx.strokeStyle = karta.colours.rest;
      ctx.stroke();
      let from = -Math.PI / 2;
      const arc = (count, style) => {
        if (!count) return;
        const to = from + (2 * Math.PI * count) / all;
        ctx.beginPath();
        ctx.arc(x, y, r - band / 2, from, to);
        ctx.strokeStyle = style;
        ctx.stroke();
        from = to;
      };
      arc(counts.full, karta.colours.covered);
      arc(counts.short, karta.INK);
      arc(counts.unknown, this.pattern);
      ctx.lineWidth = 1;
      circle(r);
      ctx.strokeStyle = karta.colours.paleEdge;
      ctx.stroke();
      ctx.font = "600 " + (r > 18 ? 12.5 : 11) + "px " + karta.FONT;
      ctx.fillStyle = karta.colours.text;
      ctx.fillText(text, x, y - 3.5);
      ctx.font = "400 9px " + karta.FONT;
      ctx.fillText(unit, x, y + 6.5);
    }

    hatch(ctx) {
      const tile = document.createElement("canvas");
      tile.width = tile.height = 4;
      const on = tile.getContext("2d");
      on.fillStyle = karta.colours.hatch;
      on.fillRect(0, 0, 4, 4);
      on.strokeStyle = karta.colours.hatched;
      on.lineWidth = 1.3;
      on.beginPath();
      [-4, 0, 4].forEach((at) => {
        on.moveTo(at, 4);
        on.lineTo(at + 4, 0);
      });
      on.stroke();
      return ctx.createPattern(tile, "repeat");
    }

    find(at) {
      return this.list.find((cluster) => Math.hypot(cluster.x - at.x, cluster.y - at.y) <= cluster.r + 3) || null;
    }
  }

  karta.Clusters = Clusters;
})();
