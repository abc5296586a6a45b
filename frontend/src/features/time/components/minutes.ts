/** Minutes as people write them (a comma is a decimal point in Spanish) and whole seconds as the server keeps them. */
export function minutesOf(seconds: number): string {
  return String(Math.round((seconds / 60) * 100) / 100);
}

export function secondsOf(minutes: string): number {
  return Math.round(Number(minutes.replace(',', '.')) * 60);
}

export function isWithin(minutes: string, [low, high]: readonly [number, number]): boolean {
  return /^\d{1,3}([.,]\d{1,2})?$/.test(minutes.trim()) && secondsOf(minutes) >= low * 60 && secondsOf(minutes) <= high * 60;
}
