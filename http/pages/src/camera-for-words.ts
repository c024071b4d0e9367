// Who sees a student's camera, in the words of the door and the room.

export const cameraForWords = {
  only: "Only staff see my camera",
  is: "Teachers and moderators see you. Other students don't.",
  tile: "You, seen by staff only",
  tileShort: "Staff only",
} as const;
