// Forms for corrections and additions, built from what the schema says of each field.

// What a form does not ask for but an added item must have.
const EXTRA = {
  payer: () => ({ id: null }),
  sections: () => ({ id: "added", parent: null }),
  statements: () => ({ id: "added", section: null, codes: [], references: [] }),
  codes: () => ({ section: null }),
};
const UNSHOWN = { dates: ["precision"], history: ["precision"] }; // follows from the date itself

const precisionOf = (value) => (value ? ["year", "month", "day"][value.split("-").length - 1] : null);

function blank(field) {
  const item = {};
  for (const input of model.content.forms[field]) {
    item[input.key] = input.optional ? null
      : input.kind === "choice" ? input.options[0]
      : input.kind === "boolean" ? false
      : input.kind === "array" ? []
      : input.kind === "integer" ? 1 : "";
  }
  return { ...item, ...(EXTRA[field] ? EXTRA[field]() : {}) };
}

class Form {
  constructor(finding, field, item, span, { save, leave }) {
    Object.assign(this, { finding, field, item: structuredClone(item), span, save, leave });
    this.readers = {};
    const hidden = UNSHOWN[field] || [];
    const rows = model.content.forms[field].filter((input) => !hidden.includes(input.key)).map((input) => this.input(input));
    this.spanText = el("q", { class: "span" });
    this.spanLabel = el("span", { class: "faint" });
    this.node = el("form", { class: "form", "aria-label": (finding ? "Correct " : "Add ") + FIELD_NAMES[field].toLowerCase(), on: { submit: (event) => this.submit(event), keydown: (event) => this.key(event) } },
      el("div", { class: "inputs" }, rows),
      ["kind", "status"].includes(field) ? null : el("p", { class: "where" }, this.spanLabel, this.spanText, el("span", { class: "faint", text: "Drag over the document to change it." })),
      el("div", { class: "buttons" },
        el("button", { type: "submit", class: "primary", text: "Save" }, el("kbd", { text: "Ctrl ↵" })),
        el("button", { type: "button", text: "Cancel", on: { click: () => this.leave() } }, el("kbd", { text: "Esc" }))));
    this.showSpan();
  }

  input({ key, kind, options, optional, long }) {
    const id = "input-" + key;
    const value = this.item[key];
    let node;
    if (kind === "choice") {
      node = el("select", { id }, optional ? el("option", { text: "—", value: "" }) : null, options.map((o) => el("option", { text: words(o), value: o })));
      node.value = value ?? "";
      this.readers[key] = () => node.value || null;
    } else if (kind === "boolean") {
      node = optional
        ? el("select", { id }, [["", "—"], ["true", "Yes"], ["false", "No"]].map(([v, text]) => el("option", { value: v, text })))
        : el("input", { id, type: "checkbox", checked: Boolean(value) });
      if (optional) node.value = value === null || value === undefined ? "" : String(value);
      this.readers[key] = () => (optional ? { "": null, true: true, false: false }[node.value] : node.checked);
    } else if (kind === "criterion") {
      return this.criteria(key, value);
    } else if (kind === "duration") {
      node = el("input", { id, type: "text", value: value ? [value.value, value.unit].filter(Boolean).join(" ") : "", placeholder: "6 month" });
      this.readers[key] = () => {
        const match = /^\s*([\d.]+)\s*(day|week|month|year)?s?\s*$/.exec(node.value);
        if (match) return { value: Number(match[1]), unit: match[2] || null };
        return node.value.trim() ? { value: node.value.trim(), unit: null } : null;
      };
    } else if (kind === "integer" || kind === "number") {
      node = el("input", { id, type: "number", value: value ?? "" });
      this.readers[key] = () => (node.value === "" ? (optional ? null : 0) : Number(node.value));
    } else if (kind === "array") {
      node = el("input", { id, type: "text", value: (value || []).join(", ") });
      this.readers[key] = () => node.value.split(",").map((v) => v.trim()).filter(Boolean);
    } else {
      node = long ? el("textarea", { id, rows: 2, spellcheck: "false" }) : el("input", { id, type: "text", spellcheck: "false", autocomplete: "off" });
      node.value = value ?? "";
      this.readers[key] = () => (node.value.trim() === "" && optional ? null : long ? node.value.replace(/\s*\n\s*/g, " ") : node.value.trim());
    }
    if (key === MAIN[this.field]) this.main = node;
    return el("label", { class: "input" + (long ? " long" : "") + (kind === "boolean" && !optional ? " check" : ""), for: id }, el("span", { text: words(key) }), node);
  }

