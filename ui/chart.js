// A chart card: words in HTML, the plot by plotly.js (our own copy), PNG made from the print layout.
const NARROW = 600;
let library;
const idle = window.requestIdleCallback?.bind(window) ?? ((act) => setTimeout(act, 200));

function loadLibrary(address) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window.Plotly);
    script.onerror = () => { library = undefined; script.remove(); failed(new Error("library")); };
    document.head.append(script);
  });
  return library;
}

function isDark(element) {
  const text = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  const hex = /^#([0-9a-f]{6})/i.exec(text);
  if (!hex) return matchMedia("(prefers-color-scheme: dark)").matches && !text;
  const n = parseInt(hex[1], 16);
  return (0.299 * (n >> 16) + 0.587 * ((n >> 8) & 255) + 0.114 * (n & 255)) < 128;
}

// Month names, order of dates and separators of the reader's language; English is built in.
function spoken(data) {
  return data.locale ? { locale: data.lang, locales: { [data.lang]: data.locale } } : {};
}

function coloured(text, dark, palette) {
  if (!dark) return text;
  const hex = (parts) => `#${parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("").toUpperCase()}`;
  const parts = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)).join(",");
  return text.replace(/#[0-9A-F]{6}/g, (colour) => palette[colour] ?? colour)
    .replace(/rgba\((\d+), ?(\d+), ?(\d+), ?(0?\.\d+)\)/g, (all, r, g, b, alpha) => {
      const dark = palette[hex([r, g, b])];
      return dark ? `rgba(${parts(dark)},${alpha})` : all;
    });
}

function forScreen(plot, width, height, own, narrow = NARROW) {
  const layout = { ...plot.layout, height, width, autosize: false };
  if (width < narrow && !own) {
    layout.annotations = (layout.annotations ?? []).filter((note) => note.name !== "end");
    layout.showlegend = plot.data.some((trace) => trace.showlegend === true);
    layout.margin = { ...layout.margin, l: Math.min(layout.margin.l, 48), r: 10 };
    layout.font = { ...layout.font, size: 12 };
    if (layout.yaxis?.tickformat === ",.0f") layout.yaxis = { ...layout.yaxis, tickformat: "~s" };
    if (layout.yaxis?.title?.text && !layout.meta?.keepTitles) layout.yaxis = { ...layout.yaxis, title: { text: "" } };
    if (layout.meta?.narrow) Object.assign(layout, layout.meta.narrow);
  }
  return layout;
}

function fill(card, data) {
  const q = (name) => card.querySelector(`.aoi-${name}`);
  card.querySelector("h2").textContent = data.title;
  q("sub").textContent = data.subtitle;
  q("key").replaceChildren(...data.key.map((line) => Object.assign(document.createElement("div"), { textContent: line })));
  q("caption").replaceChildren(...data.caption.map((line) => Object.assign(document.createElement("div"), { textContent: line })));
  const plot = q("plot");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", data.alt);
}

// A drawing for narrow rows of actions, where the word is left to screen readers.
const ICONS = {
  png: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01", table: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14", data: "M12 4v11m-4-4 4 4 4-4M5 19h14",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  qr: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2", full: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
};

function named(element, name, label) {
  const icon = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
  element.innerHTML = `${icon}<span class="aoi-word"></span>`;
  element.lastChild.textContent = element.title = label;
  return element;
}

function actions(card, data, state) {
  const row = card.querySelector(".aoi-actions");
  const said = Object.assign(document.createElement("span"), { className: "aoi-told" });
  said.setAttribute("role", "status");
  const tell = (text, lasting = 0) => {
    clearTimeout(state.telling);
    said.textContent = text;
    if (lasting) state.telling = setTimeout(() => { said.textContent = ""; }, lasting);
  };
  const button = (name, act) => {
    const made = named(Object.assign(document.createElement("button"), { type: "button" }), name, data.words[name]);
    made.addEventListener("click", () => act(made));
    return made;
  };
  const download = ({ id }, label) =>
    Object.assign(document.createElement("a"), { href: `${data.base}/data/${id}.csv`, textContent: label, download: "", title: id });
  const open = data.downloads.filter((item) => !item.refusal);
  const files = () => open.map((item) => download(item, item.id));
  const made = [button("png", (b) => savePng(b, data, tell)), button("table", () => showTable(card, data, files(), tell))];
  if (open.length === 1) made.push(named(download(open[0], ""), "data", data.words.data));
  if (open.length > 1) made.push(menu(files(), data.words.data));
  made.push(button("link", () => copyLink(data, tell)));
  made.push(button("qr", () => showCode(card, data)));
  if (card.requestFullscreen) made.push(button("full", () => card.requestFullscreen()));
  row.replaceChildren(...made, said);
}

