// A long list whose parts are drawn as they come into view and let go when they are far away.

class Lazy {
  constructor(scroller, { draw, tall }) {
    this.scroller = scroller;
    this.draw = draw;
    this.tall = tall; // pixels that a part takes, as a guess or exactly
    this.body = el("div", { class: "lazy" });
    scroller.append(this.body);
    this.watcher = new IntersectionObserver((seen) => this.changed(seen), { root: scroller, rootMargin: "900px 0px" });
    this.parts = [];
  }

  set(parts) {
    this.watcher.disconnect();
    this.parts = parts.map((value, index) => {
      const node = el("div", { class: "part" });
      node.style.minHeight = this.tall(value) + "px";
      const part = { value, index, node, drawn: false };
      node.lazyPart = part;
      return part;
    });
    this.body.replaceChildren(...this.parts.map((part) => part.node));
    this.parts.slice(0, 2).forEach((part) => this.fill(part)); // what is seen first is there at once
    for (const part of this.parts) this.watcher.observe(part.node);
  }

  changed(seen) {
    for (const { target, isIntersecting } of seen) {
      const part = target.lazyPart;
      if (isIntersecting) this.fill(part);
      else if (part.drawn && !part.node.contains(document.activeElement)) this.empty(part);
    }
  }

  fill(part) {
    if (part.drawn) return;
    part.drawn = true;
    part.node.replaceChildren(...this.draw(part.value, part));
    part.node.style.minHeight = "";
    part.node.classList.add("drawn");
  }

  empty(part) {
    part.node.style.minHeight = part.node.offsetHeight + "px";
    part.drawn = false;
    part.node.replaceChildren();
    part.node.classList.remove("drawn");
  }

  redraw(index) {
    const part = this.parts[index];
    if (part && part.drawn) part.node.replaceChildren(...this.draw(part.value, part));
  }

  // Bring an element of a part into view; the part is drawn first.
  show(index, find, block) {
    const part = this.parts[index];
    if (!part) return;
    this.fill(part);
    const aim = () => {
      const target = find(part.node) || part.node;
      const box = target.getBoundingClientRect(), frame = this.scroller.getBoundingClientRect();
      const room = block === "nearest" ? 40 : frame.height / 5;
      if (block === "nearest" && box.top >= frame.top + room && box.bottom <= frame.bottom - 10) return;
      if (block !== "nearest" && box.top >= frame.top + 30 && box.bottom <= frame.bottom - 30) return;
      const middle = Math.max(room, (frame.height - box.height) / 2.5);
      this.scroller.scrollTop += box.top - frame.top - (block === "nearest" ? Math.min(middle, frame.height / 2) : middle);
    };
    aim();
    requestAnimationFrame(aim); // neighbours that were drawn meanwhile may have moved it
  }
}
