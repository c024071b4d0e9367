// What a screen reader is told of questions before their own words are there.

export const nowLive = (text: string): string => `Being answered now: ${text}`;