async function showTable(card, data, files, tell) {
  try {
    (await import(new URL(data.values, location.origin).href)).open(card, data, files);
    tell("");
  } catch {
    tell(data.words.table_failed, 6000);
  }
}

function menu(links, label) {
  const made = document.createElement("details");
  made.className = "aoi-menu";
  made.append(named(document.createElement("summary"), "data", label), ...links);
  return made;
}

// The link that lasts: every choice, defaults too, the day of the data, and which chart.
function address(data) {
  const whole = document.querySelector(".aoi-foot")?.dataset.choices; // of pickers below the chart too
  const pinned = new URLSearchParams(whole ?? data.query);
  if (data.held) pinned.set("data", data.held);
  pinned.set("chart", data.chart);
  return `${location.origin}${location.pathname}?${pinned}`;
}

// The code of this chart, for a phone: in the phone's own language, and as short as the address can be.
function showCode(card, data) {
  card.querySelector(".aoi-qr-box")?.remove();
  const asked = new URLSearchParams(location.search);
  for (const own of ["lang", "data", "present", "auto", "chart"]) asked.delete(own);
  asked.set("chart", data.chart);
  const page = location.pathname.slice(data.base.length + 1);
  const box = Object.assign(document.createElement("dialog"), { className: "aoi-qr-box" });
  const image = Object.assign(document.createElement("img"), { src: `${data.base}/qr.svg?to=${encodeURIComponent(`${page}?${asked}`)}`, alt: data.words.qr });
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: data.words.close });
  close.addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => box.remove());
  box.append(Object.assign(document.createElement("p"), { textContent: data.title }), image, close);
  card.append(box);
  box.showModal();
}

// A link may ask for one chart: the page is moved to it once, when it is drawn.
const moved = new Set();
function moveTo(card, data) {
  const address = `${location.pathname}${location.search}`;
  if (data.slide || new URLSearchParams(location.search).get("chart") !== data.chart || moved.has(address)) return;
  moved.add(address);
  const box = card.getBoundingClientRect();
  if (box.top < 0 || box.bottom > innerHeight) card.scrollIntoView({ block: "start" });
}

// A slide: all that the screen has; drawn small and scaled up, so that type, lines and marks grow alike.
// Columns of small panels need their width, drawings with boxes their height: these grow less.
function unitOfSlide() {
  return Math.max(0.85, Math.min(innerWidth / 1280, innerHeight / 800));
}

function scaleOfSlide(plot, data, layout) {
  const base = unitOfSlide(), pair = data.slide.of > 1;
  const domains = Object.entries(layout).filter(([name]) => name.startsWith("xaxis")).map(([, axis]) => (axis.domain ? axis.domain[1] - axis.domain[0] : 1));
  const width = Math.max(pair ? 480 : 860, 300 / Math.max(0.2, Math.min(1, ...domains)));
  const most = Math.min(base * (pair ? 1.3 : 1.6), plot.clientWidth / width);
  const part = Math.min(1, Math.max(0.62, 0.62 + (data.height - 480) / 300));
  return Math.max(0.75 * base, Math.min(plot.clientHeight / (part * data.height), most));
}

function asSlide(card, data) {
  const slide = data.slide;
  card.classList.toggle("aoi-slide", Boolean(slide));
  card.classList.toggle("aoi-tight", Boolean(slide) && data.height > 540 && innerHeight < 900);
  card.style.cssText = slide ? `--at:${slide.at};--of:${slide.of};--u:${1.6 * unitOfSlide() * (slide.of > 1 ? 0.8 : 1)}` : "";
}

