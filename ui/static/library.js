// Links, buttons and forms ask the server by the attributes they carry; the address names what is listed.
const search = document.querySelector("#library-search");
const kept = new Set(); // the articles that are chosen
const shown = {}; // which details a person has opened or closed
let focused = "", waiting = 0;

const act = (fields) => trigger("act", { address: location.search, ...fields });
const boxes = () => [...element.querySelectorAll("[name=id]")];

const go = (href) => {
  history.pushState(null, "", href);
  act({ do: "browse" });
};

const find = () => {
  const asked = new URLSearchParams(location.search);
  asked.delete("page");
  asked.set("q", search.value.trim());
  go(`library?${asked}`);
};

// What was open or chosen, and where the keyboard stood, stays so when the list is drawn anew.
watch("value", () => requestAnimationFrame(() => {
  for (const details of element.querySelectorAll("details[id]")) details.open = shown[details.id] ?? ("wide" in details.dataset && innerWidth > 900);
  for (const box of boxes()) box.checked = kept.has(box.value);
  if (document.activeElement !== search) search.value = new URLSearchParams(location.search).get("q") ?? "";
  if (focused && document.activeElement === document.body) (document.getElementById(focused) ?? element.querySelector("#found"))?.focus();
}));

const send = async (files) => {
  const told = document.querySelector("#sending");
  const sent = [];
  const wanted = [...files].filter((file) => !`/${file.webkitRelativePath || file.name}`.includes("/."));
  for (const file of wanted) {
    told.textContent = told.dataset.text.replace("{number}", sent.length + 1).replace("{count}", wanted.length).replace("{name}", () => file.name);
    const answer = fetch(`library/files?${new URLSearchParams({ name: file.name })}`, { method: "POST", body: file });
    const said = await answer.then((each) => each.json()).catch((error) => ({ problem: error.message }));
    sent.push([file.name, said.taken ?? "", said.problem ?? ""]);
  }
  told.textContent = "";
  if (wanted.length) act({ do: "uploaded", sent });
};

document.addEventListener("click", (event) => {
  const details = event.target.closest("summary")?.parentElement;
  if (details) shown[details.id] = !details.open;
  const from = event.target.closest("[data-browse], [data-do]:not(form)");
  if (!from || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.button) return;
  focused = from.id || "found";
  if (from.dataset.do) return act({ ...from.dataset, ids: from.dataset.ids?.split(" ") ?? [] });
  event.preventDefault();
  go(from.getAttribute("href"));
});

document.addEventListener("change", ({ target }) => {
  if (target.dataset.all) for (const box of boxes()) box.checked = target.checked;
  for (const box of boxes()) kept[box.checked ? "add" : "delete"](box.value);
  if (target.dataset.upload) send(target.files).then(() => target.value = "");
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const { target: form } = event;
  if ("search" in form.dataset) return find();
  act({ ...form.dataset, ids: [...kept], sources: new FormData(form).get("sources") ?? "" });
  form.reset();
  kept.clear();
});

search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(find, 300);
});

document.addEventListener("drop", (event) => send(event.dataTransfer.files));
for (const name of ["dragover", "dragleave", "drop"]) document.addEventListener(name, (event) => {
  event.preventDefault();
  document.body.classList.toggle("dropping", name === "dragover");
});
addEventListener("popstate", () => act({ do: "browse" }));
setInterval(() => document.hidden || act({ do: "look" }), 4000); // others change the library, too
