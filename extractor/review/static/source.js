// Where the data comes from: the server, or the page itself where it is an export. Both answer the same questions.

const embedded = (() => {
  const node = document.getElementById("data");
  return node ? JSON.parse(node.textContent) : null;
})();

const token = (() => {
  const match = /[#&]token=([\w-]+)/.exec(location.hash);
  if (match && !embedded) {
    sessionStorage.setItem("review-token", match[1]);
    history.replaceState(null, "", location.pathname);
  }
  return embedded ? "" : sessionStorage.getItem("review-token") || "";
})();

async function ask(path, options) {
  const answer = await fetch("api/documents" + path, options);
  if (!answer.ok) throw new Error((await answer.text()) || answer.statusText);
  return answer.json();
}

const source = embedded
  ? {
      readOnly: true,
      documents: async () => embedded.documents.map(({ outline }, id) => ({ id, name: outline.name, judged: 0, total: null })),
      outline: async (index) => embedded.documents[index].outline,
      content: async (index) => embedded.documents[index].content,
      image: (index, page) => embedded.images[page] || null,
      words: async () => [],
      boxes: async (index, spans) => spans.map(([a, b]) => embedded.documents[index].boxes[a + "-" + b] || { page: null, boxes: [] }),
    }
  : {
      readOnly: !token,
      documents: () => ask(""),
      outline: (index) => ask(`/${index}/outline`),
      content: (index) => ask(`/${index}`),
      image: (index, page, scale) => `api/documents/${index}/pages/${page}.png?scale=${scale.toFixed(2)}`,
      words: (index, page) => ask(`/${index}/pages/${page}/words`),
      boxes: (index, spans) => ask(`/${index}/boxes?spans=${spans.map((s) => s.join("-")).join(",")}`),
      judge: (index, judgement) =>
        ask(`/${index}/review`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-review-token": token },
          body: JSON.stringify(judgement),
        }),
    };
