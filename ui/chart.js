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

function coloured(text, dark, palette) {
  if (!dark) return text;
  return text.replace(/#[0-9A-F]{6}/g, (colour) => palette[colour] ?? colour);
}

function forScreen(plot, width, height, own) {
  const layout = { ...plot.layout, height, width, autosize: false };
  if (width < NARROW && !own) {
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

function actions(card, data, state) {
  const row = card.querySelector(".aoi-actions");
  const button = (label, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    made.addEventListener("click", () => act(made));
    return made;
  };
  const download = ({ id }, label) =>
    Object.assign(document.createElement("a"), { href: `${data.base}/data/${id}.csv`, textContent: label, download: "", title: id });
  const made = [button(data.words.png, (b) => savePng(b, data, state))];
  const open = data.downloads.filter((item) => !item.refusal);
  if (open.length === 1) made.push(download(open[0], data.words.data));
  if (open.length > 1) made.push(menu(open.map((item) => download(item, item.id)), data.words.data));
  made.push(button(data.words.link, (b) => copyLink(b, data)));
  if (card.requestFullscreen) made.push(button(data.words.full, () => card.requestFullscreen()));
  row.replaceChildren(...made);
}

function menu(links, label) {
  const made = document.createElement("details");
  made.className = "aoi-menu";
  made.append(Object.assign(document.createElement("summary"), { textContent: label }), ...links);
  return made;
}

function address(data) {
  return `${location.origin}${location.pathname}${data.query ? `?${data.query}` : ""}`;
}

async function savePng(button, data, state) {
  const label = button.textContent;
  button.disabled = true;
  button.textContent = data.words.working;
  try {
    const Plotly = await loadLibrary(data.library);
    const spec = JSON.parse(data.spec);
    const layout = { ...spec.plot.layout, ...spec.print, showlegend: spec.plot.layout.showlegend ?? false };
    if (spec.print.xaxisFont) layout.xaxis = { ...layout.xaxis, tickfont: spec.print.xaxisFont };
    const image = await Plotly.toImage({ data: spec.plot.data, layout },
      { format: "png", width: spec.print.width, height: spec.print.height, scale: data.scale });
    const link = Object.assign(document.createElement("a"), { href: image, download: `${data.file}.png` });
    document.body.append(link);
    link.click();
    link.remove();
    button.textContent = label;
  } catch (error) {
    button.textContent = data.words.failed;
    setTimeout(() => { button.textContent = label; }, 4000);
  } finally {
    button.disabled = false;
  }
}

async function copyLink(button, data) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(address(data));
    button.textContent = data.words.copied;
  } catch {
    window.prompt(data.words.link, address(data));
  }
  setTimeout(() => { button.textContent = label; }, 2500);
}

export default function ({ data, parentElement }) {
  const card = parentElement.querySelector(".aoi-card");
  const state = (card.aoi ??= {});
  const dark = isDark(parentElement);
  card.classList.toggle("aoi-dark", dark);
  fill(card, data);
  actions(card, data, state);
  const plot = card.querySelector(".aoi-plot");
  const wait = card.querySelector(".aoi-wait");
  const draw = async () => {
    const full = document.fullscreenElement === card;
    const width = Math.floor(plot.clientWidth);
    if (!width) return;
    const height = full ? Math.max(320, innerHeight - 260) : width < data.narrowBelow ? data.narrowHeight : data.height;
    plot.style.height = `${height}px`;
    const drawn = `${width}x${height}:${isDark(parentElement)}:${data.spec.length}:${data.stamp}`;
    if (state.drawn === drawn) return;
    state.drawn = drawn;
    try {
      const Plotly = await loadLibrary(data.library);
      const spec = JSON.parse(coloured(data.spec, isDark(parentElement), data.dark));
      const figure = width < data.narrowBelow && spec.narrow ? spec.narrow : spec.plot;
      const wide = spec.plot.data;
      figure.data = figure.data.map((trace) => (typeof trace === "number" ? wide[trace]
        : typeof trace.hovertext === "number" ? { ...trace, hovertext: wide[trace.hovertext].hovertext } : trace));
      await Plotly.react(state.target ??= plot.querySelector(".aoi-target"), figure.data, forScreen(figure, width, height, figure === spec.narrow),
        { displayModeBar: false, responsive: false, locale: data.lang, scrollZoom: false, doubleClick: false });
      wait.hidden = true;
      wait.style.display = "none";
    } catch (error) {
      state.drawn = undefined;
      wait.textContent = data.words.unreachable;
      setTimeout(draw, 3000);
    }
  };
  wait.textContent ||= data.words.loading;
  plot.style.height ||= `${innerWidth < data.narrowBelow + 40 ? data.narrowHeight : data.height}px`;
  state.observer?.disconnect();
  const due = () => { state.due = true; draw(); };
  state.observer = new ResizeObserver(() => requestAnimationFrame(() => state.due && draw()));
  state.observer.observe(plot);
  if (state.due || plot.getBoundingClientRect().top < innerHeight) due();
  else setTimeout(() => idle(due, { timeout: 4000 }), 400); // below the fold: after the page has settled
  return () => { state.observer?.disconnect(); };
}
