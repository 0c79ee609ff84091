/* What stands around the map: zoom, whole city, north, scale, badge of invented data, legend, error. */
(function () {
  "use strict";
  const { dom, patterns, points } = ChikuMap;
  const { element, svg } = dom;
  const NARROW = 560; // pixels; below, or when it would be too tall, the legend is a strip at the bottom
  const WIDE = 700; // from here on there is room for words on the buttons
  const TALL = 0.72; // of the map's height
  const SWATCH = { width: 30, height: 18 };

  function control(map, position, className) {
    const made = L.control({ position });
    const box = element("div", className);
    made.onAdd = () => { L.DomEvent.disableClickPropagation(box); L.DomEvent.disableScrollPropagation(box); return box; };
    made.addTo(map);
    return box;
  }

  function button(parent, text, act) {
    const made = element("button", "chiku-button", text, parent);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function create(map, prefix, act) {
    const sample = control(map, "topright", "chiku-badge");
    const north = control(map, "topright", "chiku-north");
    const buttons = control(map, "topleft", "chiku-buttons");
    const legend = control(map, "bottomright", "chiku-legend");
    const fold = button(legend, "▾", () => { folded = !folded; layout(); });
    fold.className = "chiku-fold";
    const body = element("div", "", null, legend);
    let folded = false;
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 120 }).addTo(map);
    const near = button(buttons, "+", () => act.zoom(0.5));
    const far = button(buttons, "−", () => act.zoom(-0.5));
    const whole = button(buttons, "", act.whole);
    whole.className += " chiku-whole";
    const frame = svg("svg", { viewBox: "0 0 20 20", width: 16, height: 16, "aria-hidden": "true" }, whole);
    svg("path", { d: "M2,7 V2 H7 M13,2 H18 V7 M18,13 V18 H13 M7,18 H2 V13" }, frame);
    const wholeWord = element("span", "", "", whole);
    const arrow = svg("svg", { viewBox: "0 0 20 26", width: 16, height: 21, "aria-hidden": "true" }, north);
    svg("path", { d: "M10,1 L18,25 L10,19 L2,25 z" }, arrow);
    const letter = element("span", "", "", north);
    const error = element("div", "chiku-error", "", map.getContainer());
    error.setAttribute("role", "alert");
    error.hidden = true;
    let known = "";

    function swatch(style, row) {
      const root = svg("svg", { ...SWATCH, class: "chiku-swatch", "aria-hidden": "true" }, row);
      const id = prefix + "legend-";
      patterns.install([style], id, root);
      svg("rect", { ...SWATCH, fill: patterns.fill(style, id), "stroke-dasharray": style.texture === "none" ? "4 4" : "none" }, root);
    }

    function section(title, rows, draw) {
      if (!rows.length) return;
      const box = element("div", "chiku-legend-part", null, body);
      if (title) element("div", "chiku-legend-title", title, box);
      const list = element("div", "chiku-legend-rows", null, box);
      rows.forEach((item) => draw(item, element("div", "chiku-legend-row", null, list)));
    }

    function fillLegend(payload, classList, kinds) {
      body.replaceChildren();
      section(payload.title, classList, (style, row) => {
        swatch(style, row);
        element("b", "", style.mark, row);
        element("span", "", style.label, row);
      });
      section(payload.pointsTitle, kinds, (point, row) => { points.sign(point, row, 18); element("span", "", point.kind, row); });
      legend.hidden = !body.childElementCount;
      layout();
    }

    function update(payload, classList, kinds) {
      const text = JSON.stringify([payload.title, payload.pointsTitle, classList, payload.words, payload.sample, kinds]);
      if (text === known) return;
      known = text;
      const words = payload.words;
      map.getContainer().setAttribute("aria-label", words.label);
      [[near, words.zoom_in], [far, words.zoom_out], [whole, words.reset]].forEach(([key, word]) => { key.title = word; key.setAttribute("aria-label", word); });
      wholeWord.textContent = words.reset;
      letter.textContent = words.north;
      fold.title = words.legend;
      fold.setAttribute("aria-label", words.legend);
      sample.textContent = words.sample;
      sample.hidden = !payload.sample;
      error.textContent = words.error;
      fillLegend(payload, classList, kinds);
    }

    function layout() {
      body.hidden = folded;
      fold.textContent = folded ? "▴" : "▾";
      fold.setAttribute("aria-expanded", String(!folded));
      legend.classList.remove("chiku-strip");
      const size = map.getSize();
      wholeWord.hidden = size.x < WIDE;
      const strip = !folded && (size.x < NARROW || legend.offsetHeight > size.y * TALL);
      legend.classList.toggle("chiku-strip", strip);
      const height = strip && !legend.hidden ? legend.offsetHeight + 8 : 0; // the scale stands above the strip
      map.getContainer().style.setProperty("--chiku-strip-height", height + "px");
    }

    /* Room that the legend takes: the districts are fitted beside it or above it. */
    function room() {
      if (legend.hidden) return { beside: 0, above: 0 };
      const box = legend.getBoundingClientRect();
      if (folded) return { beside: 0, above: 0 };
      return { beside: legend.classList.contains("chiku-strip") ? Infinity : box.width + 16, above: box.height + (legend.classList.contains("chiku-strip") ? 40 : 16) };
    }

    return { update, layout, room, fail: (failed) => { error.hidden = !failed; } };
  }

  ChikuMap.furniture = { create };
})();
