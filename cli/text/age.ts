const units = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
] as const;

/** How long ago, in the largest unit of which two have passed: `40 s`, `15 min`, `47 h`, `12 d`. Nothing is younger than now. */
export function ageOf(time: string | Date, at: Date): string {
  return spanOf(Math.max(0, secondsBetween(time, at)));
}

export function secondsBetween(earlier: string | Date, later: string | Date): number {
  return (new Date(later).getTime() - new Date(earlier).getTime()) / 1000;
}

export function spanOf(seconds: number): string {
  const [unit, length] = units.find(([, size]) => seconds >= 2 * size) ?? (["s", 1] as const);
  return `${Math.floor(seconds / length)} ${unit}`;
}
