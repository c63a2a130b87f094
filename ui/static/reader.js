// Opens citations in the reader. Without this script they are plain links to the article's own page.
let opener = null;
const small = matchMedia("(max-width: 900px)");
const writing = (target) => target.closest("textarea, input, select, [contenteditable]");
const turnOf = (link) => link.closest("[data-turn]")?.dataset.turn ?? "";

const reveal = () => {
  const target = element.querySelector("#hit") ?? element.querySelector(".title");
  if (!target) return;
  target.tabIndex = -1;
  target.scrollIntoView({ block: target.id === "hit" ? "center" : "nearest" });
  target.focus({ preventScroll: true });
};

const open = (link) => {
  opener?.classList.remove("on");
  opener = link;
  link.classList.toggle("on", link.matches(".cite"));
  const shown = element.querySelector("article");
  if (shown?.dataset.address === link.getAttribute("href") && shown.dataset.turn === turnOf(link)) return reveal();
  const { pathname, searchParams: query } = new URL(link.href);
  trigger("read_article", {
    article: decodeURIComponent(pathname.split("/").pop()),
    ...Object.fromEntries(query),
    turn: turnOf(link),
    address: link.getAttribute("href"),
  });
};

const shut = () => {
  props.value = "";
  document.body.classList.remove("rail-open");
};

// Back to where the reader was opened from: the citation in the answer, or the card in the list of sources.
const goBack = () => {
  const inAnswer = opener?.closest("#conversation");
  if (small.matches || !inAnswer) shut();
  requestAnimationFrame(() => { opener?.scrollIntoView({ block: "nearest" }); opener?.focus({ preventScroll: true }); });
};

const step = (by) => {
  const all = [...document.querySelectorAll("#conversation a.cite")];
  const next = all[all.indexOf(opener) + by] ?? (by > 0 ? all[0] : all.at(-1));
  if (next) open(next);
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.cite, a.open");
  const list = event.target.closest("[data-sources]");
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) {
    event.preventDefault();
    open(link);
  } else if (list) {
    props.value = "";
    document.body.classList.add("rail-open");
    trigger("list_sources", { turn: list.dataset.sources });
  } else if (event.target.closest("[data-close]")) shut();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
  if (event.key === "Escape" && props.value) goBack();
  else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
  else if (event.key === "/") { event.preventDefault(); document.querySelector("#ask textarea")?.focus(); }
});

watch("value", reveal);
