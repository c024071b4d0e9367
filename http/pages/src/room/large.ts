// Whose picture stands large on the board, and whose beside it. Pure.

import type { Face } from "./livekit.ts";

/** Who is large: this person themself, somebody else, or nobody. */
export type Large = { is: "own" } | { is: "face"; face: Face } | { is: "nobody" };

export interface Board {
  large: Large;
  /** The others that are seen or heard: who gives the class first, then who speaks, then who is seen. */
  beside: readonly Face[];
}

interface Seen {
  faces: readonly Face[];
  /** Who is in the spotlight, where somebody is. */
  lit: string | undefined;
  me: string | undefined;
  /** Whether this person gives the class. */
  teaches: boolean;
  /** Whether their own camera is on. */
  own: boolean;
}

/** Who is in the spotlight, where they can be seen; else who gives the class. */
export function boardOf({ faces, lit, me, teaches, own }: Seen): Board {
  const teacher = faces.find((face) => face.teacher);
  const seen = faces.find((face) => face.person === lit && face.video);
  const mine = own && lit !== undefined && lit === me;
  const face = seen ?? (!teaches && teacher?.video ? teacher : undefined);
  const large: Large = mine || (!seen && teaches && own) ? { is: "own" } : face ? { is: "face", face } : { is: "nobody" };
  // Who gives the class belongs on the board, and stands beside it only while somebody else is large.
  const apart = large.is === "face" ? large.face : mine ? undefined : teacher;
  const beside = faces
    .filter((one) => one !== apart && (one.video || one.microphone))
    .sort(
      (one, two) =>
        Number(two.teacher) - Number(one.teacher) ||
        Number(two.speaking) - Number(one.speaking) ||
        Number(two.video !== null) - Number(one.video !== null),
    );
  return { large, beside };
}
