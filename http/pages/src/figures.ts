// Figures in sentences.

export const count = new Intl.NumberFormat();

/** `1st`, `2nd`. */
export const ordinal = (figure: number): string => {
  const ends = { one: "st", two: "nd", few: "rd", other: "th" } as const;
  const rule = new Intl.PluralRules("en", { type: "ordinal" }).select(figure);
  return `${figure}${ends[rule as keyof typeof ends] ?? "th"}`;
};

export const things = (figure: number, one: string, many: string): string =>
  `${count.format(figure)} ${figure === 1 ? one : many}`;
