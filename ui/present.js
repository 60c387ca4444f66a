// The presenter's frame: keys, clicker, touch, QR code, notes. Charts are drawn by chart.js in their places.
const HEALTH_EVERY = 2000, PATIENCE = 3000, MOST_WAITS = 5, AGAIN = 400, SWIPE = 60;
let self;

function make(tag, name, more = {}) {
  return Object.assign(document.createElement(tag), { className: name }, more);
}

function isDark() {
  const rgb = getComputedStyle(document.querySelector('[data-testid="stApp"]') ?? document.body).backgroundColor.match(/[\d.]+/g) ?? [];
  return rgb.length >= 3 && 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2] < 128;
}

export function unit() {
  return 1.6 * Math.max(0.85, Math.min(innerWidth / 1280, innerHeight / 800));
}

function build() {
  const stage = make("div", "aoi-stage");
  const parts = {
    opening: make("p", "aoi-opening"), head: make("div", "aoi-stage-head"), bar: make("div", "aoi-bar"),
    left: make("button", "aoi-edge aoi-left", { type: "button", tabIndex: -1 }),
    right: make("button", "aoi-edge aoi-right", { type: "button", tabIndex: -1 }),
    notes: make("div", "aoi-panel aoi-notes", { hidden: true }), help: make("div", "aoi-panel aoi-help", { hidden: true }),
    code: make("div", "aoi-panel aoi-code", { hidden: true }), blank: make("div", "aoi-blank", { hidden: true }),
  };
  parts.head.append(make("b", ""), make("small", ""));
  const button = (name, act) => {
    const made = make("button", name, { type: "button" });
    made.addEventListener("click", (event) => { event.stopPropagation(); made.blur(); act(); });
    return made;
  };
  parts.state = make("span", "aoi-state");
  parts.state.setAttribute("role", "status");
  parts.deck = make("span", "aoi-deck");
  parts.count = make("span", "aoi-count");
  parts.keys = button("aoi-keys", () => toggle("help"));
  parts.leave = button("aoi-leave", leave);
  parts.qr = button("aoi-qr", () => toggle("code"));
  parts.small = make("img", "", { alt: "" });
  parts.qr.append(parts.small);
  parts.bar.append(parts.deck, parts.state, parts.count, parts.keys, parts.leave, parts.qr);
  parts.left.addEventListener("click", () => go(self.wanted - 1));
  parts.right.addEventListener("click", () => go(self.wanted + 1));
  parts.blank.addEventListener("click", () => toggle("blank", false));
  for (const name of ["notes", "help", "code"]) parts[name].addEventListener("click", () => toggle(name, false));
  stage.append(parts.opening, parts.head, parts.bar, parts.left, parts.right, parts.notes, parts.help, parts.code, parts.blank);
  document.body.append(stage);
  return { stage, parts };
}

function toggle(name, open = self.parts[name].hidden) {
  for (const other of ["notes", "help", "code", "blank"]) {
    if (other === name) self.parts[other].hidden = !open;
    else if (other !== "notes") self.parts[other].hidden = true;
  }
}

function say(text) {
  self.parts.state.textContent = text;
}

function go(n) {
  const { data } = self;
  const to = Math.min(Math.max(n, 1), data.of);
  self.parts.blank.hidden = self.parts.code.hidden = self.parts.help.hidden = true;
  if (to === self.wanted) return;
  self.wanted = to;
  count();
  ask(`${data.deck}.${to}`, `${data.base}/${data.addresses[to - 1]}`);
}

function leave() {
  const { data } = self;
  ask("none", `${data.base}/${data.live}${data.live.includes("?") ? "&" : "?"}lang=${data.lang}`);
}

// Ask the server for another slide; where it does not answer, wait for it to come back, then open the address anew.
function ask(code, address) {
  self.asked = { code, address };
  self.trigger("go", code);
  wait();
}

function wait() {
  clearTimeout(self.late);
  clearTimeout(self.again);
  self.waits = 0;
  self.late = setTimeout(() => reopen(self.asked.address), PATIENCE);
}

// Whether the server is at work for this window: then a slide is only slow, and opening it anew would be more work.
function atWork() {
  const state = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
  return state === "running" || state === "rerunRequested";
}

// Of what a slide brings only the one asked for last counts. A key pressed while the server goes from page to page
// may be lost to it: when another slide than that has come and it does not follow, it is asked for again.
function arrive(data) {
  const other = self.data?.n !== data.n || self.data?.deck !== data.deck;
  self.data = data;
  if (self.asked && self.asked.code !== `${data.deck}.${data.n}`) {
    if (!other) return;
    wait();
    self.again = setTimeout(() => self.trigger("go", self.asked.code), AGAIN);
    return;
  }
  self.asked = undefined;
  self.wanted = data.n;
  clearTimeout(self.late);
  clearTimeout(self.again);
  if (!self.playing) say("");
}

