// What is selected, closely: its words in the document, the rule that read it, and what can be done about it.

// What a finding's row does not show of it.
const REST = {
  statements: ["verdict"], codes: ["group", "valid"], dates: ["precision"], history: ["precision"],
  references: ["authors", "title", "journal", "year", "volume", "issue", "pages", "pmcid", "accessed"],
};

const inspector = {
  open(pane) {
    this.node = el("div", { class: "inspector", "aria-label": "Selected finding" });
    pane.append(this.node);
  },
  show() {
    this.form = null;
    const finding = model.selected;
    if (!finding) {
      this.node.replaceChildren(el("p", { class: "faint hint", text: model.content && model.content.error ? model.content.error : "Choose a finding here or in the document. Press ? for the keys." }));
      return;
    }
    const evidence = finding.item.evidence || {};
    const span = (model.part && partSpan(finding, model.part)) || spanOf(finding);
    const page = evidence.page ?? finding.item.page;
    const facts = [page && "page " + page, evidence.rule, evidence.confidence !== undefined && Math.round(evidence.confidence * 100) + "%",
      finding.who && `${finding.state} by ${finding.who}`];
    const at = model.shown.indexOf(finding);
    this.node.replaceChildren(...[
      el("div", { class: "line" }, el("strong", { text: FIELD_NAMES[finding.field] }), el("span", { class: "state " + finding.state, text: finding.state === "open" ? "" : words(finding.state) }),
        el("span", { class: "faint mono", text: facts.filter(Boolean).join("  ·  ") }), el("span", { class: "faint where", text: at < 0 ? "" : `${at + 1} of ${model.shown.length}` })),
      span ? this.context(span) : null,
      this.rest(finding),
      finding.state === "corrected" && finding.original ? el("p", { class: "faint", text: "was: " + cut(finding.original[MAIN[finding.field]], 120) }) : null,
      source.readOnly || !judgeable(finding) ? null : el("div", { class: "buttons" },
        this.button("Accept", "A", accept), this.button("Correct", "C", correct), this.button("Reject", "X", reject),
        this.button("Undo", "U", undo), this.button("Add missing", "I", add)),
    ].filter(Boolean));
  },
  rest({ field, item }) {
    const known = (REST[field] || []).filter((key) => item[key] !== null && item[key] !== undefined && item[key] !== "");
    const shown = (value) => (value === true ? "yes" : value === false ? "no" : cut(String(value), 140));
    return known.length ? el("p", { class: "rest" }, known.map((key) => [el("span", { class: "faint", text: key }), " ", el("span", { text: shown(item[key]) }), " "])) : null;
  },
  button(text, key, action) {
    return el("button", { type: "button", on: { click: () => action() } }, text, el("kbd", { text: key }));
  },
  context([start, end]) {
    const text = model.content.text;
    const [a, b] = [offsets.unit(start), offsets.unit(end)];
    const before = text.slice(Math.max(0, a - 70), a).replace(/\s+/g, " ");
    const after = text.slice(b, b + 70).replace(/\s+/g, " ");
    return el("p", { class: "context" }, el("span", { class: "faint", text: (a > 70 ? "…" : "") + before }), el("mark", { text: cut(text.slice(a, b), 260) }), el("span", { class: "faint", text: after + "…" }));
  },
  edit(finding, field, item, span, send) {
    this.form = new Form(finding, field, item, span, { save: send, leave: () => { this.show(); focusList(); } });
    const title = el("div", { class: "line" }, el("strong", { text: finding ? "Correct " + FIELD_NAMES[field].toLowerCase() : "Add" }));
    if (!finding) {
      const pick = el("select", { "aria-label": "Field" }, Object.keys(MAIN).map((f) => el("option", { value: f, text: FIELD_NAMES[f] })));
      pick.value = field;
      pick.addEventListener("change", () => add(pick.value));
      title.append(pick);
    }
    this.node.replaceChildren(title, this.form.node);
    this.form.focus();
  },
};

async function judge(judgement, said) {
  if (source.readOnly) return say(embedded ? "This page is read-only." : "Open the page by the link that the command printed: it carries the key to write.", true);
  let answer;
  try {
    answer = await source.judge(model.index, judgement);
  } catch (error) {
    return say(String(error.message || error), true);
  }
  const touched = Object.keys(answer.states);
  takeStates(answer.states, answer.complete);
  pagesView.contentCame();
  textView.pieces && textView.findingsChanged();
  const moved = touched.length > 1 || ["correct", "add", "undo", "complete"].includes(judgement.action) || model.filter.state;
  if (moved) recordView.refresh();
  else recordView.renew(...touched.map((id) => model.byId.get(id)));
  drawProgress();
  say(said(touched));
  return answer;
}

async function decide(action, said) {
  const finding = model.selected;
  if (!finding || !judgeable(finding)) return;
  const next = model.shown[model.shown.indexOf(finding) + 1] || finding; // before a filter lets the judged one go
  if (await judge({ action, field: finding.field, target: finding.id }, () => said)) select(next, "", "key");
}

const accept = () => decide("accept", "Accepted");
const reject = () => decide("reject", "Rejected");

async function undo() {
  const answer = await judge({ action: "undo" }, (touched) => (touched.length ? "Undone" : "Nothing to undo"));
  const id = answer && Object.keys(answer.states)[0];
  if (id) select(model.byId.get(id) || null, "", "key");
}

async function complete() {
  const finding = model.selected;
  if (!finding || !judgeable(finding)) return;
  await judge({ action: "complete", field: finding.field }, () => `${FIELD_NAMES[finding.field]}: all accepted, field complete`);
  inspector.show();
}

function correct(span) {
  const finding = model.selected;
  if (!finding || !judgeable(finding)) return;
  if (source.readOnly) return void judge({});
  inspector.edit(finding, finding.field, finding.item, spanOf(finding), async (item) => {
    const sent = await judge({ action: "correct", field: finding.field, target: finding.id, new: item }, () => "Corrected");
    if (sent) { select(finding, "", "key"); focusList(); }
  });
  if (span) inspector.form.take(span);
}

function add(field, span) {
  if (source.readOnly) return void judge({});
  const picked = span || (inspector.form && inspector.form.picked) || pickedSpan();
  const wanted = field || guessField(picked);
  inspector.edit(null, wanted, blank(wanted), null, async (item) => {
    const sent = await judge({ action: "add", field: wanted, new: item }, () => "Added");
    if (sent) { select(model.byId.get(Object.keys(sent.states)[0]), "", "key"); focusList(); }
  });
  if (picked) inspector.form.take(picked);
}

function guessField(span) {
  const words = span ? quote(...span).trim() : "";
  if (/^[A-Z]?\d{4,5}[A-Z]?$|^[A-Z]\d\d(\.\w+)?$/.test(words)) return "codes";
  if (/\d{4}-\d\d-\d\d|^\d{1,2}\/\d{1,2}\/\d{2,4}$/.test(words)) return "dates";
  const group = GROUPS.find((g) => g.name === model.filter.group);
  const own = group && group.fields.find((f) => MAIN[f]);
  return own && own !== "title" ? own : model.selected && MAIN[model.selected.field] ? model.selected.field : "statements";
}
