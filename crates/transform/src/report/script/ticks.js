// Where an axis has its marks: at round numbers, and at even distances.

// Steps of 1, 2 or 5 times a power of ten, each label with as many places as the step needs.
function valueTicks(low, high, count) {
  const rough = (high - low) / count;
  const power = Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((factor) => factor * 10 ** power >= rough);
  const places = Math.min(12, Math.max(0, factor === 10 ? -power - 1 : -power));
  const step = factor * 10 ** power;
  const ticks = [];
  for (let at = Math.ceil(low / step); at * step <= high; at++) ticks.push([at * step, (at * step).toFixed(places)]);
  return ticks;
}

const DAY = 86400000;
const EPOCH = Date.UTC(1999, 0, 1);
const isoDay = (day) => new Date(EPOCH + day * DAY).toISOString().slice(0, 10);

// Days or weeks, from Mondays on, then months and years from their first days on; the label's room in pixels goes with each.
const DAY_STEPS = [1, 2, 7, 14].map((days) => ({ days, room: 84 }));
const MONTH_STEPS = [...[1, 2, 3, 6].map((months) => ({ months, room: 64 })), ...[1, 2, 5, 10, 20].map((years) => ({ months: 12 * years, room: 48 }))];

// The ticks of the days from one to another on so many pixels, as [day, label].
function dayTicks(from, to, width) {
  const room = width / (to - from);
  const days = DAY_STEPS.find(({ days, room: needed }) => days * room >= needed)?.days;
  if (days) return weekTicks(from, to, days);
  const months = (MONTH_STEPS.find(({ months, room: needed }) => months * 30.4 * room >= needed) ?? MONTH_STEPS.at(-1)).months;
  const first = new Date(EPOCH + from * DAY);
  const ticks = [];
  for (let at = Math.ceil((first.getUTCFullYear() * 12 + first.getUTCMonth()) / months) * months; ; at += months) {
    const day = (Date.UTC(Math.floor(at / 12), at % 12, 1) - EPOCH) / DAY;
    if (day > to) return ticks;
    if (day >= from) ticks.push([day, isoDay(day).slice(0, months < 12 ? 7 : 4)]);
  }
}
function weekTicks(from, to, step) {
  const monday = 3; // 1999-01-04
  const ticks = [];
  for (let day = monday + Math.ceil((from - monday) / step) * step; day <= to; day += step) ticks.push([day, isoDay(day)]);
  return ticks;
}
