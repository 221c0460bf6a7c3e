// The chart, its axes, and the bars.
import assert from "node:assert/strict";
import { drawn, test } from "./browser.mjs";

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
  const bars = await page.$$eval("#volatility-table td:has(.bar)", (cells) => cells.map((cell) => ({
    isOfMonth: cell.cellIndex === 2,
    volatility: Number(cell.dataset.exact),
    width: Number(cell.querySelectorAll("rect")[1].getAttribute("width")),
    isOver: Boolean(cell.querySelector(".over")),
  })));
  assert.ok(bars.length > 40, `${bars.length} bars`);
  for (const { volatility, width, isOver } of bars) {
    assert.ok(Math.abs(width - Math.min(100, (100 * volatility) / whole)) < 0.06, `${volatility} % is ${width} of ${whole} %`);
    assert.equal(isOver, volatility > whole);
  }
  assert.ok(bars.filter(({ isOfMonth, isOver }) => isOfMonth && isOver).length < 10);
});
