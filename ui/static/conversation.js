// Brings a new question to the top of the conversation.
let shown = null;

watch("value", () => {
  const turn = element.querySelector(".turn");
  if (!turn || turn.id === shown) return;
  shown = turn.id;
  requestAnimationFrame(() => turn.scrollIntoView({ block: "start", behavior: "smooth" }));
});
