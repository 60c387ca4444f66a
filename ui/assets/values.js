// The values of a chart as a table, made of the plot's own data: what the pointer would say, point by point.
// Fetched when a reader first asks for a table. Lines share one table by their x; marks become a list.
const MOST_ROWS = 2000, MOST_COLUMNS = 12;
const KINDS = { f8: Float64Array, f4: Float32Array, i1: Int8Array, u1: Uint8Array, i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array };
const FIELD = /%\{(x|y|text|hovertext|customdata)(?:\[\d+\])?(?::([^}]*))?\}/g;
const EXTRA = /<extra>([\s\S]*?)<\/extra>/;
const DAY = /^\d{4}-\d\d-\d\d/;

function array(part) {
  if (part?.bdata) return Array.from(new KINDS[part.dtype](Uint8Array.from(atob(part.bdata), (letter) => letter.charCodeAt(0)).buffer));
  return Array.isArray(part) ? part : [];
}
const listed = (part) => (typeof part === "string" ? part : array(part));
const at = (part, place) => (typeof part === "string" ? part : part[place]);
const axisOf = (layout, name, letter) => layout[(name ?? letter).replace(letter, `${letter}axis`)] ?? {};

function plain(text) {
  const box = document.createElement("template");
  box.innerHTML = String(text).replace(/<br\s*\/?>/g, " ");
  return box.content.textContent.replace(/[ \t\r\n]+/g, " ").trim();
}

// Numbers in the d3 formats that our charts use (`,.0f`, `,.5~r`, `.2f`).
function number(value, pattern, lang) {
  const digits = Number(/\.(\d+)/.exec(pattern)?.[1] ?? 0);
  const how = !pattern ? { maximumSignificantDigits: 8, useGrouping: false }
    : /r$/.test(pattern) ? { maximumSignificantDigits: digits || 6 }
    : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  if (pattern.startsWith("+")) how.signDisplay = "exceptZero";
  return new Intl.NumberFormat(lang, how).format(value).replace("-", "−");
}

function day(text, axis, lang) {
  const withYear = /%[yY]/.test(axis.hoverformat ?? "%Y");
  const how = { day: "numeric", month: "short", timeZone: "UTC", ...(withYear && { year: "numeric" }) };
  return new Intl.DateTimeFormat(lang, how).format(new Date(`${text.slice(0, 10)}T00:00:00Z`));
}

const xText = (x, axis, lang) => (typeof x === "string" ? (DAY.test(x) ? day(x, axis, lang) : plain(x)) : number(x, "", lang));

function unpacked(trace) {
  const parts = Object.fromEntries(["x", "y", "text", "hovertext", "customdata", "hovertemplate"].map((name) => [name, listed(trace[name] ?? "")]));
  return { ...trace, ...parts, x: array(trace.x), y: array(trace.y) };
}

