/** The weeks (Sunday first) that hold the dates from `first` to `last`; what lies outside is null. */
const DAY_MS = 86_400_000;

export function listWeeks(first: string, last: string): (string | null)[][] {
  const begin = Date.parse(`${first}T00:00:00Z`);
  const end = Date.parse(`${last}T00:00:00Z`);
  const start = begin - new Date(begin).getUTCDay() * DAY_MS;
  const weeks: (string | null)[][] = [];
  for (let week = start; week <= end; week += 7 * DAY_MS) {
    weeks.push(Array.from({ length: 7 }, (_, index) => {
      const day = week + index * DAY_MS;
      return day < begin || day > end ? null : new Date(day).toISOString().slice(0, 10);
    }));
  }
  return weeks;
}
