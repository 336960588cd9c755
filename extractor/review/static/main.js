// The page: bar, panes, and what happens when something is selected.

let view = "pages";
const ui = {}; // the bar's elements

function select(finding, part, from) {
  const before = model.selected;
  if (inspector.form && finding !== before) inspector.form = null;
  model.selected = finding;
  model.part = part || "";
  if (finding && !model.shown.includes(finding)) {
    Object.assign(model.filter, { group: "", position: "", confidence: 1, state: "", query: "" });
    recordView.search.value = "";
    recordView.confidence.value = "1";
    recordView.filter({});
  }
  recordView.renew(before, finding);
  if (from !== "record") recordView.reveal();
  inspector.show();
  pagesView.highlight(finding, model.part, from !== "document");
  if (textView.pieces) textView.highlight(finding, model.part, from !== "document");
}

function setView(name) {
  const paged = model.outline && model.outline.pages.length > 0;
  view = paged ? name : "text";
  pagesView.pane.hidden = view !== "pages";
  textView.pane.hidden = view !== "text";
  if (view === "text" && !textView.pieces && model.content) textView.load();
  if (view === "text" && model.selected && textView.pieces) textView.highlight(model.selected, model.part, true);
  if (view === "pages") {
    pagesView.resize();
    if (model.selected) pagesView.highlight(model.selected, model.part, true);
  }
  for (const [key, button] of Object.entries(ui.views)) {
    button.setAttribute("aria-pressed", String(key === view));
    button.disabled = key === "pages" && !paged;
  }
}

function zoom(by) {
  if (view === "pages") return pagesView.setZoom(pagesView.zoom * by);
  textView.zoom = Math.min(2.5, Math.max(0.7, (textView.zoom || 1) * by));
  textView.pane.style.fontSize = textView.zoom + "em";
}

function focusList() {
  recordView.scroller.focus({ preventScroll: true });
}

function drawProgress() {
  const { done, total } = progress();
  ui.count.textContent = total ? `${done} of ${total} checked` : "";
  ui.meter.style.width = total ? (100 * done) / total + "%" : "0";
}

function toggleHelp() {
  const help = document.getElementById("help");
  help.hidden = !help.hidden;
}

async function toggleDocuments() {
  const list = document.getElementById("documents");
  list.hidden = !list.hidden;
  if (list.hidden) return;
  if (!embedded) model.documents = await source.documents();
  const search = el("input", { type: "search", placeholder: "Find a document", "aria-label": "Find a document", autocomplete: "off" });
  const rows = el("div", { class: "rows" });
  const draw = () => {
    const wanted = model.documents.filter((d) => d.name.toLowerCase().includes(search.value.toLowerCase()));
    const more = wanted.length > 300 ? [el("p", { class: "faint", text: `and ${wanted.length - 300} more: search for them` })] : [];
    rows.replaceChildren(...wanted.slice(0, 300).map((d) => el("button", { type: "button", "aria-current": d.id === model.index ? "true" : null, on: { click: () => { closeOverlays(); openDocument(d.id); } } },
      el("span", { text: d.name }), el("span", { class: "faint", text: d.judged ? `${d.judged} checked` : "" }))), ...more);
  };
  search.addEventListener("input", draw);
  search.addEventListener("keydown", (event) => { if (event.key === "Enter" && rows.firstChild) rows.firstChild.click(); });
  list.replaceChildren(el("div", { class: "sheetlet" }, el("h1", { text: "Documents" }), search, rows));
  draw();
  search.focus();
}

function closeOverlays() {
  let closed = false;
  for (const node of document.querySelectorAll(".overlay:not([hidden])")) {
    node.hidden = true;
    closed = true;
  }
  if (closed) focusList();
  return closed;
}

// The stretch of the document that is selected with the mouse or the keyboard, as offsets.
function pickedSpan() {
  const chosen = window.getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0);
  if (!ui.document.contains(range.commonAncestorContainer)) return null;
  const at = (node, offset) => {
    const holder = (node.nodeType === 3 ? node.parentElement : node).closest("[data-s]");
    if (!holder) return null;
    const unit = offsets.unit(Number(holder.dataset.s)) + Math.min(offset, holder.textContent.length);
    return unit;
  };
  let from = at(range.startContainer, range.startContainer.nodeType === 3 ? range.startOffset : 0);
  let to = at(range.endContainer, range.endContainer.nodeType === 3 ? range.endOffset : 0);
  if (from === null || to === null || to <= from) return null;
  const text = model.content.text;
  while (from < to && /\s/.test(text[from])) from++;
  while (to > from && /\s/.test(text[to - 1])) to--;
  return to > from ? [offsets.point(from), offsets.point(to)] : null;
}

function useSpan() {
  const span = pickedSpan();
  if (!span) return say("Drag over words in the document first");
  if (inspector.form) inspector.form.take(span);
  else if (model.selected && judgeable(model.selected)) correct(span);
  else add(null, span);
  offer();
}

