// What staff read of quieting a class.

export const staffWords = {
  title: "The class",
  calm: "Calm mode",
  calmOn: "Undo calm mode",
  calmTitle: "Students stop writing and sending; undone, all is as it was before",
} as const;