const template = (trace) => (Array.isArray(trace.hovertemplate) ? trace.hovertemplate[0] : trace.hovertemplate) || "";
const extra = (trace) => EXTRA.exec(template(trace))?.[1] ?? "";
const silent = (trace) => ["skip", "none"].includes(trace.hoverinfo);
const isBand = (trace) => silent(trace) && trace.fill === "toself" && trace.showlegend === true && trace.name;
const isLine = (trace) => !silent(trace) && /%\{y|^%\{x/.test(template(trace)) && !/%\{(hover)?text/.test(template(trace));
const isField = (trace) => trace.marker?.opacity === 0 && trace.customdata.length > 0;
const isBar = (trace) => silent(trace) && trace.type === "bar" && Array.isArray(trace.text);

// What the pointer says at a point; without its x where the table has that in a column of its own.
function said(trace, place, lang, withX) {
  let told = at(trace.hovertemplate, place) || "";
  if (!told) return at(trace.hovertext, place) || at(trace.text, place) || "";
  if (!withX) told = told.replace(/^%\{x[^}]*\}:?\s*/, "");
  return told.replace(EXTRA, "").replace(FIELD, (_, name, pattern) => {
    const value = at(trace[name], place);
    return typeof value === "number" ? number(value, pattern ?? "", lang) : value ?? "";
  });
}

function columns(traces, layout, data) {
  const lines = traces.filter(isLine), bands = traces.filter(isBand);
  if (!lines.length) return null;
  const rows = new Map(), axis = axisOf(layout, "x", "x");
  const rowOf = (x) => rows.get(x) ?? rows.set(x, {}).get(x);
  const made = [];
  for (const trace of lines.slice(-MOST_COLUMNS)) {
    const column = made.push(plain(trace.name || extra(trace) || axisOf(layout, trace.yaxis, "y").title?.text || data.words.value)) - 1;
    trace.x.forEach((x, place) => {
      const y = trace.y[place];
      if (x === null || y === null || y === undefined || Number.isNaN(y)) return;
      rowOf(x)[column] = plain(said(trace, place, data.lang, false).replace(/<br\s*\/?>/g, " · "));
      const bar = trace.error_y?.array && array(trace.error_y.array)[place];
      if (bar) rowOf(x)[column] += ` (${number(y - (array(trace.error_y.arrayminus)[place] ?? bar), ",.5~r", data.lang)}–${number(y + bar, ",.5~r", data.lang)})`;
    });
  }
  for (const band of bands) {
    const ends = new Map(), pattern = (axisOf(layout, band.yaxis, "y").tickformat ?? "") || ",.5~r";
    band.x.forEach((x, place) => {
      const y = band.y[place];
      if (x === null || y === null || y === undefined) return;
      const known = ends.get(x);
      ends.set(x, known ? [Math.min(known[0], y), Math.max(known[1], y)] : [y, y]);
    });
    const columns = [0, 1].map((end) => made.push(`${plain(band.name)}: ${data.words[end ? "upper" : "lower"]}`) - 1);
    for (const [x, both] of ends) if (rows.has(x)) columns.forEach((column, end) => { rows.get(x)[column] = number(both[end], pattern, data.lang); });
  }
  const days = [...rows.keys()].some((x) => typeof x === "string");
  const head = plain(axis.title?.text || "") || data.words[days ? "day" : "year"];
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { head: [head, ...made], rows: sorted.map(([x, cells]) => [xText(x, axis, data.lang), ...made.map((_, column) => cells[column] ?? "")]) };
}

function list(traces, layout, data) {
  const told = new Map();
  const keep = (first, rest) => first && told.set(`${first}\n${rest}`, [first, rest]);
  for (const trace of traces) {
    if (isBar(trace)) {
      const axis = axisOf(layout, trace.yaxis, "y"), values = array(axis.tickvals);
      trace.y.forEach((y, place) => keep(plain(axis.ticktext?.[values.indexOf(y)] ?? xText(y, axis, data.lang)), plain(trace.text[place] ?? "")));
    } else if (!silent(trace) && !isLine(trace) && !isField(trace)) {
      trace.x.forEach((x, place) => {
        if (x === null || trace.y[place] === null) return;
        const [first, ...rest] = String(said(trace, place, data.lang, true)).split(/<br\s*\/?>/).map(plain).filter(Boolean);
        if (first) keep(first, rest.join(" · "));
      });
    }
  }
  const rows = [...told.values()];
  const both = rows.some(([, rest]) => rest);
  return rows.length ? { head: both ? [data.words.what, data.words.value] : [data.words.what], rows: both ? rows : rows.map(([first]) => [first]) } : null;
}

// Cells of a map, which only the pointer sees: each with its place (Lambert azimuthal equal-area on a sphere;
// Snyder 1987, equations 20-14, 20-15, 20-18 and 24-16, as indicators/map/projection.py).
function place(x, y, { longitude, latitude, radius }) {
  const rho = Math.hypot(x, y), phi1 = (latitude * Math.PI) / 180, c = 2 * Math.asin(rho / (2 * radius));
  const scale = Math.sqrt(Math.max(1 - (rho / (2 * radius)) ** 2, 0)) / radius;
  const phi = Math.asin(Math.cos(c) * Math.sin(phi1) + y * scale * Math.cos(phi1));
  const turn = Math.atan2(x * scale, Math.cos(phi1) * Math.cos(c) - y * scale * Math.sin(phi1));
  return [(phi * 180) / Math.PI, longitude + (turn * 180) / Math.PI];
}

function cells(traces, layout, data) {
  const rows = traces.filter(isField).flatMap((trace) => trace.x.map((x, at) => {
    const where = place(x, trace.y[at], data.projection).map((degrees) => number(degrees, ".2f", data.lang));
    return [...where, plain(said(trace, at, data.lang, true))];
  }));
  return rows.length ? { head: [data.words.latitude, data.words.longitude, data.words.value], rows } : null;
}

// A drawing without points (boxes and arrows) is its words.
function words(layout, data) {
  const rows = (layout.annotations ?? []).map((note) => [plain(note.text ?? "")]).filter(([text]) => text.length > 2);
  return rows.length ? { head: [data.words.what], rows } : null;
}

export function tables(data) {
  const { data: traces, layout } = JSON.parse(data.spec).plot;
  const all = traces.map(unpacked);
  const found = [columns(all, layout, data), cells(all, layout, data), list(all, layout, data)].filter(Boolean);
  return found.length ? found : [words(layout, data)].filter(Boolean);
}

function make(tag, text, more = {}) {
  return Object.assign(document.createElement(tag), { textContent: text, ...more });
}

function asTable({ head, rows }, data, count, some) {
  const made = make("table", "", { className: "aoi-values" });
  const shown = rows.slice(0, MOST_ROWS);
  const whole = new Intl.NumberFormat(data.lang);
  const cut = rows.length > shown.length ? ` ${some.replace("{n}", whole.format(shown.length)).replace("{of}", whole.format(rows.length))}` : "";
  made.append(make("caption", `${count ? data.title : `${data.title}. ${data.subtitle}`}${cut}`));
  const top = made.createTHead().insertRow();
  for (const text of head) top.append(make("th", text, { scope: "col" }));
  const body = made.createTBody();
  for (const [first, ...rest] of shown) {
    const row = body.insertRow();
    row.append(make("th", first, { scope: "row" }));
    for (const text of rest) row.insertCell().textContent = text;
  }
  made.classList.toggle("aoi-many", head.length > 2);
  return made;
}

// Show the table over the page; the browser keeps the focus in it, closes it on Escape and gives the focus back.
export function open(card, data, links) {
  card.querySelector(".aoi-table-box")?.remove();
  const box = make("dialog", "", { className: "aoi-table-box" });
  const top = make("div", "", { className: "aoi-table-top" });
  const title = make("h3", data.words.table_of, { id: `${card.id}-table` });
  const close = make("button", data.words.close, { type: "button" });
  box.setAttribute("aria-labelledby", title.id);
  close.addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => box.remove());
  top.append(title, close);
  const scroll = make("div", "", { className: "aoi-table-scroll", tabIndex: 0 });
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-labelledby", title.id);
  const found = tables(data);
  scroll.append(...found.map((one, place) => asTable(one, data, place, data.words[links.length ? "some" : "some_only"])));
  if (!found.length) scroll.append(make("p", data.words.no_values));
  if (links.length) {
    const files = make("p", `${data.words.data}: `, { className: "aoi-table-files" });
    files.append(...links.flatMap((link, place) => (place ? [" · ", link] : [link])));
    scroll.append(files);
  }
  const refused = data.downloads.filter((item) => item.refusal).length;
  if (refused) scroll.append(make("p", data.words.not_passed_on.replace("{n}", refused), { className: "aoi-table-files" }));
  box.append(top, scroll);
  card.append(box);
  box.showModal();
  close.focus();
  return box;
}
