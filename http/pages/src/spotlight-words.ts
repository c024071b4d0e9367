// The spotlight, in the words of the room.

export const spotlightWords = {
  put: "Put in the spotlight",
  putNamed: (name: string) => `Put ${name} in the spotlight`,
  end: "End the spotlight",
  is: (name: string) => `${name} is in the spotlight`,
  mine: "You are in the spotlight",
  /** While there is no picture of them to be seen here. */
  unseen: "no picture to be seen here",
} as const;
