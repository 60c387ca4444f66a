// What Streamlit leaves out, on every page: its own few words in the reader's language, and on a phone long tables,
// cards and small print folded behind a button, so that nobody scrolls through thirty screens.
(() => {
  const PAUSE_MS = 150, SCREENS = 0.9, LEAST_ROWS = 3, SMALL_PRINT_PX = 230;
  const narrow = matchMedia("(max-width: 640px)");
  const words = () => window.aoiWords ?? {};

  // What only screen readers meet, and the link that the first Tab brings up.
  const LABELS = {
    '[data-testid="stTopNav"], [data-testid="stSidebarNav"]': "pages", '[data-testid="stMainMenuButton"]': "settings",
    '[data-testid="stExpandSidebarButton"]': "open", '[data-testid="stSidebarCollapseButton"] button': "close",
    '[data-testid="stMain"]': "content",
  };
  function label() {
    for (const [where, name] of Object.entries(LABELS))
      for (const element of document.querySelectorAll(where))
        if (words()[name] && element.getAttribute("aria-label") !== words()[name]) element.setAttribute("aria-label", words()[name]);
    const skip = document.querySelector('[data-testid="stSkipToContent"]');
    if (skip?.firstChild && words().skip && skip.textContent !== words().skip) skip.firstChild.data = words().skip;
  }

  // The parts of which a long thing shows the first few.
  function parts(element) {
    if (element.matches(".aoi-table")) return element.tBodies.length > 1 ? [...element.tBodies] : [...(element.tBodies[0]?.rows ?? [])];
    return [...element.children].filter((child) => !child.matches("h3, .sys-held, .aoi-unfold"));
  }

  function button(element, count, after = element) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "aoi-unfold" });
    const say = (folded) => {
      made.textContent = !folded ? words().fewer : count ? words().all.replace("{n}", count) : words().more;
      made.setAttribute("aria-expanded", String(!folded));
    };
    say(true);
    made.addEventListener("click", () => {
      const folded = element.classList.toggle("aoi-folded");
      say(folded);
      if (folded && !element.matches(".aoi-card")) element.scrollIntoView({ block: "nearest" });
    });
    after.after(made);
    return made;
  }

  function fold(element, hidden, count, after) {
    element.aoiSeen = element.textContent.length;
    for (const part of hidden) part.classList.add("aoi-rest");
    element.classList.add("aoi-folded");
    element.aoiButton = button(element, count, after);
  }

  function forget(element) {
    element.aoiButton?.remove();
    element.classList.remove("aoi-folded");
    for (const part of element.querySelectorAll(":scope .aoi-rest")) part.classList.remove("aoi-rest");
  }

  function foldTable(table) {
    const rows = parts(table), room = 0.7 * innerHeight;
    if (table.getBoundingClientRect().height < SCREENS * room || rows.length <= LEAST_ROWS) return;
    const top = rows[0].getBoundingClientRect().top;
    const kept = rows.filter((row, place) => place < LEAST_ROWS || row.getBoundingClientRect().bottom - top < room);
    if (kept.length < rows.length) fold(table, rows.slice(kept.length), rows.filter((row) => !row.matches(".aoi-kind")).length);
  }

  function foldCard(card) {
    if (card.getBoundingClientRect().height > innerHeight / 2) fold(card, parts(card), "", card.lastElementChild);
  }

  function foldPrint(card) {
    const [key, caption] = [card.querySelector(".aoi-key"), card.querySelector(".aoi-caption")];
    if (!key || card.matches(".aoi-slide") || key.offsetHeight + caption.offsetHeight < SMALL_PRINT_PX) return;
    fold(card, [key, caption], "", caption);
    for (const part of [key, caption]) part.addEventListener("focusin", () => card.matches(".aoi-folded") && card.aoiButton.click());
  }

  function foldAll() {
    if (!narrow.matches || !words().all) return;
    for (const [where, act] of [[".aoi-table:not(.aoi-sum)", foldTable], [".sys-card", foldCard], [".aoi-card", foldPrint]])
      for (const element of document.querySelectorAll(where)) {
        const now = element.textContent.length;
        const lost = element.aoiButton && (!element.aoiButton.isConnected || !element.querySelector(".aoi-rest"));
        if (element.aoiSeen !== undefined && !lost && (element.aoiButton || element.aoiSeen === now)) continue;
        forget(element);
        element.aoiButton = undefined;
        element.aoiSeen = now;
        if (element.checkVisibility()) act(element);
        else element.aoiSeen = undefined;
      }
  }

  let due;
  const soon = () => { due ??= setTimeout(() => { due = undefined; label(); foldAll(); }, PAUSE_MS); };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("toggle", soon, true);
  narrow.addEventListener("change", soon);
  soon();
})();
