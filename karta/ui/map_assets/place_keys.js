/* One stop of the Tab key for all places: arrows go through them, Enter chooses. */
(function () {
  "use strict";
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  class PlaceKeys {
    /* `onMark(i)` for the place that is gone to, -1 when the list is left; `onChoose(i)` for the chosen one. */
    constructor(parent, layer, labels, onMark, onChoose) {
      this.layer = layer;
      this.onMark = onMark;
      this.onChoose = onChoose;
      this.at = -1;
      this.list = L.DomUtil.create("div", "karta-keys", parent);
      this.list.tabIndex = 0;
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", labels.places);
      this.option = L.DomUtil.create("div", "", this.list);
      this.option.id = "karta-option";
      this.option.setAttribute("role", "option");
      this.option.hidden = true;
      this.list.addEventListener("focus", () => {
        if (layer.count) this.go(Math.max(0, this.at, layer.selected));
      });
      this.list.addEventListener("blur", () => onMark(-1));
      this.list.addEventListener("keydown", (event) => this.onKey(event));
    }

    go(i) {
      this.at = (i + this.layer.count) % this.layer.count;
      const { name, kind, state, figures } = this.layer.descriptions.ofPlace(this.at);
      this.option.hidden = false;
      this.list.setAttribute("aria-activedescendant", this.option.id);
      this.option.textContent = [name, kind, state, figures].filter(Boolean).join(", ");
      this.onMark(this.at);
    }

    onKey(event) {
      const step = STEPS[event.key];
      if (step && this.layer.count) this.go(this.at + step);
      else if ((event.key === "Enter" || event.key === " ") && this.at >= 0) this.onChoose(this.at);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }
  }

  karta.PlaceKeys = PlaceKeys;
})();
