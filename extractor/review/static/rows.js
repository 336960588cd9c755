// How each kind of finding reads in the record.

const OPERATORS = { all: "All of", any: "Any of", at_least: "At least", none: "None of" };
const MARKS = { accepted: "✓", corrected: "✎", rejected: "✕", added: "+", open: "" };

const badge = (position) => (position ? el("span", { class: "badge " + (TONES[position] || ""), text: words(position) }) : null);
const faint = (text) => (text ? el("span", { class: "faint", text }) : null);

const ROWS = {
  title: ({ value }) => [el("strong", { text: value })],
  payer: ({ name, id }) => [el("span", { text: name }), faint(id)],
  kind: ({ value }) => [el("span", { text: words(value) })],
  status: ({ value }) => [el("span", { text: words(value) })],
  numbers: ({ value, role, label }) => [el("span", { class: "mono", text: value }), faint([role, label].filter(Boolean).join(" · "))],
  dates: ({ kind, value, label }) => [el("span", { class: "mono", text: value }), el("span", { text: words(kind) }), faint(label)],
  related: ({ title, number }) => [el("span", { text: title || "" }), number && el("span", { class: "mono faint", text: number })],
  lines_of_business: ({ value }) => [el("span", { text: value })],
  states: ({ value }) => [el("span", { text: value })],
  sections: ({ number, heading, type }) => [number && el("span", { class: "mono faint", text: number }), el("span", { text: heading }), faint(words(type))],
  statements: (item, finding) => {
    const notes = [item.conditional && "conditional", item.phase, item.service, item.indication && "for " + item.indication,
      item.duration && [item.duration.value, item.duration.unit].filter(Boolean).join(" "),
      (item.codes || []).length && cut("codes " + item.codes.join(", "), 120), (item.references || []).length && "references " + item.references.join(", ")];
    return [
      el("div", { class: "line" }, badge(item.position), faint(notes.filter(Boolean).join(" · "))),
      el("div", { class: "prose", text: item.text }),
      item.criteria ? tree(item.criteria, "", finding) : null,
      noteList(item.notes),
      back(item.refers_to),
    ];
  },
  codes: ({ system, code, code_end, description, modifiers }) => [
    el("span", { class: "mono code", text: code_end ? code + "–" + code_end : code }),
    el("span", { class: "faint system", text: system }),
    el("span", { class: "grow", text: [description, (modifiers || []).join(" ")].filter(Boolean).join(" · ") }),
  ],
  references: ({ number, text, pmid, doi, url }) => [
    el("span", { class: "mono faint", text: number === null ? "–" : String(number) }),
    el("span", { class: "grow" }, el("span", { text: cut(text, 600) }), " ", url ? link(url, "link") : null, faint([pmid && "PMID " + pmid, doi].filter(Boolean).join(" · "))),
  ],
  identifiers: ({ system, value, reference }) => [
    el("span", { class: "faint system", text: system.toUpperCase() }), el("span", { class: "mono", text: value }),
    faint(reference === null || reference === undefined ? "" : "reference " + reference),
  ],
  history: ({ date, description }) => [el("span", { class: "mono date", text: date || "–" }), el("span", { class: "grow", text: description })],
  problems: ({ severity, code, message }) => [
    el("span", { class: "badge severity " + severity, text: severity }), el("span", { class: "grow" }, el("span", { class: "mono", text: code }), " ", faint(message)),
  ],
};

// Sentences that qualify a statement: each can be chosen, as a criterion can.
function noteList(notes) {
  if (!notes || !notes.length) return null;
  return el("ul", { class: "notes" }, notes.map((note, at) => el("li", {}, el("div", { class: "leaf", data: { part: "note." + at } },
    el("span", { class: "chip", text: words(note.kind) }), el("span", { text: note.text })))));
}

// The statements that a statement's words point back at.
function back(ids) {
  const meant = (ids || []).map((id) => model.findings.find((f) => f.field === "statements" && f.item.id === id)).filter(Boolean);
  if (!meant.length) return null;
  return el("div", { class: "back faint" }, "points back at", meant.map((finding) => el("button", { type: "button", text: cut(finding.item.text, 60), title: finding.item.text,
    on: { click: (event) => { event.stopPropagation(); select(finding, "", "row"); } } })));
}

function tree(node, path, finding) {
  if (!node.items) return leaf(node, path, finding);
  const label = (OPERATORS[node.operator] || node.operator) + (node.operator === "at_least" ? " " + (node.minimum ?? "?") + " of" : "");
  const head = el("div", { class: "operator " + node.operator, data: path && Number.isInteger(node.start) ? { part: path } : {} },
    el("b", { text: label }), node.text ? el("span", { class: "opening", text: node.text }) : null);
  const items = node.items.map((item, index) => el("li", {}, tree(item, path ? path + "." + index : String(index), finding)));
  return el("div", { class: "node" }, head, el("ul", {}, items));
}

const SIGNS = { ">=": "≥", "<=": "≤", "=": "" };

// "Age ≥ 18 years", "Duration 3–6 months".
function constraintText({ kind, comparator, value, high, unit }) {
  const given = (v) => v !== null && v !== undefined && v !== "";
  const amount = comparator === "between" && given(high) ? `${value}–${high}` : [SIGNS[comparator] ?? comparator, value].filter(given).join(" ");
  const many = given(unit) && /^(day|week|month|year|hour)$/.test(unit) && Number(high ?? value) !== 1;
  return [words(kind), amount, many ? unit + "s" : unit].filter(given).join(" ");
}

function leaf(node, path) {
  const chip = node.constraint && constraintText(node.constraint);
  return el("div", { class: "leaf" + (node.unmapped ? " unmapped" : ""), data: { part: path || "0" } },
    el("span", { text: node.text }), chip ? el("span", { class: "chip", text: chip }) : null,
    node.unmapped ? el("span", { class: "chip warn", text: "place in the logic unclear: " + node.unmapped }) : null);
}

function row(finding) {
  const chosen = model.selected === finding;
  const low = confidenceOf(finding) < 0.8;
  const depth = finding.field === "sections" ? Math.min(5, (finding.item.level || 1) - 1) : 0;
  const label = GROUP_OF[finding.field] === "Facts" ? el("span", { class: "label", text: FIELD_NAMES[finding.field] }) : null;
  const node = el("div", {
    class: ["row", finding.field, GROUP_OF[finding.field].toLowerCase(), finding.state, chosen ? "selected" : ""].join(" "),
    role: "listitem", "aria-current": chosen ? "true" : null, data: { id: finding.id },
  },
    el("span", { class: "mark", text: MARKS[finding.state], title: words(finding.state) }), label,
    el("div", { class: "what" }, ROWS[finding.field](finding.item, finding)),
    low ? el("span", { class: "doubt", title: "Confidence " + confidenceOf(finding), text: Math.round(confidenceOf(finding) * 100) + "%" }) : null);
  if (depth) node.style.paddingLeft = 8 + depth * 16 + "px";
  if (chosen && model.part) {
    const inner = node.querySelector(`[data-part="${CSS.escape(model.part)}"]`);
    if (inner) inner.classList.add("selected");
  }
  return node;
}
