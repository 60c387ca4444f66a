// Terms of the glossary where texts use them: a dotted underline, the meaning on hover, tap or focus.
// Works on the page as it stands: first occurrence in a card, else on the page; never in a plot, so in no image.
(() => {
  const { terms } = window.aoiGlossary;
  const TEXTS = ".aoi-sub, .aoi-key > div, .aoi-note, .aoi-head p, .aoi-prose";
  const APART = "a, button, summary, code, h1, h2, h3, .aoi-term, .aoi-plot, .aoi-glossary, .aoi-file";
  const PHONE = 640, PAUSE_MS = 120, EDGE_PX = 8;
  window.aoiGlossaryStop?.();

  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const start = (form) => (/^[a-z]/.test(form) && form.length > 2 ? `[${form[0]}${form[0].toUpperCase()}]` : escaped(form[0]));
  const pattern = (form) => {
    const body = start(form) + escaped(form.slice(1));
    return /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(form) ? body : `(?<![\\p{L}\\p{N}-])${body}(?![\\p{L}\\p{N}-])`;
  };
  const forms = terms.flatMap((term) => term.forms.map((form) => ({ form, term }))).sort((a, b) => b.form.length - a.form.length);
  const finder = new RegExp(forms.map(({ form }) => `(${pattern(form)})`).join("|"), "gu");

  function made(word, term) {
    const mark = document.createElement("span");
    mark.className = "aoi-term";
    mark.setAttribute("role", "button");
    mark.tabIndex = 0;
    mark.dataset.term = term.slug;
    mark.textContent = word;
    return mark;
  }

  function markIn(node, told) {
    const text = node.data, parts = [];
    let from = 0;
    for (const found of text.matchAll(finder)) {
      const { term } = forms[found.slice(1).findIndex((group) => group !== undefined)];
      if (told.has(term.slug)) continue;
      told.add(term.slug);
      parts.push(text.slice(from, found.index), made(found[0], term));
      from = found.index + found[0].length;
    }
    if (parts.length) node.replaceWith(...parts, text.slice(from));
  }

  const main = () => document.querySelector('[data-testid="stMain"]');
  const scopeOf = (element) => element.closest(".aoi-card") ?? main() ?? document.body;

  function markAll() {
    const told = new Map();
    for (const element of document.querySelectorAll(TEXTS)) {
      const scope = scopeOf(element);
      if (!told.has(scope)) {
        const own = [...scope.querySelectorAll(".aoi-term")].filter((mark) => scopeOf(mark) === scope);
        told.set(scope, new Set(own.map((mark) => mark.dataset.term)));
      }
      if (element.aoiMarked === element.textContent) continue;
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const nodes = [];
      while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(APART)) nodes.push(walker.currentNode);
      for (const node of nodes) markIn(node, told.get(scope));
      element.aoiMarked = element.textContent;
    }
  }

  const tip = document.createElement("div");
  tip.id = "aoi-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  let shown, leaving;

  function show(mark) {
    clearTimeout(leaving);
    if (shown === mark && !tip.hidden) return;
    hide();
    const term = terms.find((one) => one.slug === mark.dataset.term);
    if (!term) return;
    tip.replaceChildren(Object.assign(document.createElement("b"), { textContent: term.name }), ` ${term.says}`);
    if (term.source) tip.append(Object.assign(document.createElement("small"), { textContent: term.source }));
    (document.fullscreenElement ?? main() ?? document.body).append(tip);
    tip.hidden = false;
    mark.setAttribute("aria-describedby", tip.id);
    shown = mark;
    if (innerWidth >= PHONE) place(mark.getClientRects()[0]);
    else tip.style.cssText = "";
  }

  function place(word) {
    const { width, height } = tip.getBoundingClientRect();
    const left = Math.max(EDGE_PX, Math.min(word.left, innerWidth - width - EDGE_PX));
    const below = word.bottom + 4;
    const top = below + height > innerHeight - EDGE_PX ? Math.max(EDGE_PX, word.top - height - 4) : below;
    tip.style.cssText = `left:${left}px;top:${top}px;`;
  }

  function hide() {
    clearTimeout(leaving);
    shown?.removeAttribute("aria-describedby");
    shown = undefined;
    tip.hidden = true;
  }

  const on = new AbortController(), { signal } = on;
  const listen = (name, act, capture = false) => document.addEventListener(name, act, { signal, capture });
  const termOf = (event) => event.target.closest?.(".aoi-term");
  listen("mouseover", (event) => {
    const mark = termOf(event);
    if (mark) show(mark);
    else if (event.target.closest?.("#aoi-tip")) clearTimeout(leaving);
    else if (shown && shown !== document.activeElement) { clearTimeout(leaving); leaving = setTimeout(hide, 200); }
  });
  listen("focusin", (event) => { const mark = termOf(event); if (mark) show(mark); else if (shown) hide(); });
  listen("focusout", (event) => { if (termOf(event)) hide(); });
  listen("click", (event) => { const mark = termOf(event); if (mark) show(mark); else if (shown && !event.target.closest("#aoi-tip")) hide(); });
  listen("keydown", (event) => {
    if (event.key === "Escape") return hide();
    const mark = termOf(event);
    if (mark && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); if (shown === mark) hide(); else show(mark); }
  });
  listen("scroll", () => { // what moves while a page settles is followed; on a phone the meaning lies at the edge
    if (!shown || innerWidth < PHONE) return;
    const word = shown.getClientRects()[0];
    if (!word || word.bottom < 0 || word.top > innerHeight) hide();
    else place(word);
  }, true);

  const style = document.createElement("style");
  style.textContent = `
    .aoi-term { text-decoration: underline dotted 1px; text-underline-offset: .2em; cursor: help; }
    .aoi-term:focus-visible { outline: 2px solid currentColor; outline-offset: 1px; border-radius: 2px; }
    #aoi-tip { position: fixed; z-index: 1000001; max-width: 24rem; background: #1B1F24; color: #F0F3F6; border: 1px solid #57606A;
      border-radius: 6px; padding: .55rem .7rem; font-size: .85rem; line-height: 1.45; font-weight: 400; box-shadow: 0 2px 10px #0006; }
    #aoi-tip small { display: block; margin-top: .3rem; color: #C3CAD1; font-size: .75rem; overflow-wrap: anywhere; }
    #aoi-tip[hidden] { display: none; }
    @media (max-width: 639px) { #aoi-tip { left: 12px; right: 12px; bottom: 12px; max-width: none; } }`;
  document.head.append(style);

  let due;
  const soon = () => { due ??= setTimeout(() => { due = undefined; markAll(); jump(); }, PAUSE_MS); };
  let jumped;
  function jump() { // to the term that a link asked for, once
    const target = document.querySelector("[data-sought]");
    if (target && jumped !== target.id) { jumped = target.id; target.scrollIntoView(); }
  }
  const watcher = new MutationObserver(soon);
  watcher.observe(document.body, { childList: true, subtree: true });
  window.aoiGlossaryStop = () => { on.abort(); watcher.disconnect(); clearTimeout(due); tip.remove(); style.remove(); };
  soon();
})();
