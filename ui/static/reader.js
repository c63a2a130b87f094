// Opens citations in the reader. Without this script they are plain links to the article's own page.
let opener = null;
let goal = "";
const small = matchMedia("(max-width: 900px)");
const turnOf = (link) => link.closest("[data-turn]")?.dataset.turn ?? "";

const reveal = () => {
  const target = (goal && element.querySelector(goal)) || element.querySelector("#hit, .title");
  if (!target) return;
  target.tabIndex = -1;
  target.scrollIntoView({ block: target.id === "hit" ? "center" : target.id ? "start" : "nearest" });
  target.focus({ preventScroll: true });
};

const open = (link) => {
  const address = link.getAttribute("href");
  const { pathname, hash, searchParams: query } = new URL(link.href);
  goal = hash || (query.has("at") ? ".beyond" : "");
  if (!element.contains(link)) {
    opener?.classList.remove("on");
    opener = link;
    link.classList.toggle("on", link.matches(".cite"));
  }
  const shown = element.querySelector("article");
  const there = shown?.dataset.address === address && shown.dataset.turn === turnOf(link);
  if (there || (hash.startsWith("#at-") && element.querySelector(hash))) return reveal();
  trigger("read_article", { article: decodeURIComponent(pathname.split("/").pop()), ...Object.fromEntries(query), turn: turnOf(link), address });
};

const shut = () => {
  props.value = "";
  document.body.classList.remove("rail-open");
};

// Back to where the reader was opened from: the citation in the answer, or the card in the list of sources.
const goBack = () => {
  if (small.matches || !opener?.closest("#conversation")) shut();
  requestAnimationFrame(() => { opener?.scrollIntoView({ block: "nearest" }); opener?.focus({ preventScroll: true }); });
};

const step = (by) => {
  const all = [...document.querySelectorAll("#conversation a.cite")];
  const next = all[all.indexOf(opener) + by] ?? (by > 0 ? all[0] : all.at(-1));
  if (next) open(next);
};

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  const link = on("a.cite, a.open");
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) {
    event.preventDefault();
    open(link);
  } else if (on("[data-sources]")) {
    props.value = "";
    document.body.classList.add("rail-open");
    trigger("list_sources", { turn: on("[data-sources]").dataset.sources });
  } else if (on("[data-step]")) step(Number(on("[data-step]").dataset.step));
  else if (on("[data-close]")) shut();
});

element.addEventListener("submit", (event) => {
  event.preventDefault();
  const { dataset } = event.target;
  const { version, at } = Object.fromEntries(new URL(dataset.address, location).searchParams);
  trigger("correct_article", { ...Object.fromEntries(new FormData(event.target, event.submitter)), article: dataset.correct, version, at, turn: dataset.turn, address: dataset.address });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && props.value && !document.querySelector("dialog[open], :popover-open") && !event.target.closest("textarea, input, select")) goBack();
});

document.addEventListener("sanad-key", ({ detail }) => { if (detail === "j" || detail === "k") step(detail === "j" ? 1 : -1); });

watch("value", reveal);
