/* The colours that the map is drawn in, by name, once for light and once for dark: the canvas cannot ask the style sheet.
   The frame's own style (gap_map.css) says the same of its cards. The scheme is the system's, as the whole app's is. */
(function () {
  "use strict";
  const LIGHT = {
    ink: "#2f4b7c", pale: "#e6edf7", paleEdge: "#8ba0c6", grey: "#8d8779", darkGrey: "#504c43", paper: "#ffffff",
    still: "#aaa395", hatch: "#f1eee7", veil: "rgba(255,255,255,0.85)", half: "#9fb4d9", onHalf: "#16233f",
    text: "#22262b", name: "#4a4d52", areaName: "#6f6a5f", halo: "rgba(251,250,247,0.92)", walk: "#5b4a7d",
    outline: "rgba(139,160,198,0.75)", within: "rgba(139,160,198,0.1)", tick: "#e6e1d6", bar: "#b3ad9f",
    covered: "#b4c4df", rest: "#ece7dc", hatched: "#6f6a5e",
    water: "#cbdde6", stream: "#bcd3df", green: "#e0e8d5", building: "#e6dfd2", buildingEdge: "#d9d0bf",
    casing: "#d5cebf", street: "#ffffff", quiet: "#d9d3c6", path: "#c9c1b0", rail: "#b5aea1",
  };
  const DARK = {
    ink: "#a9c1ee", pale: "#263247", paleEdge: "#7d96c4", grey: "#8a919b", darkGrey: "#cdd1d7", paper: "#16191d",
    still: "#8a919b", hatch: "#2a2f36", veil: "rgba(22,25,29,0.85)", half: "#435a86", onHalf: "#ffffff",
    text: "#eceef1", name: "#d3d6db", areaName: "#aab0b8", halo: "rgba(22,25,29,0.92)", walk: "#c3b3e6",
    outline: "rgba(143,164,207,0.75)", within: "rgba(143,164,207,0.14)", tick: "#343a42", bar: "#737b86",
    covered: "#52678f", rest: "#343a42", hatched: "#a7adb6",
    water: "#1c3240", stream: "#264454", green: "#1f2b25", building: "#2b3037", buildingEdge: "#3a4149",
    casing: "#15181c", street: "#4a515b", quiet: "#3a4048", path: "#474e57", rail: "#5c636d",
  };
  karta.colours = window.matchMedia("(prefers-color-scheme: dark)").matches ? DARK : LIGHT;
})();
