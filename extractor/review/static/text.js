// The document as its canonical text, findings marked, drawn in pieces as they come into view.

const textView = {
  PIECE: 3000, // characters a piece: about two screens
  open(pane) {
    this.pane = pane;
    this.list = new Lazy(pane, { draw: (piece) => this.draw(piece), tall: (piece) => this.height(piece) });
    pane.addEventListener("click", (event) => this.click(event));
  },
  height(piece) {
    const across = Math.max(30, (this.pane.clientWidth || 600) / 7.4);
    let lines = 0;
    for (const line of model.content.text.slice(piece.from, piece.to).split("\n")) lines += Math.ceil((line.length || 1) / across);
    return lines * 22;
  },
  load() {
    const text = model.content.text;
    const pieces = [];
    for (let from = 0; from < text.length; ) {
      let to = Math.min(text.length, from + this.PIECE);
      if (to < text.length) {
        const line = text.lastIndexOf("\n", to);
        const blank = text.lastIndexOf(" ", to);
        to = line > from ? line + 1 : blank > from ? blank + 1 : to;
        if (/[\udc00-\udfff]/.test(text[to] || "")) to++;
      }
      pieces.push({ from, to });
      from = to;
    }
    this.pieces = pieces;
    this.spans = null;
    this.list.set(pieces);
  },
  marked() {
    if (!this.spans) {
      this.spans = [];
      for (const finding of model.findings) {
        const span = finding.state !== "rejected" && spanOf(finding);
        if (span) this.spans.push({ from: offsets.unit(span[0]), to: offsets.unit(span[1]), finding, part: "" });
        if (finding.field === "statements") {
          for (const part of parts(finding)) {
            const inner = partSpan(finding, part);
            if (inner) this.spans.push({ from: offsets.unit(inner[0]), to: offsets.unit(inner[1]), finding, part });
          }
        }
      }
      this.spans.sort((a, b) => a.from - b.from || b.to - a.to);
      let longest = 0;
      for (const span of this.spans) longest = Math.max(longest, span.to - span.from);
      this.longest = longest;
    }
    return this.spans;
  },
  // The spans that touch a stretch: those that begin at most the longest span's length before it.
  touching(from, to) {
    const spans = this.marked();
    let low = 0, high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spans[middle].from < from - this.longest) low = middle + 1;
      else high = middle;
    }
    const found = [];
    for (; low < spans.length && spans[low].from < to; low++) if (spans[low].to > from) found.push(spans[low]);
    return found;
  },
  draw({ from, to }) {
    const text = model.content.text;
    const spans = this.touching(from, to);
    const chosen = this.target;
    if (chosen && chosen.from < to && chosen.to > from) spans.push({ ...chosen, chosen: true });
    const cuts = [...new Set([from, to, ...spans.flatMap((s) => [Math.max(from, s.from), Math.min(to, s.to)])])].sort((a, b) => a - b);
    const nodes = [];
    for (let at = 0; at + 1 < cuts.length; at++) {
      const [a, b] = [cuts[at], cuts[at + 1]];
      const over = spans.filter((s) => s.from <= a && s.to >= b);
      const plain = over.filter((s) => !s.chosen);
      const inner = plain.reduce((best, s) => (!best || s.to - s.from <= best.to - best.from ? s : best), null);
      const names = ["run"];
      if (inner) names.push("hit", GROUP_OF[inner.finding.field].toLowerCase(), TONES[positionOf(inner.finding)] || "");
      if (over.some((s) => s.chosen)) names.push("selected");
      const data = { s: offsets.point(a) };
      if (inner) Object.assign(data, { id: inner.finding.id, part: inner.part });
      nodes.push(el("span", { class: names.join(" ").trim(), text: text.slice(a, b), data }));
    }
    return nodes;
  },
  pieceOf(unit) {
    return this.pieces.findIndex((piece) => unit < piece.to);
  },
  click(event) {
    const run = event.target.closest(".hit");
    if (!run || !window.getSelection().isCollapsed) return;
    const unit = offsets.unit(Number(run.dataset.s));
    const hit = this.touching(unit, unit + 1).sort((a, b) => a.to - a.from - (b.to - b.from));
    if (!hit.length) return;
    const at = hit.findIndex((span) => span.finding === model.selected && span.part === model.part);
    const next = hit[(at + 1) % hit.length];
    select(next.finding, next.part, "document");
  },
  highlight(finding, part, scroll) {
    const before = this.target;
    const span = finding && ((part && partSpan(finding, part)) || spanOf(finding));
    this.target = span ? { from: offsets.unit(span[0]), to: offsets.unit(span[1]) } : null;
    const touched = new Set();
    for (const target of [before, this.target]) {
      if (!target) continue;
      for (let at = this.pieceOf(target.from); at >= 0 && at < this.pieces.length && this.pieces[at].from < target.to; at++) touched.add(at);
    }
    touched.forEach((index) => this.list.redraw(index));
    if (this.target && scroll) this.list.show(this.pieceOf(this.target.from), (node) => node.querySelector(".selected"), "center");
  },
  findingsChanged() {
    this.spans = null;
    this.list.parts.forEach((part) => part.drawn && this.list.redraw(part.index));
  },
};
