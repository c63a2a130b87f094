// Brings a new question to the top of the conversation, and asks one again without something that was understood of it.
let shown = null;

watch("value", () => {
  const turn = element.querySelector(".turn");
  if (!turn || turn.id === shown) return;
  shown = turn.id;
  requestAnimationFrame(() => turn.scrollIntoView({ block: "start", behavior: "smooth" }));
});

document.addEventListener("click", (event) => {
  const undo = event.target.closest("#conversation [data-ignore]");
  if (!undo) return;
  document.querySelector("#ask textarea")?.focus({ preventScroll: true }); // the button is gone when the answer comes
  trigger("ask_without", { turn: undo.closest("[data-turn]").dataset.turn, key: undo.dataset.ignore });
});
