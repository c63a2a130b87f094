// Links, buttons and forms ask the server by the attributes they carry; the address names the conversation that is shown. Citations open
// in the reader, which is the element of this script: without it they are plain links to the article's own page.
const named = () => new URL(location).searchParams.get("conversation") ?? "";
const turnOf = (node) => node.closest("[data-turn]")?.dataset.turn ?? "";
let shown, told, opener, goal;

const act = (from, fields = {}) => {
  const words = String(getSelection()).slice(0, 8000); // that are selected, for who wants to quote them
  trigger(from.dataset.do === "correct" ? "correct_article" : "act", { turn: turnOf(from), words, ...from.dataset, ...fields });
  from.closest("[popover]")?.hidePopover();
  document.body.classList.remove("list-open");
  document.querySelector(from.dataset.focus)?.focus({ preventScroll: true }); // what was clicked may be gone when the answer comes
};

const reveal = () => ((goal && element.querySelector(goal)) || element.querySelector("#hit, .title"))?.focus();

const read = (link) => {
  const asked = { turn: turnOf(link), address: link.getAttribute("href") };
  const { turn, address } = element.querySelector("article")?.dataset ?? {};
  goal = link.hash;
  if (!element.contains(link)) {
    opener?.classList.remove("on");
    (opener = link).classList.add("on");
  }
  const isThere = (turn === asked.turn && address === asked.address) || (link.closest(".outline") && element.querySelector(goal));
  if (isThere) reveal(); else trigger("read_article", asked);
};

// What is done without the server, or before it.
const own = {
  read,
  list: () => document.body.classList.toggle("list-open"),
  copy: async (button) => {
    const part = (form) => fetch(`${button.dataset.copy}.${form}`).then((response) => response.text());
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": part("md"), "text/html": part("html") })]);
    button.querySelector("span").textContent = button.dataset.done;
  },
  step: (button) => {
    const all = [...document.querySelectorAll("#conversation a.cite")];
    const next = all[all.indexOf(opener) + Number(button.dataset.by)] ?? all.at(Math.min(0, button.dataset.by));
    if (next) read(next);
  },
  sources: (button) => {
    props.value = "";
    document.body.classList.add("rail-open");
    trigger("list_sources", { turn: turnOf(button) });
  },
  back: () => {
    props.value = "";
    document.body.classList.remove("rail-open");
    requestAnimationFrame(() => opener?.focus());
  },
};

const follow = () => {
  const { conversation } = document.querySelector("#now [data-conversation]")?.dataset ?? {};
  if (conversation !== undefined && conversation !== told && conversation !== named()) history.pushState(null, "", conversation ? `?${new URLSearchParams({ conversation })}` : "./");
  told = conversation ?? told; // what is still shown after going back is no news
  const turn = document.querySelector("#now .turn");
  if (!turn || shown === conversation + turn.id) return;
  shown = conversation + turn.id;
  turn.scrollIntoView({ block: "start", behavior: "smooth" });
};

document.addEventListener("click", (event) => {
  const from = event.target.closest("[data-do]:not(form), a.cite, a.open");
  if (!from || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.button) return;
  event.preventDefault();
  (own[from.dataset.do ?? "read"] ?? act)(from);
});

// What is selected stays so while a button is pressed that quotes it.
document.addEventListener("mousedown", (event) => event.target.closest("[data-do=quote]") && event.preventDefault());

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.do) return;
  event.preventDefault();
  act(event.target, Object.fromEntries(new FormData(event.target, event.submitter)));
});

addEventListener("popstate", () => trigger("act", { do: "open", conversation: named() }));
new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
watch("value", reveal);
