// Links, buttons and forms of the page ask the server by the attributes they carry; the address names the run that is shown.
const place = () => {
  const { searchParams } = new URL(location);
  return { run: searchParams.get("run") ?? "", against: searchParams.get("against") ?? "" };
};
const plain = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.button);
const fields = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
let asked = false;

const act = (from, more = {}) => {
  asked = true;
  trigger("act", { ...more, ...from.dataset });
  from.closest("[popover]")?.hidePopover();
};

const sendFile = async (input) => {
  const [file] = input.files;
  if (!file) return;
  input.setAttribute("aria-busy", "true");
  const answer = await fetch(`${input.dataset.upload}?${new URLSearchParams({ name: file.name })}`, { method: "POST", body: file });
  const told = await answer.text();
  input.removeAttribute("aria-busy");
  input.setCustomValidity(answer.ok ? "" : told);
  if (answer.ok) trigger("act", { ...fields(input.form), do: "check", set: told, path: "" });
  else input.reportValidity();
};

watch("value", () => {
  const shown = element.querySelector("[data-run]:not(a, button, form)")?.dataset;
  const now = place();
  if (shown && (shown.run !== now.run || shown.against !== now.against)) {
    const query = new URLSearchParams(Object.entries({ run: shown.run, against: shown.against }).filter(([, value]) => value));
    history.pushState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
    scrollTo(0, 0);
  }
  if (asked) requestAnimationFrame(() => element.querySelector(".checked h3, .run-title")?.focus({ preventScroll: true }));
  asked = false;
});

document.addEventListener("click", (event) => {
  const from = event.target.closest("[data-do]:not(form)");
  if (!from || !plain(event)) return;
  event.preventDefault();
  act(from, "form" in from.dataset ? fields(from.form) : {});
});

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.do) return;
  event.preventDefault();
  act(event.target, fields(event.target));
});

document.addEventListener("change", (event) => event.target.dataset.upload && sendFile(event.target));
addEventListener("popstate", () => trigger("act", { do: "show", ...place() }));
