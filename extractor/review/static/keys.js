// Everything by keyboard, and the page that says how.

const KEYS = [
  ["Move", [
    ["j ↓", "next finding", () => step(1)], ["k ↑", "previous finding", () => step(-1)],
    ["n", "next unchecked finding", () => step(1, null, (f) => f.state === "open" && judgeable(f))],
    ["→", "next criterion of a statement", () => stepPart(1)], ["←", "previous criterion", () => stepPart(-1)],
    ["]", "next document", () => nextDocument(1)], ["[", "previous document", () => nextDocument(-1)],
  ]],
  ["Judge", [
    ["a", "accept", () => accept()], ["c ↵", "correct", () => correct()], ["x", "reject", () => reject()],
    ["i", "add what was missed", () => add()], ["s", "set the span to the selected words", () => useSpan()],
    ["u", "undo", () => undo()], ["A", "accept the rest of this field: it is complete", () => complete()],
  ]],
  ["Look", [
    ["/", "search", () => recordView.search.focus()], ["0 – 8", "all fields, one group", null],
    ["p", "next position filter", () => cycle("position", ["", ...POSITIONS])], ["f", "filter by state", () => cycle("state", ["", "open", "problems"])],
    ["v", "pages or text", () => setView(view === "pages" ? "text" : "pages")], ["+", "larger", () => zoom(1.2)], ["-", "smaller", () => zoom(1 / 1.2)],
    ["d", "documents", () => toggleDocuments()], ["?", "this page", () => toggleHelp()], ["Esc", "close, leave", null],
  ]],
];
const HANDLERS = { ArrowDown: "j", ArrowUp: "k", ArrowRight: "→", ArrowLeft: "←", Enter: "↵", "=": "+" };
const ACTIONS = Object.fromEntries(KEYS.flatMap(([, keys]) => keys).filter(([, , action]) => action).flatMap(([key, , action]) => key.split(" ").map((k) => [k, action])));

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target;
  const typing = at.matches && at.matches("input, textarea, select");
  if (event.key === "Escape") {
    if (closeOverlays() || !typing) return;
    if (at === recordView.search) {
      event.preventDefault(); // the browser would empty the field and not say so
      at.value = "";
      recordView.find();
    }
    focusList();
    return;
  }
  if (typing) {
    if (event.key === "Enter" && at === recordView.search) { event.preventDefault(); focusList(); step(0); }
    return;
  }
  if (at.matches && at.matches("button, a") && ["Enter", " "].includes(event.key)) return;
  if (!model.content && !["?", "d", "]", "["].includes(event.key)) return;
  if (/^[0-8]$/.test(event.key)) {
    event.preventDefault();
    recordView.filter({ group: event.key === "0" ? "" : GROUPS[Number(event.key) - 1].name });
    return;
  }
  const action = ACTIONS[event.key] || ACTIONS[HANDLERS[event.key]];
  if (!action) return;
  event.preventDefault();
  action();
}

function cycle(key, values) {
  const next = values[(values.indexOf(model.filter[key]) + 1) % values.length];
  recordView.filter({ [key]: next });
  say(next ? `${words(key)}: ${words(next)}` : `${words(key)}: any`);
}

// The next shown finding after the selected one (or after `from`), that passes a test where one is given.
function step(by, from, test) {
  const list = model.shown;
  if (!list.length) return;
  let at = list.indexOf(from || model.selected);
  if (at < 0) at = by > 0 ? -1 : by < 0 ? list.length : 0;
  for (let next = at + by, tries = 0; tries < list.length; next += by, tries++) {
    const finding = list[test ? (next + list.length) % list.length : Math.max(0, Math.min(list.length - 1, next))];
    if (!test || test(finding)) return select(finding, "", "key");
    if (!by) return;
  }
  if (test) say("Every finding shown is checked");
}

function stepPart(by) {
  const finding = model.selected;
  const all = finding ? parts(finding) : [];
  if (!all.length) return;
  const at = all.indexOf(model.part) + by;
  select(finding, at < 0 ? "" : all[Math.min(all.length - 1, at)], "key");
}

function helpPage() {
  return el("div", { class: "overlay", id: "help", hidden: true, role: "dialog", "aria-label": "Keys", on: { click: (e) => e.target.id === "help" && closeOverlays() } },
    el("div", { class: "sheetlet" }, el("h1", { text: "Keys" }),
      el("div", { class: "columns" }, KEYS.map(([name, keys]) => el("section", {}, el("h2", { text: name }),
        el("dl", {}, keys.map(([key, what]) => [el("dt", {}, key.split(" ").map((k) => (k === "–" ? " – " : el("kbd", { text: k })))), el("dd", { text: what })]))))),
      el("p", { class: "faint", text: "Drag over words in the document to give a finding its span, or to add what was missed. Every judgement is saved at once; the document and the record are never changed." })));
}
