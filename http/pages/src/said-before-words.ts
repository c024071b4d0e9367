// What staff read where they look at what a message said before.

export const saidBefore = {
  look: "What it said before",
  lookBlank: "What it said",
  kept: "Each look is kept in the audit.",
  list: "What the message said",
  until: (time: string) => `until ${time}`,
  now: "now",
  last: "last",
  failed: "No answer. Try again.",
  gone: "It is too long ago to be read here.",
} as const;