async function savePng(button, data, tell) {
  button.disabled = true;
  tell(data.words.working);
  try {
    const Plotly = await loadLibrary(data.library);
    const spec = JSON.parse(data.spec);
    const layout = { ...spec.plot.layout, ...spec.print, showlegend: spec.plot.layout.showlegend ?? false };
    if (spec.print.xaxisFont) layout.xaxis = { ...layout.xaxis, tickfont: spec.print.xaxisFont };
    const image = await Plotly.toImage({ data: spec.plot.data, layout, config: spoken(data) },
      { format: "png", width: spec.print.width, height: spec.print.height, scale: data.scale });
    const link = Object.assign(document.createElement("a"), { href: image, download: `${data.file}.png` });
    document.body.append(link);
    link.click();
    link.remove();
    tell("");
  } catch (error) {
    tell(data.words.failed, 4000);
  } finally {
    button.disabled = false;
  }
}

async function copyLink(data, tell) {
  try {
    await navigator.clipboard.writeText(address(data));
    tell(data.words.copied, 2500);
  } catch {
    window.prompt(data.words.link, address(data));
  }
}

export default function ({ data, parentElement }) {
  const card = parentElement.querySelector(".aoi-card");
  const state = (card.aoi ??= {});
  const dark = isDark(parentElement);
  card.classList.toggle("aoi-dark", dark);
  card.id = `chart-${data.chart}`;
  asSlide(card, data);
  fill(card, data);
  actions(card, data, state);
  const plot = card.querySelector(".aoi-plot");
  const wait = card.querySelector(".aoi-wait");
  const draw = async () => {
    const full = document.fullscreenElement === card;
    const slide = data.slide;
    if (slide) { asSlide(card, data); plot.style.height = ""; }
    const scale = slide ? scaleOfSlide(plot, data, JSON.parse(data.spec).plot.layout) : 1;
    const width = Math.floor(plot.clientWidth / scale);
    if (!width) return;
    const narrowBelow = slide ? 380 : data.narrowBelow;
    const height = slide ? Math.floor(plot.clientHeight / scale) : full ? Math.max(320, innerHeight - 260) : width < narrowBelow ? data.narrowHeight : data.height;
    if (!slide) plot.style.height = `${height}px`;
    const drawn = `${scale}:${width}x${height}:${isDark(parentElement)}:${data.spec.length}:${data.stamp}`;
    if (state.drawn === drawn) return;
    state.drawn = drawn;
    try {
      const Plotly = await loadLibrary(data.library);
      const spec = JSON.parse(coloured(data.spec, isDark(parentElement), data.dark));
      const figure = width < narrowBelow && spec.narrow ? spec.narrow : spec.plot;
      const wide = spec.plot.data;
      figure.data = figure.data.map((trace) => (typeof trace === "number" ? wide[trace]
        : typeof trace.hovertext === "number" ? { ...trace, hovertext: wide[trace.hovertext].hovertext } : trace));
      await Plotly.react(state.target ??= plot.querySelector(".aoi-target"), figure.data, forScreen(figure, width, height, figure === spec.narrow, slide ? 380 : NARROW),
        { displayModeBar: false, responsive: false, ...spoken(data), scrollZoom: false, doubleClick: false });
      state.target.style.transform = slide ? `scale(${scale})` : "";
      moveTo(card, data);
      wait.hidden = true;
      wait.style.display = "none";
    } catch (error) {
      state.drawn = undefined;
      wait.textContent = data.words.unreachable;
      setTimeout(draw, 3000);
    }
  };
  wait.textContent ||= data.words.loading;
  if (!data.slide) plot.style.height ||= `${innerWidth < data.narrowBelow + 40 ? data.narrowHeight : data.height}px`;
  state.redraw = () => card.isConnected && state.due && (card.classList.toggle("aoi-dark", isDark(parentElement)), draw());
  state.scheme ??= matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(() => state.redraw(), 400)) ?? true;
  state.observer?.disconnect();
  const due = () => { state.due = true; draw(); };
  state.observer = new ResizeObserver(() => requestAnimationFrame(() => state.due && draw()));
  state.observer.observe(plot);
  if (state.due || plot.getBoundingClientRect().top < innerHeight) due();
  else setTimeout(() => idle(due, { timeout: 4000 }), 400); // below the fold: after the page has settled
  return () => { state.observer?.disconnect(); };
}
