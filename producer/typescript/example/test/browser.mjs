// Goes through the site as somebody with a browser does, and prints a line for each thing that was seen.
// Arguments: the site's address; a folder for screenshots, if they are wanted.
import { join } from "node:path";
import { chromium } from "playwright-core";

const [site, shots] = process.argv.slice(2);
const PATIENCE = 60_000;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
page.setDefaultTimeout(PATIENCE);
const complaints = [];
page.on("console", (message) => {
  if (message.type() === "error" || message.type() === "warning") {
    complaints.push(`${message.text()} (${message.location().url})`);
  }
});
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("request", (request) => {
  if (new URL(request.url()).origin !== new URL(site).origin) {
    complaints.push(`a request to ${request.url()}`);
  }
});

async function shot(name) {
  if (shots !== undefined) {
    await page.screenshot({ path: join(shots, `${name}.png`) });
  }
}

/** The text of what is there, when it is. */
async function seen(locator) {
  await locator.first().waitFor();
  return (await locator.first().textContent()).trim();
}

try {
  await page.goto(`${site}/publish`);
  await page.getByRole("button", { name: "grace" }).click();
  console.log("signed in:", await seen(page.getByText("Signed in as")));

  await page.getByLabel("Title").fill("Levels of a lock");
  await page.getByLabel("Text").fill("A boat goes up a step at a time.\n\nSo does a caché that is warmed.");
  await page.getByRole("button", { name: "Publish" }).click();
  await page.locator("[data-state=done]").waitFor();
  await shot("publish");
  await page.getByRole("link", { name: "Read the article" }).click();
  console.log("article:", await seen(page.getByRole("heading", { level: 1, name: "Levels of a lock" })));
  await shot("article");

  // The mails, the list and the index have jobs of their own, which run when they run.
  await eventually("mail", "/mails", () => page.getByText("Levels of a lock").count());
  await shot("mails");
  await eventually("list", "/", () => page.getByRole("link", { name: "Levels of a lock" }).count());
  await eventually("search", "/?q=cach%C3%A9", () => page.locator(".hits a").count());
  await shot("search");

  await page.goto(`${site}/import`);
  await page.getByRole("button", { name: "Start the import" }).click();
  const parts = new Set();
  const bar = page.locator("progress");
  await bar.waitFor();
  await page.waitForFunction(() => document.querySelector("progress")?.value > 0);
  await shot("import-running");
  await page.reload();
  // What the bar shows, each time that it changes, until the job has ended.
  await page.waitForFunction(() => document.querySelector("progress")?.value > 0);
  while ((await page.locator(".progress[data-state=done]").count()) === 0) {
    const value = await bar.evaluate((element) => element.value);
    if (value > 0 && value < 1) {
      parts.add(value);
    }
    await page.waitForFunction(
      (last) =>
        document.querySelector("progress").value !== last ||
        document.querySelector(".progress[data-state=done]") !== null,
      value,
    );
  }
  console.log("progress moved:", parts.size >= 2, "and ended at", await seen(page.locator("output")));
  const refused = page.locator("td .state[data-state=dead]");
  await refused.nth(3).waitFor();
  await shot("import-done");
  console.log("refused:", await refused.count());
  console.log("why:", await seen(page.locator("td", { hasText: "begins with https://" })));

  await page.goto(`${site}/jobs`);
  await page.getByText("TP-", { exact: false }).first().waitFor();
  await shot("jobs");
  const failed = page.locator("li.panel", { hasText: "begins with https://" });
  const row = failed.getByLabel("The row");
  await row.fill((await row.inputValue()).replace("htps:/", "https://"));
  await failed.getByRole("button", { name: "Mend and run again" }).click();
  await failed.waitFor({ state: "detached" });
  console.log("failed left:", await page.locator("li.panel").count());
  await page.locator(".brief", { hasText: "import.row" }).locator("[data-state=done]").waitFor();
  console.log("mended: done");

  await page.goto(`${site}/`);
  console.log("imported:", await seen(page.getByRole("heading", { name: /^Reference/ })));
  await shot("home");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("link", { name: "Sign in" }).waitFor();
  await page.goto(`${site}/jobs`);
  console.log("signed out:", await seen(page.getByRole("heading", { level: 1 })));
  console.log("complaints:", JSON.stringify(complaints));
} finally {
  await browser.close();
}

/** Loads a page again until there is something on it. */
async function eventually(what, path, count) {
  const deadline = Date.now() + PATIENCE;
  for (let found = 0; found === 0;) {
    if (Date.now() > deadline) {
      throw new Error(`${what}: not on ${path} within ${PATIENCE} ms`);
    }
    await page.goto(`${site}${path}`, { waitUntil: "networkidle" });
    found = await count();
  }
  console.log(`${what}: seen`);
}
