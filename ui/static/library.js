// Links, buttons and forms ask the server by the attributes they carry; the address names what is listed.
const plain = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.button);
const search = document.querySelector("#library-search");
const shown = { facets: innerWidth > 900, picture: innerWidth > 900 };
let focused = "";
let waiting = 0;

const act = (fields) => trigger("act", { address: location.search, ...fields });
const go = (href, replace = false) => {
  history[replace ? "replaceState" : "pushState"](null, "", href);
  act({ do: "browse" });
};
const chosen = () => [...element.querySelectorAll("[name=id]:checked")].map((box) => box.value);

// What was open and where the keyboard stood stays so when the list is drawn anew.
watch("value", () => requestAnimationFrame(() => {
  for (const details of element.querySelectorAll("details[id]")) if (details.id in shown) details.open = shown[details.id];
  if (focused && document.activeElement === document.body) (document.getElementById(focused) ?? element.querySelector("#found"))?.focus({ preventScroll: !focused.startsWith("page-") });
  const { words } = element.querySelector("[data-words]")?.dataset ?? {};
  if (words !== undefined && document.activeElement !== search) search.value = words;
  document.body.classList.toggle("library-empty", words === undefined);
}));

const send = async (input, files) => {
  const told = document.querySelector("#sending");
  const taken = [], refused = [];
  const wanted = [...files].filter((file) => !`/${file.webkitRelativePath || file.name}`.includes("/."));
  for (const [number, file] of wanted.entries()) {
    told.textContent = told.dataset.text.replace("{number}", number + 1).replace("{count}", wanted.length).replace("{name}", file.name);
    try {
      const answer = await fetch(`library/files?${new URLSearchParams({ name: file.name })}`, { method: "POST", body: file });
      const said = await answer.json();
      if (said.taken) taken.push(said.taken);
      else refused.push([file.name, said.problem ?? answer.statusText]);
    } catch (error) { refused.push([file.name, error.message]); }
  }
  told.textContent = "";
  if (input) input.value = "";
  if (wanted.length) act({ do: "uploaded", taken, refused });
};

document.addEventListener("click", (event) => {
  const details = event.target.closest("summary")?.parentElement;
  if (details) shown[details.id] = !details.open;
  const from = event.target.closest("[data-browse], [data-do]:not(form)");
  if (!from || !plain(event)) return;
  event.preventDefault();
  focused = from.id || "found";
  if (from.dataset.do) act({ ...from.dataset, ids: from.dataset.ids?.split(" ") ?? [] });
  else go(from.getAttribute("href"));
});

document.addEventListener("change", ({ target }) => {
  if (target.dataset.upload) send(target, target.files);
  if (target.dataset.all) for (const box of element.querySelectorAll("[name=id]")) box.checked = target.checked;
  const action = element.querySelector("#chosen-action");
  if (action) action.disabled = !chosen().length;
});

const query = (replace) => {
  const asked = new URLSearchParams(location.search);
  asked.delete("page");
  asked.delete("q");
  if (search.value.trim()) asked.set("q", search.value.trim());
  go(asked.size ? `library?${asked}` : "library", replace);
};
search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(query, 300, true); });

document.addEventListener("submit", (event) => {
  const { target: form } = event;
  event.preventDefault();
  clearTimeout(waiting);
  if ("search" in form.dataset) query();
  else if (form.dataset.do) act({ do: form.dataset.do, ids: chosen(), sources: form.elements.sources?.value ?? "" });
  if (form.dataset.do === "add") form.reset();
});

for (const name of ["dragover", "dragleave", "drop"]) document.addEventListener(name, (event) => {
  event.preventDefault();
  document.body.classList.toggle("dropping", name === "dragover");
  if (name === "drop") send(null, event.dataTransfer.files);
});
addEventListener("popstate", () => act({ do: "browse" }));
