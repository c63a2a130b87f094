// Light, dark, or as the system says; remembered in this browser.
const choice = element.querySelector("#theme");
const system = matchMedia("(prefers-color-scheme: dark)");
const apply = () => document.body.classList.toggle("dark", choice.value === "dark" || (choice.value === "system" && system.matches));

choice.value = localStorage.getItem("sanad-theme") ?? "system";
choice.addEventListener("change", () => { localStorage.setItem("sanad-theme", choice.value); apply(); });
system.addEventListener("change", apply);
apply();
