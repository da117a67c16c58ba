// Times as the page shows them: all in the zone of the server's clock, which is named.

const formats = new Map();

function formatOf(zone, options) {
  const key = `${zone} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formats.get(key);
}

/** The time of day of an instant, 24 hours. */
export const timeOf = (instant, zone) =>
  formatOf(zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" })
    .format(new Date(instant));

/** The day of an instant: Sunday 8 March 2026. */
export const dayOf = (instant, zone) =>
  formatOf(zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" })
    .format(new Date(instant)).replace(",", "");

/** The date of an instant, as the dialer writes it: 2026-03-08. */
export const dateOf = (instant, zone) => {
  const parts = formatOf(zone, { day: "2-digit", month: "2-digit", year: "numeric" }).formatToParts(new Date(instant));
  const { year, month, day } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${year}-${month}-${day}`;
};
