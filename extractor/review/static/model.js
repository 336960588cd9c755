// What is open, what is selected, what the filters let through. No elements here.

const FIELD_NAMES = {
  title: "Title", payer: "Payer", kind: "Kind", status: "Status", numbers: "Number", dates: "Date", related: "Related",
  lines_of_business: "Line of business", states: "State", sections: "Section", statements: "Statement", codes: "Code",
  references: "Reference", identifiers: "Identifier", history: "History", problems: "Problem",
};
const GROUPS = [
  { name: "Facts", fields: ["title", "payer", "kind", "status", "numbers", "dates", "related", "lines_of_business", "states"] },
  { name: "Sections", fields: ["sections"] },
  { name: "Statements", fields: ["statements"] },
  { name: "Codes", fields: ["codes"] },
  { name: "References", fields: ["references"] },
  { name: "Identifiers", fields: ["identifiers"] },
  { name: "History", fields: ["history"] },
  { name: "Problems", fields: ["problems"] },
];
const GROUP_OF = Object.fromEntries(GROUPS.flatMap((group) => group.fields.map((field) => [field, group.name])));
// The key of an item that reads as the finding itself.
const MAIN = {
  title: "value", payer: "name", kind: "value", status: "value", numbers: "value", dates: "value", related: "title",
  lines_of_business: "value", states: "value", sections: "heading", statements: "text", codes: "code",
  references: "text", identifiers: "value", history: "description",
};
const POSITIONS = [
  "medically_necessary", "covered", "reimbursed", "authorization_required", "investigational",
  "not_medically_necessary", "not_covered", "not_reimbursed", "cosmetic",
];
const TONES = {
  medically_necessary: "yes", covered: "yes", reimbursed: "yes", authorization_required: "ask", investigational: "maybe",
  not_medically_necessary: "no", not_covered: "no", not_reimbursed: "no", cosmetic: "no",
};

const model = {
  documents: [], index: 0, outline: null, content: null, findings: [], byId: new Map(), shown: [], complete: new Set(),
  selected: null, part: "", problems: [],
  filter: { group: "", position: "", confidence: 1, state: "", query: "" },
};

// Offsets count code points; strings here count UTF-16 units. Where a text has no astral character both are the same.
const offsets = {
  table: null,
  set(text) {
    this.table = null;
    if (!/[\ud800-\udfff]/.test(text)) return;
    const table = [];
    for (let unit = 0; unit < text.length; unit++) {
      table.push(unit);
      if (text.codePointAt(unit) > 0xffff) unit++;
    }
    table.push(text.length);
    this.table = table;
  },
  unit(offset) {
    return this.table ? this.table[Math.min(offset, this.table.length - 1)] : offset;
  },
  point(unit) {
    if (!this.table) return unit;
    let low = 0, high = this.table.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.table[middle] < unit) low = middle + 1;
      else high = middle;
    }
    return low;
  },
};

function quote(start, end) {
  return model.content.text.slice(offsets.unit(start), offsets.unit(end));
}

function loadContent(content) {
  model.content = content;
  offsets.set(content.text);
  model.findings = content.findings.map((finding) => ({ ...finding, original: finding.item, state: "open" }));
  model.byId = new Map(model.findings.map((finding) => [finding.id, finding]));
  model.problems = content.findings.filter((f) => f.field === "problems" && f.item.start !== undefined).map((f) => f.item);
  model.selected = null;
  model.part = "";
  takeStates(content.states || {}, content.complete || []);
}

// What the review says: null puts a finding back to how it was extracted, and takes away one that was added.
function takeStates(states, complete) {
  for (const [id, judged] of Object.entries(states)) {
    let finding = model.byId.get(id);
    if (!finding && judged) {
      finding = { id, field: judged.field, item: judged.item, original: null, state: "open" };
      model.findings.push(finding);
      model.byId.set(id, finding);
    } else if (finding && !judged) {
      if (finding.original) Object.assign(finding, { item: finding.original, state: "open", who: null });
      else {
        model.findings.splice(model.findings.indexOf(finding), 1);
        model.byId.delete(id);
        if (model.selected === finding) model.selected = null;
      }
    }
    if (finding && judged) Object.assign(finding, { item: judged.item, state: judged.state, who: judged.who, when: judged.when });
  }
  model.complete = new Set(complete);
}

