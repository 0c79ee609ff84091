/* One living map: takes a payload, fetches geometry when its address is new, restyles in place when only values changed. */
(function () {
  "use strict";
  const { geometry, paper, labels, districts, former, points, furniture, patterns } = ChikuMap;
  const MARGIN = 14;
  let mounted = 0;

  const readClasses = (rows) => rows.map(([key, fill, ink, texture, mark, label]) => ({ key, fill, ink, texture, mark, label }));

  /* Leaflet focuses the map on a press; inside a frame that would scroll the page around it and turn the click into a drag. */
  L.Map.Keyboard.prototype._onMouseDown = function () {
    if (!this._focused) this._map.getContainer().focus({ preventScroll: true });
  };

  /* Resolves when our style sheet is in force: what it has not styled yet has the wrong size. */
  async function dressed() {
    for (let tries = 0; tries < 200; tries += 1) {
      if (getComputedStyle(document.documentElement).getPropertyValue("--map-land")) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  function mount(map, host) {
    mounted += 1;
    const prefix = "chiku" + mounted + "-";
    const stats = { drawn: 0, updates: 0, restyled: 0, milliseconds: 0 };
    const parts = {
      paper: paper.create(map),
      districts: districts.create(map, prefix, host.onSelect),
      former: former.create(map),
      labels: labels.create(map),
      points: points.create(map, host.onPoint),
      furniture: furniture.create(map, prefix, { whole: () => { moved = false; fit(); }, zoom: (step) => { moved = true; map.setZoom(map.getZoom() + step); } }),
    };
    let payload = null;
    let shown = null; // addresses of the geometry on screen
    let overlaid = ""; // address of the earlier boundaries on screen
    let moved = false; // by the reader; then a change of size does not move the map again

    /* Everything in view with the legend beside it or beneath it, whichever leaves the map larger. */
    function fit() {
      const box = parts.districts.items().length ? parts.districts.bounds() : parts.points.bounds();
      const size = map.getSize();
      if (!box.isValid() || !size.x) return;
      const zoom = ([right, bottom]) => {
        const room = L.point(2 * MARGIN + right, 2 * MARGIN + bottom);
        return room.x < size.x && room.y < size.y ? map.getBoundsZoom(box, false, room) : -1;
      };
      const modes = parts.furniture.modes.map((mode) => ({ mode, zoom: zoom(parts.furniture.arrange(mode)) }));
      const best = modes.reduce((a, b) => (b.zoom > a.zoom ? b : a));
      const [right, bottom] = parts.furniture.arrange(best.mode);
      map.fitBounds(box, { animate: false, paddingTopLeft: [MARGIN, MARGIN], paddingBottomRight: [MARGIN + right, MARGIN + bottom] });
    }

    function relabel() {
      parts.points.arrange();
      parts.labels.draw(parts.districts.items(), parts.former.names().concat(parts.paper.names()), parts.points.boxes());
    }

    function paint() {
      const started = performance.now();
      const classList = readClasses(payload.classes);
      document.documentElement.lang = payload.lang;
      parts.points.update(payload);
      stats.restyled = parts.districts.update(payload, classList);
      parts.furniture.update(payload, classList, parts.points.kinds());
      relabel();
      stats.updates += 1;
      stats.milliseconds = performance.now() - started;
      map.getContainer().setAttribute("data-updates", stats.updates);
    }

    function draw(shapes, backdrop) {
      parts.paper.draw(backdrop);
      parts.districts.draw(shapes);
      const root = map.getPane("overlayPane").querySelector("svg");
      if (root) patterns.install(readClasses(payload.classes), prefix, root);
      stats.drawn += 1;
      paint();
      moved = false;
      fit();
      relabel();
    }

    /* The boundaries of an earlier edition come and go without a new drawing of anything else. */
    async function overlay() {
      const wanted = payload.former;
      if (wanted === overlaid) return;
      const content = wanted ? await geometry.load(wanted) : null;
      if (payload.former !== wanted || overlaid === wanted) return; // a newer payload took over
      overlaid = wanted;
      parts.former.draw(content, payload.words.former);
      relabel();
    }

    async function update(next) {
      payload = next;
      const wanted = next.geo + " " + next.base;
      if (wanted === shown) { paint(); await overlay().catch((problem) => console.warn(problem)); return; }
      shown = null;
      try {
        const [shapes, backdrop] = await Promise.all([
          next.geo ? geometry.load(next.geo) : { s: 1, d: [] }, next.base ? geometry.load(next.base) : null, dressed()]);
        if (payload.geo + " " + payload.base !== wanted || shown === wanted) return; // a newer payload took over
        shown = wanted;
        draw(shapes, backdrop);
        parts.furniture.fail(false);
        await overlay();
      } catch (problem) {
        parts.furniture.update(next, readClasses(next.classes), []);
        parts.furniture.fail(true);
        console.warn(problem);
      }
    }

    map.on("zoomend moveend", () => { if (shown) relabel(); });
    map.on("dragstart", () => { moved = true; });
    ["wheel", "dblclick", "keydown", "touchmove"].forEach((name) =>
      map.getContainer().addEventListener(name, () => { moved = true; }, { passive: true }));
    map.on("resize", () => { parts.furniture.layout(); if (shown && !moved) { fit(); relabel(); } });
    /* The wheel scrolls the page until the reader has clicked into the map. */
    map.scrollWheelZoom.disable();
    map.on("mousedown focus", () => map.scrollWheelZoom.enable());
    map.getContainer().addEventListener("mouseleave", () => map.scrollWheelZoom.disable());
    if (map.attributionControl) map.attributionControl.remove(); // sources stand beneath the map, on the page
    map.getContainer().classList.add("chiku-map");
    map.getContainer().setAttribute("role", "application");
    return { map, update, stats, requested: geometry.requested };
  }

  ChikuMap.mount = mount;
})();
