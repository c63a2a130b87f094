// On every page: theme and language, both remembered in cookies so that the server knows them, and the keyboard.
const [language, theme] = element.querySelectorAll("select");
const system = matchMedia("(prefers-color-scheme: dark)");
let before = "";

const apply = () => {
  document.documentElement.dataset.theme = theme.value;
  document.body.classList.toggle("dark", theme.value === "dark" || (theme.value === "system" && system.matches));
};

// The letter on the key where the keyboard is not set to Latin letters.
const pressed = ({ key, code, shiftKey }) => {
  if (key.length > 1 || /[!-~]/.test(key)) return key;
  return code === "Slash" ? (shiftKey ? "?" : "/") : code.replace("Key", "").toLowerCase();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, input, select, [contenteditable]") || document.querySelector(":popover-open")) return;
  const keys = before === "g" ? `g ${pressed(event)}` : pressed(event);
  const target = document.querySelector(keys === "/" ? "#ask textarea, [type=search]" : `[data-keys="${CSS.escape(keys)}"]`);
  before = keys;
  if (!target) return;
  event.preventDefault();
  target.focus();
  if (keys !== "/") target.click();
});

theme.value = document.documentElement.dataset.theme ?? "system";
element.addEventListener("change", ({ target }) => {
  document.cookie = `sanad-${target.id}=${target.value}; path=/; max-age=31536000; samesite=lax`;
  if (target === language) location.reload(); else apply();
});
system.addEventListener("change", apply);
apply();

// A link would not do: its address is taken relative to the front page.
element.querySelector(".skip").addEventListener("click", ({ target }) => document.querySelector(target.dataset.to)?.focus());

// A page whose session was ended elsewhere goes to the sign-in page when it is looked at again.
document.addEventListener("visibilitychange", () => document.hidden || fetch("/session").then(({ status }) => status === 401 && location.reload(), () => null));
