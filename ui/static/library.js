// Links, buttons and forms ask the server by the attributes they carry; the address names what is listed.
const search = document.querySelector("#library-search");
const shown = { facets: innerWidth > 900, picture: innerWidth > 900 }; // which details are open
const kept = new Set(); // the articles that are chosen
let focused = "", waiting = 0;

const act = (fields) => trigger("act", { address: location.search, ...fields });
const go = (href) => { history.pushState(null, "", href); act({ do: "browse" }); };
const boxes = () => [...element.querySelectorAll("[name=id]")];
const offer = () => { for (const action of element.querySelectorAll("#chosen-action")) action.disabled = !kept.size; };

// What was open or chosen, and where the keyboard stood, stays so when the list is drawn anew.
watch("value", () => requestAnimationFrame(() => {
  for (const details of element.querySelectorAll("details[id]")) if (details.id in shown) details.open = shown[details.id];
  for (const box of element.querySelectorAll("[type=checkbox]")) box.checked = kept.has(box.value);
  for (const gone of [...kept].filter((identity) => !boxes().some((box) => box.value === identity))) kept.delete(gone);
  offer();
  if (focused && document.activeElement === document.body) (document.getElementById(focused) ?? element.querySelector("#found"))?.focus({ preventScroll: !focused.startsWith("page-") });
  const { words } = element.querySelector("[data-words]")?.dataset ?? {};
  if (words !== undefined && document.activeElement !== search) search.value = words;
  document.body.classList.toggle("library-empty", words === undefined);
}));

const send = async (files) => {
  const told = document.querySelector("#sending");
  const taken = [], refused = [];
  const wanted = [...files].filter((file) => !`/${file.webkitRelativePath || file.name}`.includes("/."));
  for (const [number, { name }] of wanted.entries()) {
    told.textContent = told.dataset.text.replace("{number}", number + 1).replace("{count}", wanted.length).replace("{name}", () => name);
    const sent = fetch(`library/files?${new URLSearchParams({ name })}`, { method: "POST", body: wanted[number] });
    const said = await sent.then((answer) => answer.json()).catch((error) => ({ problem: error.message }));
    (said.taken ? taken : refused).push(said.taken ?? [name, said.problem]);
  }
  told.textContent = "";
  if (wanted.length) act({ do: "uploaded", taken, refused });
};

document.addEventListener("click", (event) => {
  const details = event.target.closest("summary")?.parentElement;
  if (details) shown[details.id] = !details.open;
  const from = event.target.closest("[data-browse], [data-do]:not(form)");
  if (!from || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.button) return;
  event.preventDefault();
  focused = from.id || "found";
  if (from.dataset.do) act({ ...from.dataset, ids: from.dataset.ids?.split(" ") ?? [] });
  else go(from.getAttribute("href"));
});

document.addEventListener("change", async ({ target }) => {
  if (target.dataset.all) for (const box of boxes()) box.checked = target.checked;
  for (const box of boxes()) kept[box.checked ? "add" : "delete"](box.value);
  offer();
  if (!target.dataset.upload) return;
  await send(target.files);
  target.value = "";
});

const find = () => {
  const asked = [...new URLSearchParams(location.search)].filter(([name]) => name !== "page" && name !== "q");
  go(`library?${new URLSearchParams([...asked, ["q", search.value.trim()]])}`);
};
search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, 300); });

document.addEventListener("submit", (event) => {
  const { target: form } = event;
  event.preventDefault();
  clearTimeout(waiting);
  if ("search" in form.dataset) return find();
  if (form.dataset.do) act({ do: form.dataset.do, ids: [...kept], sources: form.elements.sources?.value ?? "" });
  form.reset();
  kept.clear();
});

for (const name of ["dragover", "dragleave", "drop"]) document.addEventListener(name, (event) => {
  event.preventDefault();
  document.body.classList.toggle("dropping", name === "dragover");
  if (name === "drop") send(event.dataTransfer.files);
});
addEventListener("popstate", () => act({ do: "browse" }));
