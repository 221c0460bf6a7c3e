// Sorting, searching, opening.
import assert from "node:assert/strict";
import { drawn, heading, shownRows, tableRows, test } from "./browser.mjs";

test("a heading sorts, and says so", async (page) => {
  const column = heading(page, "rates-table", "Rate");
  assert.equal(await column.getAttribute("aria-sort"), "none");
  await column.getByRole("button").click();
  assert.equal(await column.getAttribute("aria-sort"), "ascending");
  const rates = (await shownRows(page, "rates-table")).map((cells) => Number(cells[1]));
  assert.deepEqual(rates, [...rates].sort((one, other) => one - other));
  await column.getByRole("button").click();
  assert.equal(await column.getAttribute("aria-sort"), "descending");
  assert.deepEqual((await shownRows(page, "rates-table")).map((cells) => Number(cells[1])), rates.reverse());
});

test("what is missing sorts last in both directions", async (page) => {
  for (const direction of ["ascending", "descending"]) {
    await heading(page, "rates-table", "Deviation").getByRole("button").click();
    const missing = (await shownRows(page, "rates-table")).map((cells) => cells[5] === "");
    assert.ok(missing.includes(true) && missing.includes(false));
    assert.deepEqual(missing, [...missing].sort((one, other) => one - other), direction);
  }
});

test("a search leaves the rows that have every word", async (page) => {
  const controls = page.locator("[data-controls=rates-table]");
  await controls.getByRole("searchbox").fill("eur/ SWISS");
  const rows = await shownRows(page, "rates-table");
  assert.deepEqual(rows.map(([pair]) => pair), ["EUR/CHF"]);
  assert.match(await controls.locator("output").textContent(), /^1 of \d+ shown$/);
  await controls.getByRole("searchbox").fill("");
  assert.ok((await shownRows(page, "rates-table")).every((cells) => cells[8] !== "ended"));
  const before = (await shownRows(page, "rates-table")).length;
  await controls.getByRole("checkbox").uncheck();
  assert.ok((await shownRows(page, "rates-table")).length > before, "ended currencies are there when asked for");
});

test("a pair is found as people write it, and so is the currency that it means", async (page) => {
  const search = page.locator("[data-controls=rates-table]").getByRole("searchbox");
  for (const written of ["EUR/GBP", "eur/gbp", "EURGBP", "EUR-GBP", "gbp", "GBP/EUR", "eur gbp", " Eur / Gbp "]) {
    await search.fill(written);
    assert.deepEqual((await shownRows(page, "rates-table")).map(([pair]) => pair), ["EUR/GBP"], written);
  }
  for (const [written, pairs] of [["EUR/AED", ["USD/AED"]], ["aed/usd", ["USD/AED"]], ["gbpjpy", ["EUR/GBP", "EUR/JPY"]], ["eurgbp pound", ["EUR/GBP"]], ["eurgbp yen", []]]) {
    await search.fill(written);
    assert.deepEqual((await shownRows(page, "rates-table")).map(([pair]) => pair).sort(), pairs, written);
  }
  await page.locator("[data-controls=volatility-table]").getByRole("searchbox").fill("EUR/GBP");
  assert.deepEqual((await shownRows(page, "volatility-table")).map(([currency]) => currency), ["GBP"]);
  await drawn(page);
  for (const written of ["EUR/GBP", "eur-gbp", "gbp"]) {
    await page.getByLabel("Currency", { exact: true }).fill("JPY");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("#plot-title").textContent.startsWith("JPY"));
    await page.getByLabel("Currency", { exact: true }).fill(written);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("#plot-title").textContent.startsWith("GBP"));
  }
});

test("where nothing is found, that is said", async (page) => {
  const controls = page.locator("[data-controls=rates-table]");
  await controls.getByRole("searchbox").fill("zzz");
  assert.equal(await controls.locator("output").textContent(), "Nothing found for “zzz”.");
  assert.ok(await controls.locator("output").isVisible());
  const [ended] = (await tableRows(page, "rates-table")).filter((cells) => cells[8] === "ended").map(([pair]) => pair);
  await controls.getByRole("searchbox").fill(ended);
  assert.equal(await controls.locator("output").textContent(), `Nothing found for “${ended}”, but 1 that “hide ended currencies” hides.`);
  await controls.getByRole("checkbox").uncheck();
  assert.match(await controls.locator("output").textContent(), /^1 of \d+ shown$/);
});

test("witnesses are a number that the keyboard opens, with the names of the banks", async (page) => {
  const cell = page.locator("#rates-table tbody tr", { hasText: "EUR/USD" }).locator("td:nth-child(7)");
  assert.equal(await cell.innerText(), "2");
  await cell.locator("summary").focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("#rates-table td li");
  const names = await cell.locator("li").allTextContents();
  const bank = (await tableRows(page, "witness-table")).find(([witness]) => witness === "ECB").at(-1);
  assert.ok(bank.length > 3, "the page knows the bank");
  assert.deepEqual(names, [`ECB: ${bank}`, "ExchangeRate-API"]);
  await page.keyboard.press("Enter");
  assert.equal(await cell.innerText(), "2");
  const column = heading(page, "rates-table", "Witnesses");
  await column.getByRole("button").click();
  const counts = (await shownRows(page, "rates-table")).map((cells) => Number.parseFloat(cells[6]));
  assert.deepEqual(counts, [...counts].sort((one, other) => one - other));
});
