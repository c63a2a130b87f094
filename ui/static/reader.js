// Opens citations in the reader. Without this script they are plain links to the article's own page.
let opener, goal;

const reveal = () => {
  const target = (goal && element.querySelector(goal)) || element.querySelector("#hit, .title");
  target?.scrollIntoView({ block: target.id === "hit" ? "center" : "start" });
  target?.focus({ preventScroll: true });
};

const open = (link) => {
  const address = link.getAttribute("href");
  const turn = link.closest("[data-turn]")?.dataset.turn ?? "";
  const shown = element.querySelector("article")?.dataset;
  const there = (shown?.address === address && shown.turn === turn) || (link.hash.startsWith("#at-") && element.querySelector(link.hash));
  goal = link.hash;
  if (!element.contains(link)) {
    opener?.classList.remove("on");
    (opener = link).classList.add("on");
  }
  if (there) reveal(); else trigger("read_article", { turn, address });
};

const shut = (rail = false) => {
  props.value = "";
  document.body.classList.toggle("rail-open", rail);
};

// Back to where the reader was opened from: the citation in the answer, or the card in the list of sources.
const goBack = () => {
  if (matchMedia("(max-width: 900px)").matches || !opener?.closest("#conversation")) shut();
  requestAnimationFrame(() => { opener?.scrollIntoView({ block: "nearest" }); opener?.focus({ preventScroll: true }); });
};

const step = (by) => {
  const all = [...document.querySelectorAll("#conversation a.cite")];
  const next = all[all.indexOf(opener) + by] ?? all.at(by > 0 ? 0 : -1);
  if (next) open(next);
};

document.addEventListener("click", (event) => {
  const used = event.target.closest("a.cite, a.open, [data-sources], [data-step], [data-close]");
  if (!used || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const { sources, step: by, close } = used.dataset;
  if (used.href) { event.preventDefault(); open(used); }
  else if (sources) { shut(true); trigger("list_sources", { turn: sources }); }
  else if (by) step(Number(by));
  else if (close !== undefined) shut();
});

element.addEventListener("submit", (event) => {
  event.preventDefault();
  trigger("correct_article", { ...Object.fromEntries(new FormData(event.target, event.submitter)), ...event.target.dataset });
});

document.addEventListener("sanad-key", ({ detail: key }) => {
  if (key === "Escape" && props.value) goBack();
  if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
});

watch("value", reveal);
