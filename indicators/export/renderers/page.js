// Draws one figure after the other by plotly.js: as SVG, placed on the page for a picture of the screen or a print.

// Plotly names its parts by chance, and by what else is on the page. A figure always begins with the chance that is its
// own and with an empty page, so that its bytes are the same, and its names are not those of another figure.
function beginAgain(told) {
  paper().replaceChildren();
  let state = 0;
  for (let at = 0; at < told.length; at += 1) state = (Math.imul(state, 31) + told.charCodeAt(at)) | 0;
  Math.random = () => { // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const paper = () => document.getElementById("paper");
const pageSize = () => document.getElementById("size");

async function fontsReady() {
  await Promise.all([...document.fonts].map((face) => face.load()));
}

async function svgOf(told, locale, width, height) {
  beginAgain(told);
  const { plot, print } = JSON.parse(told);
  const layout = { ...plot.layout, ...print, showlegend: plot.layout.showlegend ?? false };
  const config = { staticPlot: true, ...(locale ? { locale: locale.name, locales: { [locale.name]: locale } } : {}) };
  return Plotly.toImage({ data: plot.data, layout, config }, { format: "svg", width, height, imageDataOnly: true });
}

function place(svg, [width, height], [across, up], unit) {
  paper().innerHTML = svg;
  const drawn = paper().firstElementChild;
  drawn.setAttribute("viewBox", `0 0 ${width} ${height}`);
  drawn.setAttribute("preserveAspectRatio", "none");
  drawn.setAttribute("width", `${across}${unit}`);
  drawn.setAttribute("height", `${up}${unit}`);
  pageSize().textContent = `@page { size: ${across}${unit} ${up}${unit}; margin: 0 }`;
}

// The figure as SVG, or laid out on the page in dots or millimetres.
async function draw(told, locale, size, shown, unit) {
  const svg = await svgOf(told, locale, ...size);
  if (!unit) return svg;
  place(svg, size, shown, unit);
  return "";
}
