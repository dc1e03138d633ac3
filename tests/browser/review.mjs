// A reviewer's work on the page, done in a real browser: node review.mjs PAGE FOLDER.
// Leaves decisions.json and two pictures in FOLDER; any failure ends it with 1.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const { chromium } = createRequire(join(process.env.PLAYWRIGHT, "node_modules/"))("playwright-core");
const [page, folder] = process.argv.slice(2);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const tab = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
  const trouble = [], requests = [];
  tab.on("console", (message) => ["error", "warning"].includes(message.type()) && trouble.push(message.text()));
  tab.on("pageerror", (error) => trouble.push(error.message));
  tab.on("request", (request) => requests.push(request.url()));
  tab.on("dialog", (dialog) => { trouble.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  const text = (selector) => tab.textContent(selector);
  const count = (selector) => tab.locator(selector).count();
  const current = () => text(".row.current .text");

  await tab.goto(pathToFileURL(page).href);
  await tab.waitForSelector(".row.place");
  assert.match(await text("#batch"), /^3 of 4 documents/);
  assert.equal(await text("#counts"), "6 accepted · 0 rejected · 1 undecided");

  // Hostile names and texts are shown, and nothing of them runs.
  assert.equal(await count(".row.head strong >> text=<img src=x onerror=alert(1)>.txt"), 1);
  assert.equal(await tab.evaluate(() => document.images.length + document.querySelectorAll("svg, iframe").length), 0);
  assert.ok((await text("#list")).includes("</script><svg onload=alert(2)>"));

  // A filter leaves what it is about, and the count says how much.
  await tab.click("#chart button:has-text('quotation marks')");
  assert.equal(await text("#shown"), "2 places in 1 document");
  await tab.click("#clear");
  await tab.fill("#search", "开展规划");
  await tab.waitForFunction(() => document.querySelector("#shown").textContent === "2 places in 1 document");
  await tab.click("#clear");
  await tab.click("#levels button:has-text('possible')");
  assert.equal(await text("#shown"), "1 place in 1 document");
  await tab.click("#clear");

  // By key: the first is rejected, and the next one is there.
  await tab.focus("#list");
  await tab.keyboard.press("Home");
  await tab.keyboard.press("j");
  const first = await current();
  await tab.keyboard.press("r");
  assert.notEqual(await current(), first);
  assert.equal(await text("#counts"), "5 accepted · 1 rejected · 1 undecided");

  // The next gets the reviewer's own words.
  await tab.keyboard.press("e");
  await tab.fill("#own", "帮扶");
  await tab.keyboard.press("Enter");
  assert.equal(await count(".row.edited"), 1);

  // All of a rule at once, taken back, and again.
  await tab.click("#chart button:has-text('quotation marks')");
  await tab.focus("#list");
  await tab.keyboard.press("Shift+R");
  assert.equal(await text("#counts"), "3 accepted · 3 rejected · 1 undecided");
  await tab.keyboard.press("z");
  assert.equal(await text("#counts"), "5 accepted · 1 rejected · 1 undecided");
  await tab.keyboard.press("Shift+R");
  await tab.click("#clear");

  // All of a document.
  await tab.fill("#document", "./甲.txt");
  await tab.focus("#list");
  await tab.keyboard.press("Alt+a");
  assert.equal(await text("#counts"), "5 accepted · 1 rejected · 1 undecided");
  await tab.click("#clear");

  // The doubtful one.
  await tab.click("#states button:has-text('Undecided')");
  await tab.focus("#list");
  await tab.keyboard.press("a");
  await tab.click("#clear");
  assert.equal(await text("#counts"), "6 accepted · 1 rejected · 0 undecided");

  // A page that is opened again remembers.
  await tab.waitForTimeout(600);
  await tab.reload();
  await tab.waitForSelector(".row.place");
  assert.equal(await text("#counts"), "6 accepted · 1 rejected · 0 undecided");

  await tab.click("#language");
  assert.equal(await text("#counts"), "接受6 · 拒绝1 · 未定0");
  assert.equal(await tab.evaluate(() => document.documentElement.lang), "zh-CN");
  await tab.keyboard.press("?");
  assert.ok(await tab.isVisible("#help"));
  await tab.keyboard.press("Escape");

  const [download] = await Promise.all([tab.waitForEvent("download"), tab.click("#export")]);
  const decisions = join(folder, "decisions.json");
  await download.saveAs(decisions);

  // What was exported can be loaded into a page that knows nothing.
  await tab.evaluate(() => localStorage.clear());
  await tab.reload();
  await tab.setInputFiles("#load", decisions);
  await tab.waitForFunction(() => document.querySelector("#counts").textContent.startsWith("6 "));

  await tab.screenshot({ path: join(folder, "light.png") });
  await tab.click("#theme");
  await tab.screenshot({ path: join(folder, "dark.png") });
  assert.deepEqual(trouble, []);
  assert.deepEqual(requests.filter((url) => !url.startsWith("file:") && !url.startsWith("blob:")), []);
} finally {
  await browser.close();
}
