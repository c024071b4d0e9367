// What is said of a text that is too long.

export const tooManyCharacters = (figure: number): string =>
  `${figure} ${figure === 1 ? "character" : "characters"} too many.`;
