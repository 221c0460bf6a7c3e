// The report page in headless Chromium. Each test is a claim, on a page of its own; a request to anywhere, an error of the
// script or a dialog fails it. FOLDER holds report.html, and what `transform inspect` says of the same silver.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { chromium } from "playwright-core";

const folder = process.argv[2];
const page_url = new URL(`file://${folder}/report.html`).href;
const rowsOf = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")).rows;
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: flags });

const tests = [];
const test = (name, run, options = {}) => tests.push({ name, run, options });

const tableRows = (page, id) => page.$$eval(`#${id} tbody tr`, (rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
const exactRows = (page, id) => page.$$eval(`#${id} tbody tr`, (rows) => rows.map((row) => [...row.cells].map((cell) => cell.dataset.exact ?? cell.textContent.trim())));
const shownRows = (page, id) => page.$$eval(`#${id} tbody tr`, (rows) => rows.filter((row) => row.checkVisibility()).map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
const heading = (page, table, name) => page.locator(`#${table} thead th`).filter({ has: page.getByRole("button", { name, exact: true }) });
const drawn = (page) => page.waitForSelector("#plot path.line");

test("every number of the rates is silver's", async (page) => {
  const expected = rowsOf("rates").map((row) => [row.pair, row.digits, row.rate_date, row.validation_status, row.deviation_pct, row.publisher].join(" "));
  const shown = (await exactRows(page, "rates-table")).map(([pair, digits, validation, day, , deviation, , publisher]) => [pair, digits, day, validation, deviation, publisher].join(" "));
  assert.ok(shown.length > 140, `${shown.length} rates`);
  assert.deepEqual(shown.sort(), expected.sort());
});

test("every entry of the quarantine is silver's, with its evidence", async (page) => {
  const expected = rowsOf("quarantine").map((row) => Object.values(row).map((text) => text.trim()).join(" "));
  const shown = (await exactRows(page, "quarantine-table")).map((cells) => cells.slice(0, 7).map((text) => text.trim()).join(" "));
  assert.ok(shown.length > 0);
  assert.deepEqual(shown.sort(), expected.sort());
});

test("the chart's values are silver's, to seven digits", async (page) => {
  await drawn(page);
  await page.locator("#values summary").click();
  const [head, ...rows] = await page.$$eval("#values tr", (rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
  const silver = new Map(rowsOf("usd").map((row) => [`${row.witness} ${row.rate_date}`, row.rate_per_eur]));
  let compared = 0;
  for (const [day, ...values] of rows) {
    for (const [index, value] of values.entries()) {
      const exact = silver.get(`${head[index + 1]} ${day}`);
      if (value === "" && exact === undefined) continue;
      assert.ok(exact === value || Math.abs(Number(exact) - Number(value)) <= 5.1e-7, `${head[index + 1]} ${day}: ${value} for ${exact}`);
      compared += 1;
    }
  }
  assert.ok(compared >= 12, `${compared} values`);
});

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

test("choosing a currency draws a line for each of its witnesses", async (page) => {
  await drawn(page);
  await page.getByRole("link", { name: "EUR/GBP" }).first().click();
  await page.waitForFunction(() => document.querySelector("#plot-title").textContent.startsWith("GBP for one euro"));
  const lines = () => page.$$eval("#plot path.line", (lines) => lines.map((line) => line.dataset.witness));
  assert.deepEqual(await lines(), ["ECB", "ExchangeRate-API"]);
  await page.locator("#ranges").getByRole("button", { name: "All" }).click();
  assert.deepEqual(await lines(), ["ECB", "ExchangeRate-API", "BOC", "FED", "NBP", "BNB"]);
  assert.match(await page.locator("#plot-title").textContent(), /1999-01-08 to 2026-09-23/);
  await page.locator("#legend").getByLabel(/^BOC/).uncheck();
  assert.deepEqual(await lines(), ["ECB", "ExchangeRate-API", "FED", "NBP", "BNB"]);
});

test("a currency is chosen by its code, and the address keeps it", async (page) => {
  await drawn(page);
  await page.getByLabel("Currency", { exact: true }).fill("jpy");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#plot-title").textContent.startsWith("JPY"));
  assert.ok(page.url().endsWith("#chart=JPY"));
  await page.reload();
  await page.waitForFunction(() => document.querySelector("#plot-title").textContent.startsWith("JPY"));
  await page.getByLabel("Currency", { exact: true }).fill("XXXX");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#readout").textContent === "There is no history of XXXX.");
});

test("quarantined points are marked, with rule and evidence as text", async (page) => {
  await drawn(page);
  await page.getByLabel("Currency", { exact: true }).fill("SEK");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#plot path.mark");
  await page.locator("#marks summary").click();
  const entry = await page.locator("#marks li").first().textContent();
  assert.match(entry, /2026-09-23 ExchangeRate-API wrote .*<\/script><img src=x onerror=window\.harmed=1>.* for USD\/SEK: not_a_number/);
});

test("markup from a source does nothing", async (page) => {
  assert.equal(await page.evaluate(() => window.harmed), undefined);
  assert.equal(await page.locator("img").count(), 0);
  assert.ok((await page.locator("#quarantine-table").textContent()).includes("<img src=x onerror=window.harmed=1>"));
});

test("the browser would load nothing, even if the page asked", async (page) => {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.setHeader("Access-Control-Allow-Origin", "*").end("<svg/>");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const violations = await page.evaluate(async (base) => {
    const violations = [];
    document.addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective));
    new Image().src = `${base}/image`;
    const script = document.createElement("script");
    script.src = `${base}/script`;
    document.body.append(script);
    await fetch(`${base}/fetch`).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 200));
    return violations;
  }, `http://127.0.0.1:${server.address().port}`);
  server.close();
  assert.deepEqual(asked, []);
  assert.deepEqual(violations.sort(), ["connect-src", "img-src", "script-src-elem"]);
}, { mayBeRefused: true });

test("the keyboard is enough", async (page) => {
  await drawn(page);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the rates");
  await heading(page, "rates-table", "Pair").getByRole("button").focus();
  await page.keyboard.press("Enter");
  assert.equal(await heading(page, "rates-table", "Pair").getAttribute("aria-sort"), "ascending");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Rate");
  await page.getByRole("link", { name: "EUR/GBP" }).first().focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "plot");
  await page.keyboard.press("End");
  assert.match(await page.locator("#readout").textContent(), /^2026-09-23: ECB 0\.\d+ · ExchangeRate-API 0\.\d+$/);
  await page.keyboard.press("ArrowLeft");
  assert.match(await page.locator("#readout").textContent(), /^2026-09-22: /);
});

