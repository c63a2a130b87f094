// On every page: theme and language, both remembered in cookies so that the server knows them, and the keyboard.
const theme = element.querySelector("#theme");
const language = element.querySelector("#language");
const sheet = element.querySelector("dialog");
const system = matchMedia("(prefers-color-scheme: dark)");
const remember = (name, value) => { document.cookie = `sanad-${name}=${value}; path=/; max-age=31536000; samesite=lax`; };
let before = "";

const apply = () => {
  document.documentElement.dataset.theme = theme.value;
  document.body.classList.toggle("dark", theme.value === "dark" || (theme.value === "system" && system.matches));
};

theme.value = document.documentElement.dataset.theme ?? "system";
theme.addEventListener("change", () => { remember("theme", theme.value); apply(); });
language.addEventListener("change", () => { remember("language", language.value); location.reload(); });
system.addEventListener("change", apply);
apply();

// The letter on the key where the keyboard is not set to Latin letters.
const pressed = ({ key, code, shiftKey }) => {
  if (key.length > 1 || /[!-~]/.test(key)) return key;
  return code === "Slash" ? (shiftKey ? "?" : "/") : code.replace("Key", "").toLowerCase();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || event.target.closest("textarea, input, select, [contenteditable]")) return;
  const key = pressed(event);
  const keys = before === "g" ? `g ${key}` : key;
  before = before === "g" ? "" : key;
  const target = document.querySelector(keys === "/" ? "#ask textarea, [type=search]" : `[data-keys="${CSS.escape(keys)}"]`);
  if (!target) return document.dispatchEvent(new CustomEvent("sanad-key", { detail: keys }));
  event.preventDefault();
  target.focus();
  if (keys !== "/") target.click();
});

element.addEventListener("click", (event) => event.target.closest("[data-sheet]") && sheet.showModal());
