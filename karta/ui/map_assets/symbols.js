/* One symbol for each state of an hour at a place, told apart by shape, pattern and sign as well as by tone.
   One calm hue; no red; nothing that says "safe". Drawn once for each kind, size and sign, then copied. */
(function () {
  "use strict";
  const INK = karta.colours.ink;
  const PALE = karta.colours.pale;
  const PALE_EDGE = karta.colours.paleEdge;
  const GREY = karta.colours.grey;
  const DARK_GREY = karta.colours.darkGrey;
  const PAPER = karta.colours.paper;
  const DOUBLE = 1;
  const OPEN_UNSTAFFED = 2;
  const UNKNOWN_OPENING = 4;
  const AROUND_TRAINING = 8;
  const STATES = ["not_decided", "no_need", "full", "thin", "empty", "unknown", "suggested", "visit"];
  const FONT = 'Karta, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif';

  // From afar symbols shrink a little, so that a whole town stays legible; close by they grow.
  function scaleAt(zoom) {
    return Math.max(0.74, Math.min(1.2, 0.74 + 0.19 * (zoom - 12.25)));
  }

  function radius(state, gap) {
    switch (state) {
      case "no_need": return 3;
      case "not_decided": return 6;
      case "full": return 8;
      case "thin": return 9;
      case "empty": return Math.min(20, 7.5 + 3.4 * Math.sqrt(Math.max(gap, 1)));
      case "visit": return 9;
      case "suggested": return Math.min(18, 7 + 2.4 * Math.sqrt(Math.max(gap, 1)));
      default: return 9.5;
    }
  }

  function disc(ctx, r, fill) {
    ctx.beginPath();
    ctx.arc(0, 0, r, 0, 2 * Math.PI);
    ctx.fillStyle = fill;
    ctx.fill();
  }

  function ring(ctx, r, colour, width, dash) {
    ctx.beginPath();
    ctx.arc(0, 0, r, 0, 2 * Math.PI);
    ctx.setLineDash(dash || []);
    ctx.lineCap = dash && dash[0] < 1 ? "round" : "butt";
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.stroke();
    ctx.setLineDash([]);
  }

  function sign(ctx, text, colour, size, italic, weight) {
    ctx.font = (italic ? "italic " : "") + (weight || 600) + " " + size + "px " + FONT;
    ctx.textAlign = "center";
    ctx.textBaseline = "alphabetic";
    const box = ctx.measureText(text);
    ctx.fillStyle = colour;
    ctx.fillText(text, 0, (box.actualBoundingBoxAscent - box.actualBoundingBoxDescent) / 2);
  }

  const draw = {
    no_need(ctx, r) {
      disc(ctx, r + 1.2, PAPER);
      disc(ctx, r, karta.colours.still);
    },
    not_decided(ctx, r) {
      disc(ctx, r + 0.5, karta.colours.veil);
      const dots = 9;
      ring(ctx, r, GREY, 1.9, [0.01, (2 * Math.PI * r) / dots - 0.01]);
    },
    full(ctx, r) {
      disc(ctx, r + 1.5, PAPER);
      disc(ctx, r, PALE);
      ring(ctx, r - 0.5, PALE_EDGE, 1.2);
      ctx.beginPath();
      ctx.moveTo(-0.42 * r, 0.04 * r);
      ctx.lineTo(-0.1 * r, 0.36 * r);
      ctx.lineTo(0.46 * r, -0.34 * r);
      ctx.strokeStyle = INK;
      ctx.lineWidth = 1.7;
      ctx.lineCap = "round";
      ctx.lineJoin = "round";
      ctx.stroke();
    },
    thin(ctx, r) {
      disc(ctx, r + 1.5, PAPER);
      ctx.beginPath();
      ctx.arc(0, 0, r - 0.5, 0, Math.PI);
      ctx.closePath();
      ctx.fillStyle = INK;
      ctx.fill();
      ring(ctx, r - 1, INK, 2);
    },
    empty(ctx, r, text) {
      disc(ctx, r + 1.5, PAPER);
      disc(ctx, r, INK);
      sign(ctx, text, PAPER, text.length > 2 ? 10.5 : 12.5);
    },
    unknown(ctx, r, text) {
      disc(ctx, r + 1.5, PAPER);
      disc(ctx, r, karta.colours.hatch);
      ctx.save();
      ctx.beginPath();
      ctx.arc(0, 0, r, 0, 2 * Math.PI);
      ctx.clip();
      ctx.strokeStyle = GREY;
      ctx.lineWidth = 1.1;
      for (let x = -3 * r; x < 3 * r; x += 3.6) {
        ctx.beginPath();
        ctx.moveTo(x, r);
        ctx.lineTo(x + 2 * r, -r);
        ctx.stroke();
      }
      ctx.restore();
      ctx.font = "700 12px " + FONT;
      ctx.lineWidth = 3.4;
      ctx.lineJoin = "round";
      ctx.strokeStyle = karta.colours.hatch;
      ctx.textAlign = "center";
      const box = ctx.measureText(text);
      ctx.strokeText(text, 0, (box.actualBoundingBoxAscent - box.actualBoundingBoxDescent) / 2);
      ring(ctx, r - 0.5, GREY, 1.3);
      sign(ctx, text, DARK_GREY, 12, false, 700);
    },
    visit(ctx, r, text) {
      disc(ctx, r + 1.5, PAPER);
      ring(ctx, r - 1, INK, 2.2);
      sign(ctx, text, INK, 11.5, false, 700);
    },
    suggested(ctx, r, text) {
      disc(ctx, r + 1, karta.colours.veil);
      ring(ctx, r - 1, INK, 1.7, [3.6, 2.8]);
      sign(ctx, text, INK, 12.5, true);
    },
  };

  // Two organisations at once: two bars beside the symbol. Open with nobody known there: a door's frame around it.
  function doubled(ctx, r) {
    ctx.lineCap = "butt";
    [[PAPER, 5.2], [DARK_GREY, 2.2]].forEach(([colour, width]) => {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      [r + 2.6, r + 6.2].forEach((x) => {
        ctx.beginPath();
        ctx.moveTo(x, -r - 1);
        ctx.lineTo(x, -r + 7);
        ctx.stroke();
      });
    });
  }

  function framed(ctx, r) {
    const side = r + 3.5;
    ctx.setLineDash([]);
    [[PAPER, 4], [DARK_GREY, 1.6]].forEach(([colour, width]) => {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.beginPath();
      ctx.moveTo(-side, side);
      ctx.lineTo(-side, -side);
      ctx.lineTo(side, -side);
      ctx.lineTo(side, side);
      ctx.stroke();
    });
  }

  // A gap before or after a training: a bow under the symbol.
  function bowed(ctx, r) {
    [[PAPER, 5], [DARK_GREY, 2.4]].forEach(([colour, width]) => {
      ctx.setLineDash([]);
      ctx.lineCap = "round";
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.beginPath();
      ctx.arc(0, 0, r + 4.5, 0.2 * Math.PI, 0.8 * Math.PI);
      ctx.stroke();
    });
  }

  // How far it is to the nearest free activity: a flag that is full, half, a frame, or broken; its text says the metres.
  const SCHOOL_CLASSES = [["500", INK, PAPER, []], ["800", karta.colours.half, karta.colours.onHalf, []], ["1500", PAPER, INK, []], ["–", PAPER, DARK_GREY, [2, 2]]];
  const FLAG_HIGH = 13;

  class Symbols {
    constructor(labels) {
      this.labels = labels;
      this.sprites = new Map();
      this.number = new Intl.NumberFormat(labels.language, { maximumFractionDigits: 1 });
    }

    text(state, gap) {
      if (state === "empty") return this.number.format(gap);
      if (state === "unknown") return this.labels.unknown_mark;
      if (state === "suggested") return this.labels.suggested_mark;
      if (state === "visit") return this.labels.visit_mark;
      return "";
    }

    // `marks` are the bits of karta.maps.week that are to be shown.
    sprite(code, gap, zoom, marks) {
      const state = STATES[code];
      const scale = scaleAt(zoom);
      const natural = radius(state, gap);
      const text = this.text(state, gap);
      const dpr = Math.max(1, window.devicePixelRatio || 1);
      const key = [state, natural, text, scale, dpr, marks || 0].join("|");
      let sprite = this.sprites.get(key);
      if (!sprite) {
        const half = Math.ceil(natural * scale + (marks ? 10 : 3));
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = Math.ceil(2 * half * dpr);
        const ctx = canvas.getContext("2d");
        ctx.scale(dpr, dpr);
        ctx.translate(half, half);
        ctx.scale(scale, scale);
        if (marks & OPEN_UNSTAFFED) framed(ctx, natural);
        draw[state](ctx, natural, text);
        if (marks & DOUBLE) doubled(ctx, natural);
        if (marks & AROUND_TRAINING) bowed(ctx, natural);
        sprite = { canvas, half, r: natural * scale };
        this.sprites.set(key, sprite);
      }
      return sprite;
    }

    // The symbols of a week's list of looks, by their numbers: made once for a zoom, then only copied.
    ofLooks(looks, zoom, layers) {
      const key = [zoom, layers, window.devicePixelRatio].join("|");
      if (this.looks !== looks || this.looksKey !== key) {
        this.looks = looks;
        this.looksKey = key;
        this.made = Array.from({ length: looks.length });
      }
      return (number) => {
        let sprite = this.made[number];
        if (!sprite) {
          const [state, gap, , marks] = looks[number];
          sprite = this.made[number] = this.sprite(state, gap / 100, zoom, marks & layers);
        }
        return sprite;
      };
    }

    drawFlag(ctx, reach, x, y) {
      const [text, fill, ink, dash] = SCHOOL_CLASSES[reach];
      const wide = 9 + 5.4 * text.length;
      ctx.beginPath();
      ctx.rect(x, y, wide, FLAG_HIGH);
      ctx.fillStyle = fill;
      ctx.fill();
      ctx.setLineDash(dash);
      ctx.lineWidth = 1.2;
      ctx.strokeStyle = dash.length > 0 ? DARK_GREY : INK;
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.font = "600 10px " + FONT;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillStyle = ink;
      ctx.fillText(text, x + wide / 2, y + FLAG_HIGH / 2 + 0.5);
    }

    flag(canvas, reach) {
      const dpr = Math.max(1, window.devicePixelRatio || 1);
      const [wide, high] = [34, 17];
      canvas.width = wide * dpr;
      canvas.height = high * dpr;
      canvas.style.width = wide + "px";
      canvas.style.height = high + "px";
      const ctx = canvas.getContext("2d");
      ctx.scale(dpr, dpr);
      this.drawFlag(ctx, reach, (wide - 9 - 5.4 * SCHOOL_CLASSES[reach][0].length) / 2, 2);
    }

    forget() {
      this.sprites.clear();
      this.looks = null;
    }
  }

  karta.DOUBLE = DOUBLE;
  karta.OPEN_UNSTAFFED = OPEN_UNSTAFFED;
  karta.UNKNOWN_OPENING = UNKNOWN_OPENING;
  karta.AROUND_TRAINING = AROUND_TRAINING;
  karta.SCHOOL_CLASSES = SCHOOL_CLASSES;
  karta.STATES = STATES;
  karta.FONT = FONT;
  karta.INK = INK;
  karta.Symbols = Symbols;
})();
