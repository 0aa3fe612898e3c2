/* The card of the place or cluster under the pointer, or of the chosen place: what it says, and where it stands. */
(function () {
  "use strict";
  const PARTS = ["name", "kind", "state", "figures", "extra"];

  class Card {
    constructor(map, places) {
      this.map = map;
      this.places = places;
      this.cluster = null;
      this.dismissed = false;
      this.root = L.DomUtil.create("div", "karta-card", map.getContainer());
      this.root.setAttribute("aria-hidden", "true");
      this.parts = PARTS.map((part) => [part, L.DomUtil.create("div", "karta-card-" + part, this.root)]);
      this.root.hidden = true;
      map.on("move", this.move, this);
      map.on("zoomstart", this.hide, this);
      map.on("zoomend", this.fill, this);
    }

    over(cluster) {
      if (cluster === this.cluster) return;
      this.cluster = cluster;
      this.fill();
    }

    fill() {
      const { places } = this;
      const i = places.active();
      const cluster = places.hovered < 0 ? this.cluster : null;
      if (!places.week || (!cluster && (i < 0 || this.dismissed || i >= places.count))) {
        this.hide();
        return;
      }
      const words = cluster ? places.descriptions.ofCluster(cluster) : places.descriptions.ofPlace(i);
      this.parts.forEach(([part, line]) => {
        line.textContent = words[part];
      });
      this.root.hidden = false;
      this.move();
    }

    // The middle and the radius of what it belongs to, on the map.
    subject() {
      const { places, map } = this;
      if (this.cluster && places.hovered < 0) {
        const { x, y, r } = this.cluster;
        const onLayer = L.point(x + places.left, y + places.top).subtract(map.getPixelOrigin());
        return { at: map.layerPointToContainerPoint(onLayer), r };
      }
      const i = places.active();
      // A week that has just come has no hour yet: the card finds its place once it has.
      if (i < 0 || i >= places.count || places.hour === undefined) return null;
      return { at: map.latLngToContainerPoint(places.latLng(i)), r: places.spriteOf(i).r };
    }

    move() {
      if (this.root.hidden || !this.places.week || !this.places.scale) return;
      const subject = this.subject();
      if (!subject) return;
      const { at, r } = subject;
      const size = this.map.getSize();
      const wide = this.root.offsetWidth;
      const high = this.root.offsetHeight;
      const gap = r + 10;
      const above = at.y - gap - high > 6;
      // Beside the buttons of the corner, never over them, and never over the legend: there it goes below its subject.
      const corner = this.map.getContainer().querySelector(".leaflet-top.leaflet-left");
      const place = (top) => {
        const least = top < corner.offsetHeight ? corner.offsetWidth + 8 : 8;
        return { top, left: Math.max(least, Math.min(size.x - wide - 8, at.x - wide / 2)) };
      };
      const [over, under] = [place(at.y - gap - high), place(at.y + gap)];
      const { top, left } = above && !this.meetsLegend(over, wide) ? over : under;
      this.root.classList.toggle("karta-card-behind", this.meetsLegend({ top, left }, wide));
      this.root.style.transform = "translate(" + Math.round(left) + "px," + Math.round(top) + "px)";
      this.root.style.visibility = at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y ? "hidden" : "visible";
    }

    meetsLegend({ top, left }, wide) {
      const legend = this.map.getContainer().querySelector(".karta-legend");
      if (!legend || legend.hidden) return false;
      return top < legend.offsetTop + legend.offsetHeight + 4 && left + wide > legend.offsetLeft - 4;
    }

    dismiss() {
      this.dismissed = true;
      this.hide();
    }

    hide() {
      this.root.hidden = true;
    }
  }

  karta.Card = Card;
})();
