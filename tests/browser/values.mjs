// What the page shows is what silver has, and what a source wrote is text.
import assert from "node:assert/strict";
import { once } from "node:events";
import { statSync } from "node:fs";
import { createServer } from "node:http";
import { drawn, exactRows, folder, rowsOf, test } from "./browser.mjs";

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
