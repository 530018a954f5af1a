// Small improvements of pages that work without them.

const isTyping = (target) => target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]") !== null;

// The key in Latin letters, by its place where the layout is another one: who has just typed a name in Kazakh presses the same.
function keyOf(event) {
  if (/^[a-z/]$/.test(event.key)) return event.key;
  if (event.code === "Slash") return "/";
  return event.code?.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
}

// A key focuses the field that names it, or follows the link: <input data-shortcut="/">, <a data-shortcut="n">.
function useByKey(event, key) {
  const named = document.querySelector(`[data-shortcut="${CSS.escape(key)}"]`);
  if (!named) return;
  event.preventDefault();
  if (named.matches("a")) return named.click();
  named.focus();
  named.select();
}

// j and k go along the rows of a list: <a data-row href="…">; Enter then opens, as it does on any link.
function goAlongRows(event, key) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (rows.length === 0) return;
  const at = rows.findIndex((row) => row === document.activeElement || row.closest("tr")?.contains(document.activeElement));
  const next = key === "j" ? Math.min(at + 1, rows.length - 1) : Math.max(at - 1, 0);
  event.preventDefault();
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
}

// x ticks the row one stands at: the box in the same row of the table.
function tickRow(event) {
  const box = document.activeElement.closest("tr")?.querySelector("input[type=checkbox]");
  if (!box) return;
  event.preventDefault();
  box.click();
}

// A box that ticks all others of its form: <input type="checkbox" data-ticks="case">.
document.addEventListener("change", (event) => {
  const name = event.target.dataset.ticks;
  if (!name) return;
  for (const box of event.target.form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)) box.checked = event.target.checked;
});

// What the server would refuse by then is taken away: <button data-gone-after="10">.
for (const button of document.querySelectorAll("[data-gone-after]")) {
  setTimeout(() => button.remove(), Number(button.dataset.goneAfter) * 1000);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const key = keyOf(event);
  if (key === "j" || key === "k") goAlongRows(event, key);
  else if (key === "x") tickRow(event);
  else if (key.length === 1) useByKey(event, key);
});

// A form with unsaved answers asks before it is left: <form data-keep>.
const changed = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-keep]")) changed.add(form);
});
document.addEventListener("saved", (event) => changed.delete(event.target)); // a script of the page has saved it
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  changed.clear();
  // A second press sends nothing twice; the server refuses it too.
  const button = event.submitter;
  if (button && event.target.method === "post") setTimeout(() => (button.disabled = true));
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
});
window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

// A menu closes by Escape, which gives the focus back, and by a press beside it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// On a phone a table becomes a list: each cell says what it is, in the words of its column. The roles keep it a table for
// who listens to it. Without scripts the table scrolls within its frame.
const ROLES = { TABLE: "table", CAPTION: "caption", THEAD: "rowgroup", TBODY: "rowgroup", TFOOT: "rowgroup", TR: "row", TD: "cell" };
function stackOnPhones(table) {
  const heads = table.tHead?.rows.length === 1 ? [...table.tHead.rows[0].cells] : [];
  if (heads.length < 3 || heads.some((head) => head.colSpan > 1)) return;
  for (const part of [table, ...table.querySelectorAll("thead, tbody, tfoot, tr, td")]) part.setAttribute("role", ROLES[part.tagName]);
  for (const head of table.querySelectorAll("th")) head.setAttribute("role", head.closest("thead") ? "columnheader" : "rowheader");
  for (const cell of table.querySelectorAll(":is(tbody, tfoot) td")) {
    const words = heads[cell.cellIndex]?.querySelector(".unseen") ? "" : (heads[cell.cellIndex]?.textContent.trim() ?? "");
    if (cell.colSpan === 1 && words) cell.dataset.label = words;
    if (!cell.textContent.trim() && !cell.querySelector("input, svg")) cell.dataset.empty = "";
  }
  table.classList.add("stacked");
}
document.querySelectorAll(".table > table:not(.month)").forEach(stackOnPhones);

// On a narrow screen the entry one stands at is scrolled into sight.
for (const entry of document.querySelectorAll(".nav > ul [aria-current], .tabs [aria-current]")) {
  const strip = entry.closest("ul, .tabs");
  strip.scrollLeft = Math.max(0, entry.offsetLeft - (strip.clientWidth - entry.offsetWidth) / 2);
}

// An error summary takes the focus, so that it is read first.
document.querySelector("[data-summary]")?.focus();
