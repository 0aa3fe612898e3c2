/* Walks of the hour: a dashed line in a tone of its own, with arrowheads in the direction of the walk. Several that are
   shown to be told apart have dashes of their own: dashed, dotted, whole, dashes and dots. */
(function () {
  "use strict";
  const FIRST_ARROW = 34;
  const BETWEEN_ARROWS = 90;
  const DASHES = [[9, 5], [0.1, 6], [], [11, 5, 0.1, 5]];
  const ARROW = [[7, 0], [-4, -5], [-1.5, 0], [-4, 5]];

  function drawArrow(ctx, x, y, turn) {
    ctx.save();
    ctx.translate(x, y);
    ctx.rotate(turn);
    ctx.beginPath();
    ARROW.forEach(([along, across], n) => ctx[n ? "lineTo" : "moveTo"](along, across));
    ctx.closePath();
    ctx.lineWidth = 2;
    ctx.strokeStyle = karta.colours.paper;
    ctx.stroke();
    ctx.fillStyle = karta.colours.walk;
    ctx.fill();
    ctx.restore();
  }

  class Walks {
    constructor(sheet) {
      this.sheet = sheet;
      this.list = [];
    }

    show(walks) {
      this.list = walks.map((walk) => ({ ...walk, line: karta.worldLine(walk.line) }));
    }

    at(hour) {
      return this.list.filter((walk) => walk.hours.some(([first, last]) => first <= hour && hour <= last));
    }

    draw(ctx, hour) {
      this.at(hour).forEach((walk) => {
        ctx.beginPath();
        this.sheet.through(ctx, walk.line);
        ctx.lineJoin = ctx.lineCap = "round";
        [[karta.colours.halo, 6, []], [karta.colours.walk, walk.style === 1 ? 3.6 : 2.6, DASHES[(walk.style || 0) % DASHES.length]]].forEach(([colour, width, dash]) => {
          ctx.strokeStyle = colour;
          ctx.lineWidth = width;
          ctx.setLineDash(dash);
          ctx.stroke();
        });
        ctx.setLineDash([]);
        this.drawArrows(ctx, walk.line);
      });
    }

    drawArrows(ctx, line) {
      const points = line.map((point) => this.sheet.onPaper(point));
      let due = FIRST_ARROW;
      for (let n = 1; n < points.length; n += 1) {
        const [ax, ay] = points[n - 1];
        const [bx, by] = points[n];
        const long = Math.hypot(bx - ax, by - ay);
        if (long === 0) continue;
        const turn = Math.atan2(by - ay, bx - ax);
        for (; due <= long; due += BETWEEN_ARROWS) {
          drawArrow(ctx, ax + ((bx - ax) * due) / long, ay + ((by - ay) * due) / long, turn);
        }
        due -= long;
      }
    }
  }

  karta.Walks = Walks;
})();
