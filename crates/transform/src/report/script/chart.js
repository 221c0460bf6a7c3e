// The chart of a currency: a line per witness, withheld points marked, and all of it in words.
{
  const plot = $("#plot");
  // The name space comes from an element that the parser made: the page names no address, not even that one.
  const svg = (name, attributes, text) => withAttributes(document.createElementNS(plot.namespaceURI, name), attributes, text);
  const RANGES = { "1M": 31, "3M": 92, "1Y": 366, "2Y": 731, "5Y": 1827, All: Infinity };
  const LINES_SHOWN = 8;
  const GAP_DAYS = 100; // of a longer silence no line is drawn
  const DASHES = ["", "7 3", "2 3", "9 3 2 3", "4 4"];
  const view = { currency: "", name: "", lines: [], marks: [], range: "3M", cursor: null };

  async function unpack(currency) {
    const bytes = Uint8Array.from(atob(series[currency]), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }
  const sums = (differences) => {
    let sum = 0;
    return differences.map((difference) => (sum += difference));
  };
  // A whole number of units of the last place, as decimal digits.
  function digits(units, scale) {
    const text = String(units).padStart(scale + 1, "0");
    if (scale === 0) return text;
    return `${text.slice(0, -scale)}.${text.slice(-scale)}`.replace(/\.?0+$/, "");
  }

  async function show(currency) {
    if (!Object.hasOwn(series, currency)) {
      $("#readout").textContent = `There is no history of ${currency}.`;
      return;
    }
    let history;
    try {
      history = await unpack(currency);
    } catch (error) {
      $("#readout").textContent = `This browser can’t unpack the history (${error.message}); a newer one can.`;
      return;
    }
    const precedence = ({ witness, source }) => (witness === "ECB" ? 0 : source === "exchangerate" ? 1 : 2);
    view.currency = currency;
    view.name = history.name ?? "";
    view.lines = history.lines
      .map((line) => ({ ...line, days: sums(line.days), units: sums(line.values) }))
      .map((line) => ({ ...line, values: line.units.map((units) => units / 10 ** line.scale), last: line.days.at(-1) }))
      .sort((one, other) => precedence(one) - precedence(other) || other.last - one.last);
    for (const [index, line] of view.lines.entries()) {
      line.isShown = index < LINES_SHOWN;
      line.colour = index % 8;
      line.dash = DASHES[Math.floor(index / 8 + index) % DASHES.length];
      line.at = new Map(line.days.map((day, at) => [day, at]));
    }
    view.marks = history.marks.map(([day, witness, pair, written, value, rule, evidence]) => ({ day, witness, pair, written, value, rule, evidence }));
    view.cursor = null;
    $("#chart-currency").value = currency;
    drawLegend();
    draw();
  }

  function drawLegend() {
    const list = $("#legend div");
    list.replaceChildren();
    for (const line of view.lines) {
      const label = html("label");
      const box = html("input", { type: "checkbox" });
      box.checked = line.isShown;
      box.addEventListener("change", () => { line.isShown = box.checked; tellShown(); draw(); });
      const sample = svg("svg", { viewBox: "0 0 32 8", "aria-hidden": "true" });
      sample.append(svg("path", { class: `line s${line.colour}`, d: "M0 4H32", "stroke-dasharray": line.dash }));
      label.append(box, sample, `${withBank(line.witness)} (quotes ${line.pair}, until ${isoDay(line.last)})`);
      list.append(label);
    }
    tellShown();
    $("#legend").open = view.lines.length <= LINES_SHOWN;
  }

  const tellShown = () => {
    $("#legend summary").textContent = `${view.lines.filter((line) => line.isShown).length} of ${view.lines.length} witnesses shown`;
  };

  function domain() {
    const shown = view.lines.filter((line) => line.isShown);
    const to = Math.max(...view.lines.map((line) => line.last));
    const from = Math.max(to - RANGES[view.range], Math.min(...view.lines.map((line) => line.days[0])));
    const inside = (day) => day >= from && day <= to;
    const marks = view.marks.filter(({ day, witness }) => inside(day) && shown.some((line) => line.witness === witness));
    const values = shown.flatMap((line) => line.values.filter((_, at) => inside(line.days[at])));
    values.push(...marks.map(({ value }) => value).filter((value) => value !== null));
    let [low, high] = values.length === 0 ? [0, 1] : values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
    const margin = (high - low) * 0.06 || Math.abs(high) * 0.01 || 1;
    return { shown, marks, inside, from, to: Math.max(to, from + 1), low: low - margin, high: high + margin };
  }

  function draw() {
    const space = domain();
    const [width, height] = [plot.clientWidth || 800, plot.clientHeight || 320];
    const labels = valueTicks(space.low, space.high, 5);
    const edge = { left: 14 + 7 * Math.max(...labels.map(([, label]) => label.length)), right: 12, top: 10, bottom: 24 };
    space.x = (day) => edge.left + ((day - space.from) / (space.to - space.from)) * (width - edge.left - edge.right);
    space.y = (value) => height - edge.bottom - ((value - space.low) / (space.high - space.low)) * (height - edge.top - edge.bottom);
    plot.setAttribute("viewBox", `0 0 ${width} ${height}`);
    plot.replaceChildren();
    for (const [value, label] of labels) {
      plot.append(svg("path", { class: "grid", d: `M${edge.left} ${space.y(value)}H${width - edge.right}` }));
      plot.append(svg("text", { class: "value", x: edge.left - 6, y: space.y(value) + 4, "text-anchor": "end" }, label));
    }
    for (const [day, label] of dayTicks(space.from, space.to, width - edge.left - edge.right)) {
      const half = 3.5 * label.length;
      plot.append(svg("path", { class: "grid", d: `M${space.x(day)} ${height - edge.bottom}v4` }));
      if (space.x(day) + half > width) continue; // no room for it
      plot.append(svg("text", { class: "day", x: space.x(day), y: height - 6, "text-anchor": "middle" }, label));
    }
    for (const line of space.shown) drawLine(line, space);
    for (const mark of space.marks) {
      const [x, y] = [space.x(mark.day), mark.value === null ? height - edge.bottom : space.y(mark.value)];
      const cross = svg("path", { class: "mark", d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10` });
      cross.append(svg("title", {}, `${isoDay(mark.day)} ${mark.witness}: ${mark.rule}`));
      plot.append(cross);
    }
    plot.append(svg("path", { class: "cursor", d: "" }));
    view.space = { ...space, edge, width, height };
    describe();
    moveCursor(view.cursor);
  }

  function drawLine(line, { x, y, inside }) {
    let path = "";
    let before = -Infinity;
    let points = 0;
    for (const [at, day] of line.days.entries()) {
      if (!inside(day)) continue;
      path += `${day - before > GAP_DAYS ? "M" : "L"}${x(day).toFixed(1)} ${y(line.values[at]).toFixed(1)}`;
      before = day;
      points++;
    }
    if (points === 0) return;
    plot.append(svg("path", { class: `line s${line.colour}`, d: path, "stroke-dasharray": line.dash, "data-witness": line.witness }));
    if (points > 70) return;
    for (const [at, day] of line.days.entries()) {
      if (inside(day)) plot.append(svg("circle", { class: `dot f${line.colour}`, cx: x(day), cy: y(line.values[at]), r: 2.5 }));
    }
  }

  // The chart in words: its title, what is in quarantine, and the newest days as a table.
  function describe() {
    const { shown, marks, inside, from, to } = view.space;
    $("#plot-title").textContent = `${view.currency} for one euro${view.name ? ` (${view.name})` : ""}, ${isoDay(from)} to ${isoDay(to)}`;
    $("#marks summary").textContent = `${marks.length} in quarantine in this range (marked ✕)`;
    $("#marks ul").replaceChildren(...[...marks].reverse().map((mark) =>
      html("li", {}, `${isoDay(mark.day)} ${mark.witness} wrote ${mark.written} for ${mark.pair}: ${mark.rule} – ${mark.evidence}`)));
    $("#marks").hidden = marks.length === 0;
    const days = [...new Set(shown.flatMap((line) => line.days.filter(inside)))].sort((one, other) => other - one).slice(0, 15);
    view.days = [...new Set(shown.flatMap((line) => line.days.filter(inside)))].sort((one, other) => one - other);
    const head = html("tr");
    head.append(...["Market day", ...shown.map((line) => line.witness)].map((title) => html("th", { scope: "col" }, title)));
    const rows = days.map((day) => {
      const row = html("tr");
      row.append(html("th", { scope: "row" }, isoDay(day)), ...shown.map((line) => html("td", { class: "digits" }, valueAt(line, day))));
      return row;
    });
    const table = $("#values table");
    table.replaceChildren(table.caption, html("thead"), html("tbody"));
    table.tHead.append(head);
    table.tBodies[0].append(...rows);
  }
  const valueAt = (line, day) => (line.at.has(day) ? digits(line.units[line.at.get(day)], line.scale) : "");

  function moveCursor(day) {
    view.cursor = day;
    const cursor = $(".cursor", plot);
    if (day === null || view.days.length === 0) {
      cursor.setAttribute("d", "");
      $("#readout").textContent = "";
      return;
    }
    const { x, edge, height, shown, marks } = view.space;
    cursor.setAttribute("d", `M${x(day)} ${edge.top}V${height - edge.bottom}`);
    const values = shown.filter((line) => line.at.has(day)).map((line) => `${line.witness} ${valueAt(line, day)}`);
    const withheld = marks.filter((mark) => mark.day === day).map((mark) => `✕ ${mark.witness} in quarantine: ${mark.rule}`);
    $("#readout").textContent = `${isoDay(day)}: ${[...values, ...withheld].join(" · ")}`;
  }
  const nearest = (target) => view.days.reduce((best, day) => (Math.abs(day - target) < Math.abs(best - target) ? day : best), view.days[0]);

  plot.addEventListener("pointermove", (event) => {
    if (!view.space || view.days.length === 0) return;
    const { edge, width, from, to } = view.space;
    const x = event.clientX - plot.getBoundingClientRect().left;
    moveCursor(nearest(from + ((x - edge.left) / (width - edge.left - edge.right)) * (to - from)));
  });
  plot.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || !view.space || view.days.length === 0) return;
    event.preventDefault();
    const last = view.days.length - 1;
    const at = view.cursor === null ? last + 1 : view.days.indexOf(view.cursor);
    moveCursor(view.days[Math.max(0, Math.min(last, at + steps[event.key]))]);
  });

  for (const range of Object.keys(RANGES)) {
    const button = html("button", { type: "button", "aria-pressed": range === view.range }, range);
    button.addEventListener("click", () => {
      view.range = range;
      for (const other of $$("#ranges button")) other.setAttribute("aria-pressed", other === button);
      if (view.lines.length > 0) draw();
    });
    $("#ranges").append(button);
  }
  for (const currency of Object.keys(series)) $("#currencies").append(html("option", { value: currency }));
  $("#no-script").hidden = true;
  $("#chart-body").hidden = false;
  $("#chart-form").addEventListener("submit", (event) => {
    event.preventDefault();
    open(currencyOf($("#chart-currency").value));
  });
  $("#chart-currency").addEventListener("change", () => open(currencyOf($("#chart-currency").value)));
  new ResizeObserver(() => { if (view.space && plot.clientWidth !== view.space.width) draw(); }).observe(plot);

  // --- the address keeps what is shown, so a chart can be linked to

  function open(currency) {
    if (location.hash === `#chart=${currency}`) show(currency);
    else location.hash = `chart=${currency}`;
  }
  const asked = () => decodeURIComponent(/^#chart=(.+)$/.exec(location.hash)?.[1] ?? "");
  window.addEventListener("hashchange", async () => {
    if (!asked()) return;
    await show(asked());
    $("#chart").scrollIntoView();
    if (document.activeElement?.dataset?.chart) plot.focus({ preventScroll: true });
  });
  $("#rates-table")?.addEventListener("click", (event) => {
    if (event.target.closest("a, button, details, thead") || String(getSelection())) return;
    const link = $("a[data-chart]", event.target.closest("tr"));
    if (link) open(link.dataset.chart);
  });
  const first = asked() || (Object.hasOwn(series, "USD") ? "USD" : Object.keys(series)[0]);
  if (first) show(first).then(() => asked() && $("#chart").scrollIntoView());
}
