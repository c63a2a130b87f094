// Brings a new question to the top of the conversation, and asks a suggested question when it is clicked.
let shown = null;

element.addEventListener("click", (event) => {
  const suggestion = event.target.closest("[data-suggest]");
  if (suggestion) trigger("suggest", { question: suggestion.textContent });
});

watch("value", () => {
  const turn = element.querySelector(".turn");
  if (!turn || turn.id === shown) return;
  shown = turn.id;
  requestAnimationFrame(() => turn.scrollIntoView({ block: "start", behavior: "smooth" }));
});
