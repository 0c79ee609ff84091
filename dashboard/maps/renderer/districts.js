/* The districts: drawn once from their geometry, restyled in place whenever the values change. */
(function () {
  "use strict";
  const { geometry, patterns } = ChikuMap;
  const { element } = ChikuMap.dom;
  const FEW = 60; // up to so many districts each can be reached with the Tab key

  function create(map, prefix, onSelect) {
    const renderer = L.svg({ padding: 0.3 });
    const group = L.featureGroup().addTo(map);
    map.createPane("chiku-selection").style.zIndex = 430;
    map.getPane("chiku-selection").style.pointerEvents = "none";
    const outline = L.layerGroup().addTo(map);
    const above = L.svg({ pane: "chiku-selection", padding: 0.3 });
    let items = new Map();
    let classes = new Map();
    let words = {};
    let selected = null;

    const styleOf = (item) => classes.get(item.value[0]) || classes.values().next().value;
    const shape = (style) => ({ fillColor: patterns.fill(style, prefix), dashArray: style.texture === "none" ? "4 4" : null });

    function describe(item) {
      const style = styleOf(item);
      const parts = [item.name, style.mark + " " + style.label, item.value[1], item.id === selected ? words.selected : ""];
      return parts.filter(Boolean).join(", ");
    }

    /* The shapes only; `update` gives them their classes. */
    function draw(content) {
      group.clearLayers();
      items = new Map();
      content.d.forEach((feature) => {
        const layer = L.polygon(geometry.polygons(feature.g, content.s), {
          renderer, className: "chiku-district", fillOpacity: 0.85, weight: 1.2, smoothFactor: 1, bubblingMouseEvents: false });
        const at = geometry.point(feature.at, content.s);
        const item = { id: feature.id, name: feature.name, at, layer, value: null };
        item.style = () => styleOf(item);
        layer.chikuItem = item;
        items.set(item.id, item);
        group.addLayer(layer);
      });
    }

    function announce(item) {
      const path = item.layer.getElement();
      if (!path) return;
      path.setAttribute("role", "button");
      path.setAttribute("aria-label", describe(item));
      path.setAttribute("aria-pressed", String(item.id === selected));
      path.setAttribute("data-district", item.id);
      path.setAttribute("tabindex", items.size <= FEW ? "0" : "-1");
    }

    /* New classes, values and selection; only the districts that changed are touched.  Returns how many. */
    function update(payload, classList) {
      const before = classes;
      classes = new Map(classList.map((style) => [style.key, style]));
      words = payload.words;
      const same = JSON.stringify([...before.values()]) === JSON.stringify(classList);
      if (!same && renderer._container) patterns.install(classList, prefix, renderer._container);
      let changed = 0;
      if (payload.values.length !== 2 * items.size) throw new Error("values and geometry are of different builds");
      [...items.values()].forEach((item, i) => { // values stand in the order of the geometry, two numbers a district
        const next = [payload.classes[payload.values[2 * i]][0], payload.texts[payload.values[2 * i + 1]]];
        if (same && item.value && next[0] === item.value[0] && next[1] === item.value[1]) return;
        item.value = next;
        item.layer.setStyle(shape(styleOf(item)));
        announce(item);
        changed += 1;
      });
      choose(payload.selected);
      return changed;
    }

    /* The selected district keeps a strong outline, black on white, above its neighbours. */
    function choose(id) {
      const touched = [items.get(selected), items.get(id)];
      selected = items.has(id) ? id : null;
      touched.filter(Boolean).forEach(announce);
      outline.clearLayers();
      const item = items.get(selected);
      if (!item) return;
      const look = { renderer: above, fill: false, interactive: false, smoothFactor: 1 };
      ["chiku-selected-halo", "chiku-selected"].forEach((className) =>
        outline.addLayer(L.polygon(item.layer.getLatLngs(), { ...look, className })));
    }

    function tip(layer) {
      const item = layer.chikuItem;
      const style = styleOf(item);
      const content = element("div");
      element("strong", "", item.name, content);
      element("div", "", style.mark + " " + style.label, content);
      if (item.value[1]) element("div", "", item.value[1], content);
      return content;
    }

    function take(item) {
      choose(item.id);
      onSelect(item.id);
    }

    group.bindTooltip(tip, { sticky: true, direction: "auto", className: "chiku-tip", offset: [14, 0] });
    group.on("click", (event) => take(event.layer.chikuItem));
    const container = map.getContainer();
    const focused = (event) => items.get(event.target.getAttribute && event.target.getAttribute("data-district"));
    container.addEventListener("keydown", (event) => {
      const item = focused(event);
      if (!item || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      take(item);
    });
    container.addEventListener("focusin", (event) => {
      const item = focused(event);
      if (item && event.target.matches(":focus-visible")) item.layer.openTooltip(item.at);
    });
    container.addEventListener("focusout", (event) => { const item = focused(event); if (item) item.layer.closeTooltip(); });

    return { draw, update, items: () => [...items.values()], bounds: () => group.getBounds() };
  }

  ChikuMap.districts = { create };
})();