// A small bar beside the selected words.
function offer() {
  const span = source.readOnly ? null : pickedSpan();
  const bar = ui.offer;
  bar.hidden = !span;
  if (!span) return;
  const own = inspector.form ? "Use in the form" : model.selected && judgeable(model.selected) ? "Span of this " + FIELD_NAMES[model.selected.field].toLowerCase() : null;
  const button = (text, key, action) => el("button", { type: "button", on: { mousedown: (e) => e.preventDefault(), click: () => { action(); window.getSelection().removeAllRanges(); offer(); } } }, text, el("kbd", { text: key }));
  bar.replaceChildren(...[own && button(own, "S", () => useSpan()), button("Add as new", "I", () => add(null, span))].filter(Boolean));
  const box = window.getSelection().getRangeAt(0).getBoundingClientRect();
  bar.style.left = Math.max(8, Math.min(innerWidth - bar.offsetWidth - 8, box.left)) + "px";
  bar.style.top = (box.bottom + 46 > innerHeight ? box.top - 42 : box.bottom + 6) + "px";
}

function nextDocument(by) {
  const next = model.documents[model.documents.findIndex((d) => d.id === model.index) + by];
  if (next) openDocument(next.id);
}

async function openDocument(index) {
  const row = model.documents.find((d) => d.id === index);
  if (!row) return;
  model.index = index;
  model.content = null;
  model.findings = [];
  model.selected = null;
  textView.pieces = null;
  textView.target = null;
  textView.list.set([]);
  pagesView.list.set([]);
  model.outline = { name: row.name, pages: [], first: 1 };
  drawName();
  recordView.refresh();
  inspector.show();
  drawProgress();
  if (!embedded) sessionStorage.setItem("review-open", index);
  const early = index === start.at ? start.early : null;
  start.early = null;
  const coming = early ? early.content : source.content(index);
  coming.catch(() => {});
  let outline = model.outline;
  try {
    outline = await (early ? early.outline : source.outline(index));
  } catch (error) {
    if (model.index === index) say(String(error.message || error), true);
  }
  if (model.index !== index) return; // another document was opened meanwhile
  model.outline = outline;
  pagesView.target = null;
  pagesView.load();
  setView(model.outline.pages.length ? view : "text");
  try {
    const content = await coming;
    if (model.index !== index) return;
    if (content.parts) {
      model.documents = await source.documents(); // a book: its policies stand in its place
      say(`${row.name} holds ${content.parts.length} policies: ] and [ go through them, d lists them`);
      return openDocument(content.parts[0]);
    }
    loadContent(content);
  } catch (error) {
    return model.index === index ? say(String(error.message || error), true) : undefined;
  }
  recordView.refresh();
  drawName();
  drawProgress();
  pagesView.extra = [];
  pagesView.contentCame();
  pagesView.coming = pagesView.loadExtra();
  textView.target = null;
  if (view === "text") setView("text");
  select(model.shown[0] || null, "", "filter");
  focusList();
  document.documentElement.dataset.ready = String(index);
}

function drawName() {
  const title = model.content && model.findings.find((finding) => finding.field === "title");
  const { name } = model.outline;
  const rest = title && name.startsWith(title.item.value + " · ") ? name.slice(title.item.value.length + 3) : name; // a part's name has its title
  ui.name.replaceChildren(el("strong", { text: title ? title.item.value : name }), title ? faint(rest) : "");
  document.title = (title ? title.item.value + " · " : "") + "Review";
}

async function start() {
  start.at = embedded ? 0 : Number(sessionStorage.getItem("review-open")); // a page that is loaded again opens where it was
  start.early = { outline: source.outline(start.at), content: source.content(start.at) }; // asked for before anything is drawn
  for (const promise of Object.values(start.early)) promise.catch(() => {});
  const button = (text, title, action, extra) => el("button", { type: "button", title, "aria-label": title, text, on: { click: action }, ...extra });
  ui.name = el("div", { class: "name" });
  ui.count = el("span", { class: "faint count" });
  ui.meter = el("i", {});
  ui.views = { pages: button("Pages", "Show the pages (v)", () => setView("pages")), text: button("Text", "Show the text (v)", () => setView("text")) };
  ui.document = document.getElementById("document");
  ui.offer = el("div", { class: "offer", hidden: true });
  document.getElementById("bar").append(
    button("☰", "Documents (d)", () => toggleDocuments(), { class: "quiet" }), ui.name, ui.count,
    el("div", { class: "group" }, ui.views.pages, ui.views.text),
    el("div", { class: "group" }, button("−", "Smaller (-)", () => zoom(1 / 1.2)), button("+", "Larger (+)", () => zoom(1.2))),
    source.readOnly ? el("span", { class: "badge", text: "Read-only" }) : "",
    button("?", "Keys (?)", () => toggleHelp(), { class: "quiet" }), el("div", { class: "meter" }, ui.meter));
  const pages = el("div", { class: "pages", tabindex: "0", "aria-label": "Pages" });
  const text = el("div", { class: "text", tabindex: "0", "aria-label": "Text", hidden: true });
  ui.document.append(pages, text);
  document.body.append(helpPage(), el("div", { class: "overlay", id: "documents", hidden: true, role: "dialog", "aria-label": "Documents", on: { click: (e) => e.target.id === "documents" && closeOverlays() } }), ui.offer);
  pagesView.open(pages);
  textView.open(text);
  recordView.open(document.getElementById("record"));
  inspector.open(document.getElementById("record"));
  document.addEventListener("keydown", onKey);
  ui.document.addEventListener("mouseup", () => setTimeout(offer));
  document.addEventListener("selectionchange", () => { if (window.getSelection().isCollapsed) ui.offer.hidden = true; });
  try {
    model.documents = await source.documents();
    await openDocument((model.documents.find((row) => row.id === start.at) || model.documents[0]).id); // an opened book is its policies
  } catch (error) {
    say(String(error.message || error), true);
  }
}

start();
