// The report page in headless Chromium: a request to anywhere, an error of the script or a dialog fails a test.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { page_url, tests } from "./browser.mjs";
import "./values.mjs";
import "./tables.mjs";
import "./copying.mjs";
import "./charts.mjs";
import "./everybody.mjs";

const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: flags });

async function run({ run, options: { width = 1280, javaScriptEnabled = true, mayBeRefused = false } }) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: "light", javaScriptEnabled });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(`error of the script: ${error.message}`));
  page.on("dialog", (dialog) => { faults.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("console", (message) => { if (message.type() === "error" && !mayBeRefused) faults.push(`console: ${message.text()}`); });
  page.on("request", (request) => { if (!request.url().startsWith(page_url.split("#")[0]) && !mayBeRefused) faults.push(`a request: ${request.url()}`); });
  page.on("response", (response) => { if (response.url().startsWith("http")) faults.push(`an answer from ${response.url()}`); });
  await page.goto(page_url);
  await run(page);
  await context.close();
  assert.deepEqual(faults, []);
}

let [passed, failed] = [0, 0];
for (const test of tests.filter(({ name }) => name.includes(process.argv[3] ?? ""))) {
  try {
    await run(test);
    passed += 1;
    console.log(`test ${test.name} ... ok`);
  } catch (error) {
    failed += 1;
    console.log(`test ${test.name} ... FAILED\n${error.stack}`);
  }
}
await browser.close();
console.log(`\ntest result: ${failed === 0 ? "ok" : "FAILED"}. ${passed} passed; ${failed} failed; 0 ignored`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
