// Links, buttons and forms of the page ask the server by the attributes they carry; the address names the conversation that is shown.
const named = () => new URL(location).searchParams.get("conversation") ?? "";
const plain = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.button);
let shown = null;

const act = (from, fields = {}) => {
  const question = from.dataset.do === "ask" ? from.textContent : "";
  trigger("act", { turn: from.closest("[data-turn]")?.dataset.turn ?? "", question, ...from.dataset, ...fields });
  from.closest("[popover]")?.hidePopover();
  from.reset?.();
  document.body.classList.remove("list-open");
  document.querySelector(from.dataset.focus)?.focus({ preventScroll: true }); // what was clicked may be gone when the answer comes
};

const copy = async (button) => {
  const part = (form) => fetch(`${button.dataset.copy}.${form}`).then((response) => response.text());
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": part("md"), "text/html": part("html") })]);
  button.querySelector("span").textContent = button.dataset.done;
};

watch("value", () => {
  const { conversation } = element.querySelector("[data-conversation]")?.dataset ?? {};
  if (conversation !== undefined && conversation !== named()) history.pushState(null, "", conversation ? `?${new URLSearchParams({ conversation })}` : "./");
  const turn = element.querySelector(".turn");
  if (!turn || shown === conversation + turn.id) return;
  shown = conversation + turn.id;
  requestAnimationFrame(() => turn.scrollIntoView({ block: "start", behavior: "smooth" }));
});

document.addEventListener("click", (event) => {
  const from = event.target.closest("[data-do]:not(form), [data-copy], [data-toggle]");
  if (!from || !plain(event)) return;
  event.preventDefault();
  if (from.dataset.copy) copy(from);
  else if (from.dataset.toggle) document.body.classList.toggle(from.dataset.toggle);
  else act(from);
});

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.do) return;
  event.preventDefault();
  act(event.target, Object.fromEntries(new FormData(event.target)));
});

addEventListener("popstate", () => trigger("act", { do: "open", conversation: named() }));
