// The document as page images, with a box over every finding and text that can be selected.

const pagesView = {
  zoom: 1,
  open(pane) {
    this.pane = pane;
    this.list = new Lazy(pane, { draw: (page) => this.draw(page), tall: (page) => this.height(page) });
    this.marks = new Map();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(pane);
    pane.addEventListener("click", (event) => this.click(event));
  },
  width() {
    return Math.max(240, (this.pane.clientWidth - 32) * this.zoom);
  },
  height(page) {
    return (this.width() * page.size[1]) / page.size[0] + 14;
  },
  load() {
    this.index = null;
    const { pages, first } = model.outline;
    this.list.set(pages.map((size, at) => ({ number: at + first, size })));
    this.resize();
  },
  resize() {
    const width = this.width();
    if (!this.pane.clientWidth || width === this.wide) return;
    const ratio = this.wide ? width / this.wide : 1;
    const top = this.pane.scrollTop;
    this.wide = width;
    for (const part of this.list.parts) {
      if (part.drawn) part.node.firstChild.style.width = width + "px";
      else part.node.style.minHeight = this.height(part.value) + "px";
    }
    this.pane.scrollTop = top * ratio;
  },
  // The place of a page in the list: a policy of a book begins at any of the book's pages.
  at(number) {
    return number - model.outline.first;
  },
  findingsOn(number) {
    if (!this.index) {
      this.index = new Map();
      for (const finding of model.findings) {
        for (const box of (finding.item.evidence && finding.item.evidence.boxes) || []) this.note(finding, box, "");
      }
      for (const [finding, part, boxes] of this.extra || []) for (const box of boxes) this.note(finding, box, part);
    }
    return this.index.get(number) || [];
  },
  note(finding, box, part) {
    if (!this.index.has(box[0])) this.index.set(box[0], []);
    this.index.get(box[0]).push([finding, box, part]);
  },
  // Criteria, headings and problems carry no boxes in the record: the document is asked for them, a few at a time.
  async loadExtra() {
    const content = model.content;
    this.extra = [];
    if (!model.outline.pages.length) return;
    const wanted = [];
    for (const finding of model.findings) {
      if (finding.field === "statements") parts(finding).forEach((part) => wanted.push([finding, part, partSpan(finding, part)]));
      if (["sections", "problems"].includes(finding.field) && spanOf(finding)) wanted.push([finding, "", spanOf(finding)]);
    }
    for (let at = 0; at < wanted.length; at += 200) {
      const some = wanted.slice(at, at + 200).filter(([, , span]) => span);
      let found = [];
      try {
        found = await source.boxes(model.index, some.map(([, , span]) => span));
      } catch {
        return; // the record's own boxes are there; these are an addition
      }
      if (content !== model.content) return;
      found.forEach(({ boxes }, index) => this.extra.push([some[index][0], some[index][1], boxes]));
    }
    this.contentCame();
  },
  draw(page) {
    const sheet = el("div", { class: "sheet", data: { page: page.number } });
    sheet.style.width = this.width() + "px";
    sheet.style.aspectRatio = page.size[0] + " / " + page.size[1];
    const scale = (this.width() * Math.max(1.5, window.devicePixelRatio || 1)) / page.size[0];
    const address = source.image(model.index, page.number, scale);
    if (address) {
      const image = el("img", { alt: "Page " + page.number, draggable: "false" });
      image.src = address;
      image.addEventListener("load", () => sheet.classList.add("ready"));
      sheet.append(image);
    } else {
      sheet.append(el("p", { class: "blank", text: "Page " + page.number + " holds no finding; it is not in this export." }));
    }
    sheet.append(el("div", { class: "boxes" }), el("div", { class: "type" }), el("span", { class: "folio", text: String(page.number) }));
    this.fillBoxes(sheet, page);
    if (!source.readOnly || !embedded) this.fillType(sheet, page);
    return [sheet];
  },
  fillBoxes(sheet, page) {
    if (!model.content) return;
    const drawn = this.findingsOn(page.number).filter(([finding]) => finding.state !== "rejected" && finding.field !== "sections");
    const made = drawn.map(([finding, box, part]) => {
      const tone = TONES[positionOf(finding)] || "";
      const node = el("i", { class: `box ${GROUP_OF[finding.field].toLowerCase()} ${tone} ${part ? "part" : ""}`, data: { id: finding.id } });
      return place(node, box, page, 1);
    });
    sheet.querySelector(".boxes").replaceChildren(...made);
    this.addSelected(sheet, page);
  },
  async fillType(sheet, page) {
    if (!model.content || sheet.typed) return;
    sheet.typed = true;
    const content = model.content;
    let found;
    try {
      found = await source.words(model.index, page.number);
    } catch {
      return; // without words the page can be looked at, not selected
    }
    if (content !== model.content) return; // another document was opened meanwhile
    const layer = sheet.querySelector(".type");
    layer.replaceChildren(...found.map(([start, end, ...box]) => {
      const node = el("span", { text: quote(start, end) + " ", data: { s: start } });
      node.style.fontSize = (((box[3] - box[1]) * 0.8) / page.size[1]) * 100 + "cqh";
      return place(node, [0, ...box], page);
    }));
  },
  contentCame() {
    this.index = null;
    for (const part of this.list.parts) {
      if (!part.drawn) continue;
      this.fillBoxes(part.node.firstChild, part.value);
      if (!embedded) this.fillType(part.node.firstChild, part.value);
    }
  },
  // The finding under a point: the smallest box; a second click on the same place goes to the next larger one.
  async click(event) {
    if (!window.getSelection().isCollapsed || !model.content) return;
    const sheet = event.target.closest(".sheet");
    if (!sheet) return;
    const frame = sheet.getBoundingClientRect();
    const page = this.list.parts[this.at(Number(sheet.dataset.page))].value;
    const x = ((event.clientX - frame.left) / frame.width) * page.size[0];
    const y = ((event.clientY - frame.top) / frame.height) * page.size[1];
    const content = model.content;
    let hit = this.under(page, x, y);
    if (!hit.length) {
      await this.coming; // the boxes of criteria and headings may still be on their way
      if (content !== model.content) return;
      hit = this.under(page, x, y);
    }
    if (!hit.length) return;
    const at = hit.findIndex(([finding, part]) => finding === model.selected && part === model.part);
    select(...hit[(at + 1) % hit.length], "document");
  },
  under(page, x, y) {
    return this.findingsOn(page.number)
      .filter(([f, [, x0, y0, x1, y1]]) => f.state !== "rejected" && x >= x0 - 2 && x <= x1 + 2 && y >= y0 - 1.5 && y <= y1 + 1.5)
      .sort(([, a], [, b]) => (a[3] - a[1]) * (a[4] - a[2]) - (b[3] - b[1]) * (b[4] - b[2]))
      .map(([finding, , part]) => [finding, part]);
  },
  async highlight(finding, part, scroll) {
    const asked = (this.asked = (this.asked || 0) + 1);
    this.target = null;
    let boxes = part ? null : finding && finding.item.evidence && finding.item.evidence.boxes;
    const span = finding && (part ? partSpan(finding, part) : spanOf(finding));
    for (let tries = 0; !boxes && span && tries < 2; tries++) { // a reader that was busy is asked once more
      try {
        boxes = (await source.boxes(model.index, [span]))[0].boxes;
      } catch {
        boxes = tries ? [] : null;
      }
      if (asked !== this.asked) return;
    }
    this.target = boxes && boxes.length ? { boxes, tone: finding.field === "problems" ? "problems" : "" } : null;
    this.drawSelected();
    if (this.target && scroll) {
      this.list.show(this.at(boxes[0][0]), (node) => node.querySelector(".box.selected"), "center");
    }
  },
  drawSelected() {
    for (const node of this.pane.querySelectorAll(".box.selected")) node.remove();
    for (const number of new Set(this.target ? this.target.boxes.map((box) => box[0]) : [])) {
      const part = this.list.parts[this.at(number)];
      if (part && part.drawn && part.node.firstChild) this.addSelected(part.node.firstChild, part.value);
    }
  },
  addSelected(sheet, page) {
    const mine = this.target ? this.target.boxes.filter((box) => box[0] === page.number) : [];
    const nodes = mine.map((box) => place(el("i", { class: "box selected " + this.target.tone }), box, page, 2));
    sheet.querySelector(".boxes").append(...nodes);
  },
  setZoom(zoom) {
    this.zoom = Math.min(4, Math.max(0.5, zoom));
    this.resize();
    this.list.parts.forEach((part) => part.drawn && this.list.redraw(part.index));
  },
};

function place(node, [, x0, y0, x1, y1], page, pad = 0) {
  const [width, height] = page.size;
  node.style.left = ((x0 - pad) / width) * 100 + "%";
  node.style.top = ((y0 - pad) / height) * 100 + "%";
  node.style.width = ((x1 - x0 + 2 * pad) / width) * 100 + "%";
  node.style.height = ((y1 - y0 + 2 * pad) / height) * 100 + "%";
  return node;
}
