// Elements from values. Everything that comes from a document goes through textContent; there is no way to markup here.

function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") node.className = value;
    else if (key === "text") node.textContent = value;
    else if (key === "on") for (const [type, handler] of Object.entries(value)) node.addEventListener(type, handler);
    else if (key === "data") Object.assign(node.dataset, value);
    else if (key === "value" || key === "checked" || key === "disabled" || key === "hidden") node[key] = value;
    else if (SAFE.test(key)) node.setAttribute(key, value === true ? "" : String(value));
    else throw new Error("attribute not allowed: " + key);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SAFE = /^(aria-[a-z]+|role|id|for|type|title|tabindex|rows|min|max|step|placeholder|name|open|lang|alt|draggable|autocomplete|spellcheck|maxlength)$/;

// A link for addresses of the web alone; anything else (javascript:, data:, file:) stays text.
function link(address, text) {
  if (!/^https?:\/\/[^\s]+$/i.test(address)) return el("span", { text });
  const node = el("a", { text });
  node.href = address;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}

function words(name) {
  const text = String(name).replace(/_/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cut(text, length) {
  const folded = String(text ?? "").replace(/\s+/g, " ").trim();
  return folded.length > length ? folded.slice(0, length - 1) + "…" : folded;
}

function say(message, bad) {
  const place = document.getElementById("said");
  place.textContent = message;
  place.classList.toggle("bad", Boolean(bad));
  place.classList.add("shown");
  clearTimeout(say.timer);
  say.timer = setTimeout(() => place.classList.remove("shown"), bad ? 6000 : 2200);
}