  // The criteria: an operator for each node, the words of each leaf.
  criteria(key, value) {
    let root = value ? structuredClone(value) : null;
    const holder = el("div", { class: "tree" });
    const draw = () => holder.replaceChildren(root ? node(root, null) : el("button", { type: "button", text: "Add criteria", on: { click: () => { root = { operator: "all", items: [] }; draw(); } } }));
    const node = (n, parent) => {
      const away = parent || n === root ? el("button", { type: "button", class: "away", title: "Remove", "aria-label": "Remove", text: "✕", on: { click: () => { if (parent) parent.items.splice(parent.items.indexOf(n), 1); else root = null; draw(); } } }) : null;
      if (!n.items) {
        const text = el("textarea", { rows: 1, "aria-label": "Criterion", spellcheck: "false", on: { input: () => (n.text = text.value.replace(/\s*\n\s*/g, " ")) } });
        text.value = n.text || "";
        return el("div", { class: "edit leaf" }, text, away);
      }
      const operator = el("select", { "aria-label": "Operator", on: { change: () => { n.operator = operator.value; if (n.operator === "at_least") n.minimum = n.minimum || 2; else delete n.minimum; draw(); } } }, Object.entries(OPERATORS).map(([v, text]) => el("option", { value: v, text })));
      operator.value = n.operator;
      const minimum = n.operator === "at_least" ? el("input", { type: "number", min: 1, class: "minimum", value: n.minimum ?? 2, "aria-label": "How many" }) : null;
      if (minimum) minimum.addEventListener("input", () => (n.minimum = Math.max(1, Number(minimum.value) || 1)));
      const more = (make, text) => el("button", { type: "button", text, on: { click: () => { n.items.push(make()); draw(); } } });
      const span = () => this.picked || this.span || [0, 0];
      return el("div", { class: "edit node" }, el("div", { class: "line" }, operator, minimum, n.text ? faint(cut(n.text, 70)) : null, away),
        el("ul", {}, n.items.map((item) => el("li", {}, node(item, n)))),
        el("div", { class: "line" }, more(() => ({ text: this.picked ? quote(...this.picked) : "", start: span()[0], end: span()[1] }), "Add line"), more(() => ({ operator: "any", items: [] }), "Add block")));
    };
    draw();
    this.readers[key] = () => root;
    return el("div", { class: "input long" }, el("span", { text: words(key) }), holder);
  }

  showSpan() {
    this.spanText.textContent = this.span ? cut(quote(...this.span), 160) : "";
    this.spanText.hidden = !this.span;
    this.spanLabel.textContent = this.span ? "Read from" : "No words chosen yet.";
  }

  // Take a stretch that was dragged over: as the span, and as the value where the value was the old stretch's words.
  take(span) {
    const before = this.span ? cut(quote(...this.span), 1e6) : "";
    if (this.main && (!this.main.value.trim() || cut(this.main.value, 1e6) === before)) this.main.value = cut(quote(...span), 1e6);
    this.span = span;
    this.picked = span;
    this.showSpan();
  }

  value() {
    const item = { ...this.item };
    for (const [key, read] of Object.entries(this.readers)) item[key] = read();
    if (this.field === "dates") item.precision = precisionOf(item.value) || "day";
    if (this.field === "history") item.precision = precisionOf(item.date);
    if (["kind", "status"].includes(this.field)) return item;
    const [start, end] = this.span || [0, 0];
    if (this.field === "sections") return { ...item, start, end: Math.max(end, item.end || 0), page: item.page ?? null };
    const rule = this.finding ? "review.corrected" : "review.added";
    return { ...item, evidence: { start, end, page: null, boxes: [], rule, confidence: 1 } };
  }

  submit(event) {
    event.preventDefault();
    this.save(this.value());
  }

  key(event) {
    event.stopPropagation();
    if (event.key === "Escape") this.leave();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submit(event);
  }

  focus() {
    const first = this.main || this.node.querySelector("input, select, textarea");
    if (!first) return;
    first.focus();
    if (first.select) first.select();
  }
}