test("the theme follows the system until it is chosen, and is remembered", async (page) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground();
  assert.notEqual(light, dark);
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("button", { name: /^Theme/ }).click();
  assert.equal(await ground(), dark);
  await page.reload();
  assert.equal(await ground(), dark);
});

test("every text has a contrast of 4.5:1 in both themes", async (page) => {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await page.evaluate(lowContrasts), [], colorScheme);
  }
});

test("tables tell their headings, controls their names", async (page) => {
  assert.equal(await page.$$eval("thead th:not([scope=col]), tbody th:not([scope=row])", (cells) => cells.length), 0);
  assert.equal(await page.$$eval("table:not(:has(caption)):not(#values table)", (tables) => tables.length), 0);
  assert.equal(await page.$$eval("input:not(label input), button:empty", (controls) => controls.length), 0);
  assert.deepEqual(await page.$$eval("[id]", (elements) => elements.map(({ id }) => id).filter((id, at, all) => all.indexOf(id) !== at)), []);
});

for (const width of [1280, 390, 360]) {
  test(`at ${width} pixels nothing but tables scrolls sideways`, async (page) => {
    await drawn(page);
    await page.locator("#legend").evaluate((legend) => { legend.open = true; });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  }, { width });
}

test("on a phone what was validated or withheld is there without scrolling sideways, the newest day first", async (page) => {
  await drawn(page);
  const beyond = () => page.$$eval(".sortable tbody tr:not([hidden]) > *", (cells) => cells.filter((cell) => cell.getBoundingClientRect().right > innerWidth).map((cell) => cell.textContent));
  assert.deepEqual(await beyond(), []);
  const wide = await page.$$eval(".scroll:has(.sortable)", (regions) => regions.filter((region) => region.scrollWidth > region.clientWidth).map((region) => region.ariaLabel));
  assert.deepEqual(wide, []);
  const newest = await page.locator("#newest-day").textContent();
  assert.match(newest, /^2026-09-23, the newest market day: .*\d+ consensus.* \d+ withheld .*SEK/s);
  const days = (await shownRows(page, "rates-table")).map((cells) => cells[3]);
  assert.deepEqual(days, [...days].sort().reverse());
  // Of the deviations: the newest days are those that one sees.
  const seen = await page.$$eval("#heat-table thead time", (times) => times.filter((time) => time.getBoundingClientRect().right < innerWidth).map((time) => time.dateTime));
  assert.ok(seen.length >= 3 && seen[0] === "2026-09-23", seen.join());
  assert.deepEqual(seen, [...seen].sort().reverse());
}, { width: 360 });

