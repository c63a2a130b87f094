// Links, buttons and forms of the page ask the server by the attributes they carry; the address names the brief that is shown.
const named = () => new URL(location).searchParams.get("brief") ?? "";
const shown = () => element.querySelector("[data-shown]")?.dataset ?? {};
const fields = (form, button) => Object.fromEntries(new FormData(form, button));
const on = (name, run) => document.addEventListener(name, run);
const side = document.querySelector("#side");
let focused = "", begun = "", typed = null, dragged = null, slot = null, waiting = 0;

// The text of an editor: a citation is written as its mark, a line break as one.
const written = (node) => [...(node?.childNodes ?? [])].map((child) => child.dataset?.mark ?? child.data ?? (child.nodeName === "BR" ? "\n" : written(child))).join("");
const act = (from, more = {}) => {
  focused = from.dataset.focus ?? focused;
  trigger("act", { brief: named(), revision: shown().revision, draft: written(typed?.querySelector("[contenteditable]")), ...more, ...from.dataset });
  from.closest("[popover]")?.hidePopover();
};

// A citation goes to where the caret was, or to the end.
const insert = (chip) => {
  const editor = element.querySelector(".editor"), selection = getSelection();
  if (!editor.contains(selection.focusNode)) selection.selectAllChildren(editor);
  selection.collapseToEnd();
  selection.getRangeAt(0).insertNode(chip);
  selection.collapseToEnd();
  editor.focus();
  typed = editor.closest("form");
};

const save = async (form, button) => {
  button.setAttribute("aria-busy", "true");
  const answer = await fetch(`${form.action}?${new URLSearchParams(fields(form, button))}`);
  button.removeAttribute("aria-busy");
  if (!answer.ok) return act(form, { do: "tell", text: await answer.text() });
  Object.assign(document.createElement("a"), { href: URL.createObjectURL(await answer.blob()), download: `${form.dataset.file}.${button.value}` }).click();
};

// What is typed and not yet saved stays in its box when the page is drawn anew, and the keyboard stays where it was.
const refocus = (root) => {
  const begin = root.querySelector("[data-begin]");
  if (begin && begin.id !== begun) begin.focus();
  else if (document.activeElement === document.body) document.getElementById(focused)?.focus();
  if (root === element) begun = begin?.id;
};
watch("value", () => requestAnimationFrame(() => {
  const { shown: brief } = shown();
  if (brief !== undefined && brief !== named()) history.pushState(null, "", `briefs${brief && `?${new URLSearchParams({ brief })}`}`);
  const fresh = typed && document.getElementById(typed.id);
  if (fresh && fresh !== typed) fresh.replaceWith(typed);
  typed = fresh && typed;
  refocus(element);
}));
on("focusin", ({ target }) => { if (!side.contains(target)) focused = target.id; });
new MutationObserver(() => refocus(side)).observe(side, { childList: true, subtree: true });

on("click", (event) => {
  const from = event.target.closest("[data-do]:not(form), [data-insert]");
  if (!from || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (from.dataset.do) act(from); else insert(from.querySelector("[data-mark]").cloneNode(true));
});
on("submit", (event) => {
  event.preventDefault();
  if (event.target.dataset.file) save(event.target, event.submitter);
  else if (!("auto" in event.target.dataset)) act(event.target, { ...fields(event.target), text: written(event.target.querySelector("[contenteditable]")) });
});
on("change", ({ target: { form } }) => "auto" in (form?.dataset ?? {}) && form.reportValidity() && act(form, fields(form)));
on("input", ({ target }) => {
  typed = target.closest("form[id^=edit-]") ?? typed;
  clearTimeout(waiting);
  if (target.type === "search") waiting = setTimeout(() => target.form.requestSubmit(), 300);
});

// Alt with an arrow moves what has the keyboard; the keys of undoing work outside of text.
on("keydown", (event) => {
  const item = event.altKey && event.target.closest("[data-item]")?.dataset.item;
  const step = { ArrowUp: `up-${item}`, ArrowDown: `down-${item}` }[event.key];
  const undo = (event.ctrlKey || event.metaKey) && !event.target.closest("input, textarea, [contenteditable]") && { z: "undo", Z: "redo", y: "redo" }[event.key];
  const button = document.getElementById(event.key === "Escape" ? "close-side" : (item ? step : undo));
  if (button) event.preventDefault();
  button?.click();
});

on("dragstart", ({ target, dataTransfer }) => {
  dragged = target.dataset?.handle && target.closest("[data-item]");
  if (dragged) dataTransfer.setDragImage(dragged, 0, 0);
});
for (const name of ["dragover", "drop", "dragend"]) on(name, (event) => {
  if (dragged) event.preventDefault();
  if (name === "drop" && slot) act(dragged.querySelector("[data-handle]"), { do: "move", item: dragged.dataset.item, before: slot.dataset.item, section: slot.dataset.end });
  const over = name === "dragover" && dragged && event.target.closest("[data-item], [data-end]"), { top, height } = over ? over.getBoundingClientRect() : {};
  slot?.classList.remove("slot");
  slot = over && !over.dataset.end && event.clientY > top + height / 2 ? over.nextElementSibling : over || null;
  slot?.classList.add("slot");
});
addEventListener("beforeunload", (event) => typed && event.preventDefault());
addEventListener("popstate", () => named() !== shown().shown && trigger("act", { do: "open", brief: named() }));
