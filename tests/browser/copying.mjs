// Copying tables and commands.
import assert from "node:assert/strict";
import { drawn, rowsOf, shownRows, test } from "./browser.mjs";

// A clipboard of the test's own; without one the page is as a browser makes it that does not allow it.
const clipboard = (page) => page.evaluate(() => {
  const writeText = async (text) => { window.copied = text; };
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
});
const parsed = (text) => {
  assert.ok(text.endsWith("\r\n"));
  return text.slice(0, -2).split("\r\n").map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain));
};

test("a table is copied as CSV, the rows that are shown, with exact digits", async (page) => {
  await clipboard(page);
  await page.locator("[data-controls=rates-table]").getByRole("searchbox").fill("EUR/");
  const button = page.getByRole("button", { name: "Copy as CSV: The newest validated rate" });
  await button.click();
  await page.waitForFunction(() => /^copied \d+ rows$/.test(document.querySelector("#said").textContent));
  assert.match(await button.textContent(), /^copied \d+ rows$/);
  const [head, ...rows] = parsed(await page.evaluate(() => window.copied));
  assert.deepEqual(head.slice(0, 7), ["Pair", "Rate", "Validation", "Market day", "Age (days)", "Deviation (%)", "Witnesses"]);
  const silver = new Map(rowsOf("rates").map((row) => [row.pair, row]));
  assert.equal(rows.length, (await shownRows(page, "rates-table")).length);
  for (const [pair, digits, validation, day, , deviation] of rows) {
    const row = silver.get(pair);
    assert.deepEqual([digits, validation, day, deviation], [row.digits, row.validation_status, row.rate_date, row.deviation_pct ?? ""].map(String), pair);
  }
  assert.ok(rows.some((row) => row[6] === "ECB, ExchangeRate-API"));
});

test("where the clipboard is not allowed a table is copied by the browser's command, else selected to be copied by hand", async (page) => {
  const button = page.getByRole("button", { name: "Copy as CSV: The newest validated rate" });
  await page.evaluate(() => {
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    document.addEventListener("copy", (event) => setTimeout(() => { window.byCommand = event.defaultPrevented; }));
  });
  await button.click();
  await page.waitForFunction(() => window.byCommand === true && /^copied/.test(document.querySelector("#said").textContent));
  assert.equal(await page.locator(".by-hand").count(), 0);
  await page.evaluate(() => { document.execCommand = () => false; });
  await button.click();
  await page.waitForSelector(".by-hand");
  assert.match(await page.locator("#said").textContent(), /^not copied: the browser does not allow it\. It is selected: press Ctrl\+C$/);
  const selected = await page.evaluate(() => String(document.activeElement.value).slice(document.activeElement.selectionStart, document.activeElement.selectionEnd));
  assert.ok(selected.startsWith("Pair,Rate,") && selected.split("\n").length > 100);
});

test("what a source wrote is no formula in the spreadsheet that it is pasted into", async (page) => {
  await clipboard(page);
  await page.$eval("#quarantine-table tbody tr:not([hidden]) td:nth-child(6)", (cell) => { cell.dataset.exact = "=HYPERLINK(\"x\")"; });
  await page.$eval("#quarantine-table tbody tr:not([hidden]) td:nth-child(5)", (cell) => { cell.dataset.exact = "-0.5"; });
  await page.getByRole("button", { name: "Copy as CSV: Rates in quarantine" }).click();
  await page.waitForFunction(() => window.copied);
  const row = parsed(await page.evaluate(() => window.copied))[1];
  assert.deepEqual([row[4], row[5]], ["-0.5", "'=HYPERLINK(\"x\")"]);
});

test("every table has its copy: the deviations and the newest days too", async (page) => {
  await drawn(page);
  await clipboard(page);
  await page.locator("#values summary").click();
  for (const [name, first] of [["Deviation between", "in %,2026-09-23"], ["The newest days", "Market day,ECB"]]) {
    await page.getByRole("button", { name: `Copy as CSV: ${name}` }).click();
    await page.waitForFunction((first) => window.copied?.startsWith(first), first);
  }
  assert.equal(await page.locator("table").count(), await page.locator("button[aria-label^='Copy as CSV']").count());
});

test("an answer's hash has its command, which is copied by keyboard too", async (page) => {
  await clipboard(page);
  const row = page.locator("#quarantine-table tbody tr:visible", { hasText: "not_a_number" }).first();
  const command = await row.locator("code.command").textContent();
  assert.match(command, /^transform bronze cat [0-9a-f]{12}$/);
  await row.getByRole("button", { name: `Copy ${command}` }).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#said").textContent === "copied");
  assert.equal(await page.evaluate(() => window.copied), command);
});
