// Draws one figure after the other by plotly.js: as SVG, placed on the page for a picture of the screen or a print.

// Plotly names its parts by chance. Every figure begins with the same chance, so that its bytes are the same.
function beginAgain() {
  let state = 20090607;
  Math.random = () => {
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
  beginAgain();
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
