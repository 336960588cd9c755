// The record's side: groups, filters, and the list of findings.

const recordView = {
  open(pane) {
    this.chips = el("div", { class: "chips", role: "toolbar", "aria-label": "Fields" });
    this.search = el("input", { type: "search", placeholder: "Search the record", "aria-label": "Search the record", autocomplete: "off", spellcheck: "false",
      on: { input: () => this.find(), search: () => this.find() } });
    this.position = this.select("Position", [["", "Position"], ...POSITIONS.map((p) => [p, words(p)])], "position");
    this.confidence = this.select("Confidence", [["1", "Confidence"], ["0.95", "Below 95%"], ["0.8", "Below 80%"], ["0.5", "Below 50%"]], "confidence");
    this.state = this.select("State", [["", "State"], ["open", "Unchecked"], ["accepted", "Accepted"], ["corrected", "Corrected"], ["rejected", "Rejected"], ["added", "Added"], ["problems", "With problems"]], "state");
    this.scroller = el("div", { class: "list", role: "list", tabindex: "0", "aria-label": "Findings" });
    pane.append(el("div", { class: "filters" }, this.chips, el("div", { class: "picks" }, this.search, this.position, this.confidence, this.state)), this.scroller);
    this.list = new Lazy(this.scroller, { draw: (rows) => this.draw(rows), tall: (rows) => this.tall(rows) });
    this.scroller.addEventListener("click", (event) => this.click(event));
  },
  select(name, choices, key) {
    const node = el("select", { "aria-label": name }, choices.map(([value, text]) => el("option", { text, value })));
    node.addEventListener("change", () => this.filter({ [key]: key === "confidence" ? Number(node.value) : node.value }));
    return node;
  },
  find() {
    const query = this.search.value.trim();
    if (query !== model.filter.query) this.filter({ query });
  },
  filter(change) {
    Object.assign(model.filter, change);
    this.position.value = model.filter.position;
    this.state.value = model.filter.state;
    this.refresh();
    if (model.content && !model.shown.includes(model.selected)) select(model.shown[0] || null, "", "filter");
    else if (model.selected) this.reveal();
  },
  refresh() {
    refilter();
    this.drawChips();
    const PIECE = 30;
    const lines = [];
    let head = null;
    for (const finding of model.shown) {
      const name = this.headOf(finding);
      if (name !== head) lines.push({ head: (head = name), finding });
      lines.push({ finding });
    }
    this.pieces = [];
    for (let at = 0; at < lines.length; at += PIECE) this.pieces.push(lines.slice(at, at + PIECE));
    this.where = new Map();
    this.pieces.forEach((piece, index) => piece.forEach((line) => line.head || this.where.set(line.finding.id, index)));
    this.list.set(this.pieces);
    if (!model.shown.length) this.list.body.replaceChildren(el("p", { class: "none", text: this.emptyText() }));
  },
  emptyText() {
    if (!model.content) return "Reading the document…";
    const { group, position, confidence, state, query } = model.filter;
    if (position || confidence < 1 || state || query) return "Nothing passes the filters.";
    return group ? `The record has no ${group.toLowerCase()}.` : "The record is empty.";
  },
  headOf(finding) {
    if (finding.field !== "codes") return GROUP_OF[finding.field];
    return finding.item.status ? "Codes · " + words(finding.item.status) : "Codes · no standing given";
  },
  tall(piece) {
    let height = 0;
    for (const { head, finding } of piece) {
      if (head) height += 34;
      else if (finding.field === "statements") height += 70 + Math.ceil(finding.item.text.length / 60) * 20 + parts(finding).length * 30;
      else if (finding.field === "references") height += 14 + Math.ceil(Math.min(600, finding.item.text.length) / 60) * 20;
      else height += 31;
    }
    return height;
  },
  draw(piece) {
    return piece.map(({ head, finding }) => (head ? this.head(head, finding) : row(finding)));
  },
  head(name, finding) {
    const fields = GROUPS.find((group) => group.name === GROUP_OF[finding.field]).fields;
    const done = fields.every((field) => model.complete.has(field));
    return el("h2", { class: "head" }, el("span", { text: name }), done ? el("span", { class: "faint", text: "complete" }) : null);
  },
  drawChips() {
    const rest = { ...model.filter, group: "" };
    const counts = {};
    let all = 0;
    for (const finding of model.findings) {
      if (!passes(finding, rest)) continue;
      counts[GROUP_OF[finding.field]] = (counts[GROUP_OF[finding.field]] || 0) + 1;
      all++;
    }
    const chip = (name, label, count, key) => el("button", {
      type: "button", class: "pick" + (name === "Problems" && count ? " warn" : ""), "aria-pressed": String(model.filter.group === name),
      title: `${label} (${key})`, on: { click: () => this.filter({ group: name }) },
    }, el("span", { text: label }), el("span", { class: "count", text: String(count) }));
    this.chips.replaceChildren(chip("", "All", all, 0), ...GROUPS.map(({ name }, at) => chip(name, name === "Identifiers" ? "IDs" : name, counts[name] || 0, at + 1)));
  },
  click(event) {
    if (event.target.closest("a")) return;
    const node = event.target.closest(".row");
    if (!node || (!window.getSelection().isCollapsed && window.getSelection().containsNode(node, true))) return;
    const finding = model.byId.get(node.dataset.id);
    const inner = event.target.closest("[data-part]");
    select(finding, inner ? inner.dataset.part : "", "record");
  },
  reveal() {
    const index = model.selected ? this.where.get(model.selected.id) : undefined;
    if (index === undefined) return;
    const find = (node) => node.querySelector(".selected .leaf.selected, .selected .operator.selected") || node.querySelector(".row.selected");
    this.list.show(index, find, "nearest");
  },
  // Redraw single rows in place: what was selected, what is, what was judged.
  renew(...findings) {
    for (const finding of findings) {
      if (!finding) continue;
      const old = this.scroller.querySelector(`.row[data-id="${CSS.escape(finding.id)}"]`);
      if (old) old.replaceWith(row(finding));
    }
  },
};