function spanOf(finding) {
  const item = finding.item;
  if (finding.field === "sections") {
    const line = model.content.text.indexOf("\n", offsets.unit(item.start));
    return [item.start, line < 0 ? item.end : Math.min(item.end, offsets.point(line))];
  }
  const place = item.evidence || item;
  return Number.isInteger(place.start) && place.end > place.start ? [place.start, place.end] : null;
}

// The node of a criteria tree that a path such as "0.2" names.
function nodeAt(tree, path) {
  return path.split(".").reduce((node, step) => (node && node.items ? node.items[Number(step)] : undefined), tree);
}

function partSpan(finding, part) {
  const [, note] = /^note\.(\d+)$/.exec(part || "") || [];
  const node = note ? (finding.item.notes || [])[Number(note)] : part && finding.item.criteria ? nodeAt(finding.item.criteria, part) : null;
  return node && Number.isInteger(node.start) && node.end > node.start ? [node.start, node.end] : null;
}

function parts(finding) {
  const found = [];
  const walk = (node, path) => {
    if (path && Number.isInteger(node.start)) found.push(path);
    (node.items || []).forEach((item, index) => walk(item, path ? path + "." + index : String(index)));
  };
  if (finding.item.criteria) walk(finding.item.criteria, "");
  (finding.item.notes || []).forEach((note, index) => found.push("note." + index));
  return found;
}

const positionOf = (finding) => finding.item.position || (finding.field === "codes" && finding.item.status) || "";
const confidenceOf = (finding) => (finding.item.evidence ? finding.item.evidence.confidence : 1);
const judgeable = (finding) => finding.field !== "problems";

function troubled(finding) {
  const within = (span) => span && model.problems.some((p) => p.start < span[1] && p.end > span[0]);
  return finding.field === "problems" || within(spanOf(finding)) ||
    (finding.field === "statements" && parts(finding).some((part) => within(partSpan(finding, part))));
}

function passes(finding, filter) {
  if (filter.group && GROUP_OF[finding.field] !== filter.group) return false;
  if (filter.position && positionOf(finding) !== filter.position) return false;
  if (filter.confidence < 1 && !(confidenceOf(finding) < filter.confidence)) return false;
  if (filter.state === "problems" ? !troubled(finding) : filter.state && finding.state !== filter.state) return false;
  if (!filter.query) return true;
  return searchable(finding).includes(filter.query.toLowerCase());
}

function searchable(finding) {
  if (finding.searched !== finding.item) {
    const collect = (value) =>
      typeof value === "string" ? value
      : Array.isArray(value) ? value.map(collect).join(" ")
      : value && typeof value === "object" ? Object.entries(value).map(([k, v]) => (k === "evidence" ? "" : collect(v))).join(" ")
      : value ?? "";
    finding.words = (FIELD_NAMES[finding.field] + " " + collect(finding.item)).toLowerCase();
    finding.searched = finding.item;
  }
  return finding.words;
}

// The findings that the filters let through, in the order in which they are shown: codes by their standing.
function refilter() {
  const rank = Object.fromEntries(GROUPS.flatMap((g) => g.fields).map((field, index) => [field, index]));
  const standing = (finding) => (finding.field === "codes" ? POSITIONS.indexOf(finding.item.status) + 1 || 99 : 0);
  const start = (finding) => (finding.item.evidence || finding.item).start ?? 0;
  model.shown = model.findings.filter((finding) => passes(finding, model.filter));
  model.shown.sort((a, b) => rank[a.field] - rank[b.field] || standing(a) - standing(b) || start(a) - start(b));
}

function progress() {
  const all = model.findings.filter(judgeable);
  return { done: all.filter((finding) => finding.state !== "open").length, total: all.length };
}
