/* Names that fit beside each other, of areas and of places: the same for every hour, so that nothing flickers while the
   hour moves. */
(function () {
  "use strict";
  const ALL_FROM_ZOOM = 14.5;
  const MOST_FROM_AFAR = 16;
  const MOST_PLACES = 600;
  const AREAS_TO_ZOOM = 15.5;
  // Where else an area's name may stand, above or below its middle.
  const NUDGES = [0, -14, 14, -26, 26, -38, 38];

  function halo(ctx, colour) {
    ctx.lineJoin = "round";
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = karta.colours.halo;
    ctx.fillStyle = colour;
  }

  class Names {
    constructor(places) {
      this.places = places;
      this.areas = [];
      this.shown = [];
    }

    // Whose name comes first where there is room for few: those with adults or need, then the alphabet of the list.
    weigh(week, count) {
      const hours = new Uint16Array(count);
      if (count <= MOST_PLACES) {
        week.cells.forEach((cell, at) => {
          if (week.looks[cell][0] > 1) hours[at % count] += 1;
        });
      }
      this.byWeight = Array.from(hours.keys()).toSorted((a, b) => hours[b] - hours[a] || a - b);
    }

    layOut() {
      const { places } = this;
      const ctx = places.canvas.getContext("2d");
      const room = new karta.Room();
      places.clusters.list.forEach(({ x, y, r }) => room.take([x - r, y - r, x + r, y + r]));
      this.areas = this.layOutAreas(ctx, room);
      this.shown = places.single.length > MOST_PLACES || places.count > 60 * MOST_PLACES ? [] : this.layOutPlaces(ctx, room);
    }

    layOutPlaces(ctx, room) {
      const { x, y, single, shown, count, zoom, week } = this.places;
      ctx.font = "500 12px " + karta.FONT;
      single.forEach((i) => room.take([x[i] - 11, y[i] - 11, x[i] + 11, y[i] + 11]));
      const most = zoom < ALL_FROM_ZOOM ? MOST_FROM_AFAR : Infinity;
      const order = count <= MOST_PLACES ? this.byWeight.filter((i) => shown.has(i)) : single;
      const fitting = [];
      for (const i of order) {
        if (fitting.length >= most) break;
        const wide = ctx.measureText(week.name[i]).width;
        if (wide > 190 && zoom < ALL_FROM_ZOOM) continue;
        const box = [x[i] - wide / 2 - 3, y[i] + 13, x[i] + wide / 2 + 3, y[i] + 29];
        if (room.isFree(box)) {
          room.take(box);
          fitting.push(i);
        }
      }
      return fitting;
    }

    layOutAreas(ctx, room) {
      const { places } = this;
      if (places.zoom > AREAS_TO_ZOOM) return [];
      ctx.font = "600 13px " + karta.FONT;
      const under = places.single.length > MOST_PLACES ? [] : places.single;
      const isClear = (box) => !under.some((i) =>
        places.x[i] > box[0] - 7 && places.x[i] < box[2] + 7 && places.y[i] > box[1] - 7 && places.y[i] < box[3] + 7);
      const fitting = [];
      places.areas.forEach(([name, lon, lat]) => {
        const x = karta.worldX(lon) * places.scale - places.left;
        const y = karta.worldY(lat) * places.scale - places.top;
        if (x < 0 || y < 0 || x > places.size.x || y > places.size.y) return;
        const half = ctx.measureText(name).width / 2 + 4;
        const boxes = NUDGES.map((by) => [x - half, y + by - 9, x + half, y + by + 9]);
        const box = boxes.find((candidate) => room.isFree(candidate) && isClear(candidate));
        if (!box) return;
        room.take(box);
        fitting.push([name, x, box[1] + 9]);
      });
      return fitting;
    }

    // All but the place that has a card, which says its name.
    draw(ctx, carded) {
      this.drawAreas(ctx);
      const { x, y, week } = this.places;
      ctx.font = "500 12px " + karta.FONT;
      ctx.textAlign = "center";
      ctx.textBaseline = "top";
      halo(ctx, karta.colours.name);
      this.shown.forEach((i) => {
        if (i === carded) return;
        ctx.strokeText(week.name[i], x[i], y[i] + 15);
        ctx.fillText(week.name[i], x[i], y[i] + 15);
      });
    }

    drawAreas(ctx) {
      ctx.font = "600 13px " + karta.FONT;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      halo(ctx, karta.colours.areaName);
      this.areas.forEach(([name, x, y]) => {
        ctx.strokeText(name, x, y);
        ctx.fillText(name, x, y);
      });
    }
  }

  karta.Names = Names;
})();