async function reopen(address) {
  if (atWork() && self.waits++ < MOST_WAITS) {
    self.late = setTimeout(() => reopen(address), PATIENCE);
    return;
  }
  try {
    const answer = await fetch(`${self.data.base}/_stcore/health`, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    location.assign(address);
  } catch {
    say(self.data.words.lost);
    self.late = setTimeout(() => reopen(address), HEALTH_EVERY);
  }
}

function count() {
  self.parts.count.textContent = `${self.digits ? `${self.data.words.goto} ${self.digits} · ` : ""}${self.wanted} / ${self.data.of}`;
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

function play(on = !self.playing) {
  self.playing = on;
  clearInterval(self.timer);
  const seconds = self.data.auto || self.data.usual;
  if (on) self.timer = setInterval(() => go(self.wanted < self.data.of ? self.wanted + 1 : 1), seconds * 1000);
  say(on ? self.data.words.auto_on.replace("{seconds}", seconds) : self.data.words.auto_off);
  if (!on) setTimeout(() => self && !self.playing && say(""), 2500);
}

const ACTS = {
  ArrowRight: () => go(self.wanted + 1), PageDown: () => go(self.wanted + 1), " ": () => go(self.wanted + 1), ArrowDown: () => go(self.wanted + 1),
  ArrowLeft: () => go(self.wanted - 1), PageUp: () => go(self.wanted - 1), ArrowUp: () => go(self.wanted - 1), Backspace: () => go(self.wanted - 1),
  Home: () => go(1), End: () => go(self.data.of), b: () => toggle("blank"), ".": () => toggle("blank"), f: fullScreen, F5: fullScreen,
  n: () => toggle("notes"), q: () => toggle("code"), a: () => play(), "?": () => toggle("help"),
};

function key(event) {
  if (!self || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const onButton = event.target.closest?.("button, a") && (name === " " || name === "Enter");
  if (onButton && !self.digits) return;
  if (/^\d$/.test(name)) self.digits = (self.digits + name).slice(-3);
  else if (name === "Enter" && self.digits) { const n = Number(self.digits); self.digits = ""; go(n); }
  else if (name === "Escape") {
    const open = ["blank", "code", "help", "notes"].find((part) => !self.parts[part].hidden);
    if (self.digits) self.digits = "";
    else if (open) toggle(open, false);
    else leave();
  } else if (ACTS[name]) { self.digits = ""; ACTS[name](); }
  else return;
  count();
  event.preventDefault();
  event.stopImmediatePropagation();
}

function touch(event) {
  const at = event.changedTouches?.[0];
  if (!self || !at) return;
  if (event.type === "touchstart") { self.from = event.touches.length === 1 ? [at.clientX, at.clientY] : null; return; }
  if (!self.from) return;
  const [dx, dy] = [at.clientX - self.from[0], at.clientY - self.from[1]];
  self.from = null;
  if (Math.abs(dx) > SWIPE && Math.abs(dx) > 2 * Math.abs(dy)) go(self.wanted + (dx < 0 ? 1 : -1));
}

function measure() {
  if (!self) return;
  const { stage, parts, data } = self;
  const size = unit();
  stage.style.setProperty("--u", size);
  stage.classList.toggle("aoi-dark", isDark());
  const root = document.documentElement.style;
  root.setProperty("--aoi-u", size);
  root.setProperty("--aoi-top", data.charts && data.head ? `${parts.head.getBoundingClientRect().height}px` : "0px");
}

function fill() {
  const { parts, data } = self;
  const words = data.words;
  const [head, small] = parts.head.children;
  [head.textContent, small.textContent] = [data.head, data.small];
  small.hidden = !data.small;
  parts.head.hidden = !data.head;
  parts.opening.textContent = data.charts ? words.opening : ""; // lies below the charts
  parts.head.classList.toggle("aoi-words", !data.charts);
  parts.deck.textContent = data.title;
  parts.keys.textContent = "?";
  parts.leave.textContent = "×";
  for (const [part, text] of [["keys", words.keys], ["leave", words.leave], ["left", words.previous], ["right", words.next], ["qr", words.qr]]) {
    parts[part].title = text;
    parts[part].setAttribute("aria-label", text);
  }
  parts.notes.textContent = data.notes || words.no_notes;
  parts.help.replaceChildren(make("dl", ""));
  for (const [name, does] of data.keys) parts.help.firstChild.append(make("dt", "", { textContent: name }), make("dd", "", { textContent: does }));
  const code = `${data.base}/qr.svg?to=${encodeURIComponent(data.live)}`;
  const site = data.site || `${location.origin}${data.base}`;
  const local = !data.site && /^(localhost|127\.|\[::1\])/.test(location.hostname);
  if (parts.small.getAttribute("src") !== code) parts.small.src = code;
  parts.code.replaceChildren(make("img", "", { src: code, alt: words.qr }), make("p", "", { textContent: local ? words.local : words.scan }),
    make("p", "aoi-where", { textContent: `${site}/${data.live}` }));
  count();
  measure();
}

export default function ({ data, parentElement, setTriggerValue }) {
  const mark = parentElement.querySelector(".aoi-presenter");
  mark.hidden = false;
  if (!self) {
    self = { ...build(), digits: "", playing: false };
    addEventListener("keydown", key, true);
    addEventListener("resize", measure);
    addEventListener("touchstart", touch, { passive: true });
    addEventListener("touchend", touch, { passive: true });
  }
  const fresh = !self.data;
  self.trigger = setTriggerValue;
  arrive(data);
  document.cookie = data.cookie;
  fill();
  if (fresh && data.playing) play(true);
  return () => {
    if (!self) return;
    clearTimeout(self.late);
    clearTimeout(self.again);
    clearInterval(self.timer);
    removeEventListener("keydown", key, true);
    removeEventListener("resize", measure);
    removeEventListener("touchstart", touch);
    removeEventListener("touchend", touch);
    self.stage.remove();
    self = undefined;
  };
}
