/** What the page looks like. */
export const STYLE = `
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; margin: 0; }
nav a { margin-right: 1rem; }
nav a[aria-current] { font-weight: bold; }
table { border-collapse: collapse; width: 100%; margin-top: 1rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-top: 1px solid #8884; }
td.state { white-space: nowrap; }
td.dead, td.expired { color: #c22; font-weight: bold; }
td.done { color: #183; }
td.waiting { color: #a60; }
td.running { color: #27c; }
code, pre { font: 13px/1.4 ui-monospace, monospace; margin: 0; }
code, pre { overflow-wrap: anywhere; white-space: pre-wrap; }
button { font: inherit; white-space: nowrap; }
small, .empty { opacity: .75; }
@media (prefers-color-scheme: dark) {
  td.dead, td.expired { color: #f77; }
  td.done { color: #6c8; } td.waiting { color: #fb5; } td.running { color: #8bf; }
}
`;

/** Takes the rows anew every second, unless somebody reads in one that is open, or the emulator is away. */
export const SCRIPT = `
setInterval(async () => {
  const rows = document.getElementById("rows");
  if (document.hidden || rows.querySelector("details[open]")) return;
  try {
    const answer = await fetch("/rows" + location.search);
    if (answer.ok) rows.innerHTML = await answer.text();
  } catch {
    document.title = "Towpath dev (stopped)";
  }
}, 1000);
`;