test("a pair is found as people write it, and so is the currency that it means", async (page) => {
  const search = page.locator("[data-controls=rates-table]").getByRole("searchbox");
  for (const written of ["EUR/GBP", "eur/gbp", "EURGBP", "EUR-GBP", "gbp", "GBP/EUR", "eur gbp", " Eur / Gbp "]) {
    await search.fill(written);
    assert.deepEqual((await shownRows(page, "rates-table")).map(([pair]) => pair), ["EUR/GBP"], written);
  }
  for (const [written, pairs] of [["EUR/AED", ["USD/AED"]], ["gbpjpy", ["EUR/GBP", "EUR/JPY"]], ["eurgbp pound", ["EUR/GBP"]], ["eurgbp yen", []]]) {
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
  await controls.getByRole("searchbox").fill("dem");
  assert.match(await controls.locator("output").textContent(), /^Nothing found for “dem”, but 1 that “hide ended currencies” hides\.$/);
  await controls.getByRole("checkbox").uncheck();
  assert.match(await controls.locator("output").textContent(), /^1 of \d+ shown$/);
});

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

for (const width of [1280, 360]) {
  test(`at ${width} pixels the ticks of a chart are round and evenly apart`, async (page) => {
    await drawn(page);
    const ticks = (kind) => page.$$eval(`#plot text.${kind}`, (texts) => texts.map((text) => {
      const { left, right } = text.getBoundingClientRect();
      return { label: text.textContent, left, right, at: Number(text.getAttribute(text.classList.contains("day") ? "x" : "y")) };
    }));
    const gaps = (numbers) => numbers.slice(1).map((number, at) => Math.abs(number - numbers[at]));
    const areEven = (numbers, tolerance) => Math.max(...gaps(numbers)) - Math.min(...gaps(numbers)) <= tolerance * Math.max(...gaps(numbers));
    for (const currency of ["USD", "JPY", "DKK", "BGN", "AED"]) {
      await page.getByLabel("Currency", { exact: true }).fill(currency);
      await page.keyboard.press("Enter");
      await page.waitForFunction((currency) => document.querySelector("#plot-title").textContent.startsWith(currency), currency);
      for (const range of ["1M", "3M", "1Y", "2Y", "5Y", "All"]) {
        await page.locator("#ranges").getByRole("button", { name: range, exact: true }).click();
        const values = await ticks("value");
        const numbers = values.map(({ label }) => Number(label));
        const where = `${currency} ${range}: ${values.map(({ label }) => label)}`;
        assert.ok(values.length >= 2 && areEven(numbers, 1e-6) && areEven(values.map(({ at }) => at), 1e-3), where);
        assert.match((numbers[1] - numbers[0]).toExponential(3), /^[125]\.000e/, where);
        const days = await ticks("day");
        const labels = `${currency} ${range}: ${days.map(({ label }) => label)}`;
        if (["1M", "3M"].includes(range) && days[0].label.length === 10) assert.ok(areEven(days.map(({ at }) => at), 1e-3), labels);
        // Months are not of one length.
        assert.ok(days.length >= 2 && areEven(days.map(({ at }) => at), 0.12), labels);
        for (const [at, { left }] of days.entries()) assert.ok(at === 0 || left > days[at - 1].right + 3, `${labels} touch`);
      }
    }
  }, { width });
}

test("the bars of the volatility have a scale in numbers", async (page) => {
  const scale = await page.$$eval(".axis span", (spans) => spans.map((span) => span.textContent));
  const whole = Number.parseFloat(scale[2]);
  assert.deepEqual([scale[0], Number.parseFloat(scale[1]) * 2], ["0", whole]);
  const bars = await page.$$eval("#volatility-table td:nth-child(3)", (cells) => cells.map((cell) => [Number(cell.dataset.exact), Number(cell.querySelectorAll("rect")[1].getAttribute("width")), Boolean(cell.querySelector(".over"))]));
  assert.ok(bars.length > 100);
  for (const [volatility, width, isOver] of bars) {
    assert.ok(Math.abs(width - Math.min(100, (100 * volatility) / whole)) < 0.06, `${volatility} % is ${width} of ${whole} %`);
    assert.equal(isOver, volatility > whole);
  }
  assert.ok(bars.filter(([, , isOver]) => isOver).length < 10);
});

test("without a script the page still says all but the charts", async (page) => {
  assert.ok(await page.locator(".light .word").isVisible());
  assert.ok((await shownRows(page, "rates-table")).length > 140);
  assert.ok(await page.getByText("The charts need JavaScript").isVisible());
}, { javaScriptEnabled: false });

test("the whole history is below 3 MB; how soon it is open is told", async (page) => {
  const bytes = statSync(`${folder}/report.html`).size;
  assert.ok(bytes < 3e6, `${bytes} bytes`);
  const times = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    await page.reload();
    await drawn(page);
    times.push(await page.evaluate(() => Math.max(performance.getEntriesByType("navigation")[0].loadEventEnd, performance.getEntriesByName("first-contentful-paint")[0].startTime)));
  }
  console.log(`  ${bytes} bytes, open after ${times.map((time) => Math.round(time)).join(", ")} ms`);
});

// Runs in the page: each piece of text on its ground, by WCAG 2's formula.
function lowContrasts() {
  const rgba = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([red, green, blue]) => {
    const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("script, style")) continue;
    const style = getComputedStyle(element);
    const [one, other] = [luminance(rgba(element.closest("svg") ? style.fill : style.color)), luminance(ground(element))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < 4.5) found.add(`${element.tagName}.${element.getAttribute("class")} ${contrast.toFixed(2)}`);
  }
  return [...found];
}

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
