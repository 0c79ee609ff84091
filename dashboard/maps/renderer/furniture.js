/* What stands around the map: zoom, whole city, north, scale, badge of invented data, legend, error. */
(function () {
  "use strict";
  const { dom, patterns, points } = ChikuMap;
  const { element, svg } = dom;
  const WIDE = 700; // from here on there is room for words on the buttons
  const MODES = ["panel", "strip"]; // the legend as a panel in the corner, or as a strip along the bottom
  const GAP = 16;
  const SCALE_BAR = 24;
  const STRIP_SHARE = 0.34; // of the map's height, at most
  const ABOVE_PANEL = 130; // pixels for badge and north
  const MANY_POINTS = 12; // kinds of points; more of them (on a narrow map: than COLUMNS_FROM) the reader opens
  const COLUMNS_FROM = 6; // kinds of points; from here on they stand in two columns
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
    const fold = button(legend, "", () => { folded = !folded; layout(); });
    fold.className = "chiku-fold";
    const body = element("div", "chiku-legend-body", null, legend);
    let folded = false;
    let opened = false; // the kinds of points, where they are many
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
    let word = "";

    function swatch(style, row) {
      const root = svg("svg", { ...SWATCH, class: "chiku-swatch", "aria-hidden": "true" }, row);
      const id = prefix + "legend-";
      patterns.install([style], id, root);
      svg("rect", { ...SWATCH, fill: patterns.fill(style, id), "stroke-dasharray": style.texture === "none" ? "4 4" : "none" }, root);
    }

    function dashes(row) {
      const root = svg("svg", { ...SWATCH, class: "chiku-swatch", "aria-hidden": "true" }, row);
      ["chiku-former-halo", "chiku-former"].forEach((name) => svg("path", { class: name, d: "M0,9 H30" }, root));
    }

    function section(title, rows, draw, folds) {
      if (!rows.length) return;
      const many = folds && rows.length > (map.getSize().x < WIDE ? COLUMNS_FROM : MANY_POINTS);
      const box = element(many ? "details" : "div", "chiku-legend-part", null, body);
      if (many) { box.open = opened; box.addEventListener("toggle", () => { opened = box.open; layout(); }); }
      if (title) element(many ? "summary" : "div", "chiku-legend-title", many ? title + " (" + rows.length + ")" : title, box);
      if (folds && rows.length >= COLUMNS_FROM) box.classList.add("chiku-two-columns");
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
      section("", payload.former ? [payload.formerWord] : [], (word, row) => { dashes(row); element("span", "", word, row); });
      section(payload.pointsTitle, kinds, (point, row) => { points.sign(point, row, 18); element("span", "", point.kind, row); }, true);
      legend.hidden = !body.childElementCount;
      layout();
    }

    function update(payload, classList, kinds) {
      const text = JSON.stringify([payload.title, payload.pointsTitle, classList, payload.words, payload.sample, kinds, payload.former, payload.formerWord]);
      if (text === known) return;
      known = text;
      const words = payload.words;
      map.getContainer().setAttribute("aria-label", words.label);
      [[near, words.zoom_in], [far, words.zoom_out], [whole, words.reset]].forEach(([key, word]) => { key.title = word; key.setAttribute("aria-label", word); });
      wholeWord.textContent = words.reset;
      letter.textContent = words.north;
      word = words.legend_word;
      fold.title = words.legend;
      fold.setAttribute("aria-label", words.legend);
      sample.textContent = words.sample;
      sample.hidden = !payload.sample;
      error.textContent = words.error;
      fillLegend(payload, classList, kinds);
    }

    function layout() {
      body.hidden = folded;
      fold.textContent = folded ? word + " ▴" : "▾";
      fold.setAttribute("aria-expanded", String(!folded));
      wholeWord.hidden = map.getSize().x < WIDE;
      const along = legend.classList.contains("chiku-strip");
      const room = map.getSize().y * (along ? STRIP_SHARE : 1) - (along ? 0 : ABOVE_PANEL);
      body.style.maxHeight = room + "px"; // a longer legend scrolls
      const strip = along && !legend.hidden && !folded;
      const height = strip ? legend.offsetHeight + GAP / 2 : 0; // the scale stands above the strip
      map.getContainer().style.setProperty("--chiku-strip-height", height + "px");
    }

    /* Put the legend into a mode and say what it takes from the map: [from the right, from the bottom] in pixels. */
    function arrange(mode) {
      legend.classList.toggle("chiku-strip", mode === "strip");
      layout();
      if (legend.hidden || folded) return [0, 0];
      return mode === "strip" ? [0, legend.offsetHeight + GAP + SCALE_BAR] : [legend.offsetWidth + GAP, 0];
    }

    return { update, layout, arrange, modes: MODES, fail: (failed) => { error.hidden = !failed; } };
  }

  ChikuMap.furniture = { create };
})();
